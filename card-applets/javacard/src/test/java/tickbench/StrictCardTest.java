// Each strictness of the strict card is proven by an applet that breaks it, and that jCardSim as it is lets pass.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.Figures;
import tickbench.sim.strict.PowerLost;

final class StrictCardTest {
  private static final String AID = "F0746573740001";
  private static final String OTHER = "F0746573740002";
  private static final String OLD = "0000000000000000";
  private static final String NEW = "0101010101010101";

  private final SimulatedCard strict = card(new Setup().strict());
  private final SimulatedCard plain = card(new Setup().plain());

  private static SimulatedCard card(Setup setup) {
    SimulatedCard card = new SimulatedCard(setup);
    card.install(Careless.class, AID);
    return card;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "bytes compare signed, 80100000, 019000, ff9000",
    "nothing is received in case 1, 80120000, 6f00, 9000",
    "nothing is received in case 2, 8012000004, 6f00, 9000",
    "data are received in case 3, 8012000001AA, 9000, 9000",
    "data are received in case 4, 8012000001AA00, 9000, 9000",
    "no array is made outside of constructors, 80140000, 6f00, 079000",
    "no transient array is made outside of constructors, 80160000, 6f00, 9000",
    "no algorithm is got outside of constructors, 80180000, 6f00, 9000",
    "a transaction holds what the commit buffer holds, 80280000, 6f00, 9000",
    "so does an atomic copy, 802a0000, 6f00, 9000",
  })
  void refuses(String about, String command, String strictly, String plainly) {
    assertEquals(strictly, ask(strict, command), about);
    assertEquals(plainly, ask(plain, command), "jCardSim as it is: " + about);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "80200000, aborted", "80220000, forgotten", "80240000, left by an exception", "80280000, over the commit buffer",
  })
  void putsBackWhatWasNotCommitted(String command, String about) {
    ask(strict, command);
    assertEquals(OLD, memory(strict), about);
    ask(plain, command);
    assertEquals(NEW, memory(plain), "jCardSim as it is: " + about);
  }

  @Test
  void losesNothingOfATransactionWhereverThePowerGoes() {
    int torn = 0;
    for (int write = 1; ; write++) {
      SimulatedCard card = card(new Setup().strict());
      card.strictly().cutBefore(write);
      try {
        ask(card, "80260000");
        assertEquals(NEW, memory(card));
        break;
      } catch (PowerLost lost) {
        torn++;
        assertThrows(PowerLost.class, () -> ask(card, "80400000"), "it is dead until it is powered again");
        card.reset();
        assertEquals(OLD, memory(card), "before write " + write);
      }
    }
    assertEquals(5, torn);
  }

  @Test
  void clearsRamWhenTheSpecificationSaysSo() {
    strict.install(CarelessToo.class, OTHER);
    ask(strict, "80300000");
    assertEquals("0101", ram(strict));
    ask(strict, "00A4040007" + AID); // selected anew: deselected first
    assertEquals("0100", ram(strict));
    ask(strict, "80300000");
    ask(strict, "00A4040007" + OTHER);
    assertEquals("0000", ram(strict), "another applet's own");
    ask(strict, "00A4040007" + AID);
    assertEquals("0100", ram(strict));
    strict.reset();
    assertEquals("0000", ram(strict));
  }

  @Test
  void addsUpTheRamOfAPackage() {
    Setup small = new Setup().strict().figures(new Figures(Careless.RAM_BYTES + 100, Careless.RAM_BYTES + 50, 100));
    SimulatedCard card = card(small);
    card.install(CarelessToo.class, "F0746573740003"); // a package of its own: they take turns
    assertThrows(RuntimeException.class, () -> card.install(Careless.class, OTHER));
    assertEquals(Careless.RAM_BYTES, card.strictly().ram.onDeselect(), "what a failed installation took is free again");
    plain.install(Careless.class, OTHER);
  }

  @Test
  void boundsTheRamThatResetClears() {
    Setup small = new Setup().strict().figures(new Figures(Careless.RAM_BYTES, Careless.RAM_BYTES, 100));
    assertThrows(RuntimeException.class, () -> card(small));
  }

  @Test
  void makesNothingInATransaction() {
    Setup late = new Setup().parameters(new byte[] {Careless.ALLOCATE_LATE});
    assertThrows(RuntimeException.class, () -> card(late.strict()));
    card(late.plain());
  }

  @Test
  void countsBytecodes() {
    long before = strict.strictly().bytecodes();
    ask(strict, "80400000");
    long run = strict.strictly().bytecodes() - before;
    assertTrue(run > 40 && run < 80, run + " bytecodes");
  }

  private static String memory(SimulatedCard card) {
    return ask(card, "80400000").substring(0, 16);
  }

  private static String ram(SimulatedCard card) {
    return ask(card, "80400000").substring(16, 20);
  }

  private static String ask(SimulatedCard card, String command) {
    return Hex.print(card.transmit(Hex.parse(command)));
  }
}
