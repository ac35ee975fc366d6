package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.Figures;

final class ProbeAppletTest {
  private final SimulatedCard card = new SimulatedCard("probe");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "hashes, 801000000400070020, 9000", "MACs, 801200000400070020, 9000", "draws, 801400000400070020, 9000",
    "signs, 801600000400020020, 9000", "verifies, 801800000400020020, 9000", "writes, 801a00000400070020, 9000",
    "writes page by page, 801c00000400070200, 9000", "commits several writes, 801e0000050003001010, 9000",
    "does nothing at all, 801000000400000020, 9000", "no data, 80100000, 6a80", "too much data, 80100000050001002000, 6a80",
    "more often than it may, 801000000403e90020, 9410", "below zero times, 8010000004ffff0020, 9410",
    "nothing, 801000000400010000, 9410", "too long, 801000000400010201, 9410", "no writes, 801e0000050001001000, 9410",
    "too many writes, 801e0000050001000111, 9410", "writes beyond the memory, 801e0000050001006406, 9410",
    "another instruction, 80200000, 6d00",
  })
  void answers(String about, String command, String answer) {
    assertEquals(answer, ask(card, command), about);
  }

  @Test
  void saysWhatNoTransactionOfTheCardCanHold() {
    SimulatedCard small = new SimulatedCard(new Setup().strict().figures(new Figures(2000, 2000, 100)), "probe");
    assertEquals("9411", ask(small, "801a000004000100c8"));
    assertEquals("9411", ask(small, "801e0000050001001010"));
    assertEquals("9000", ask(small, "801e0000050001001002"));
  }

  @ParameterizedTest
  @CsvSource({"801000000400070020, 7", "801600000400020020, 2"})
  void repeatsAsOftenAsItIsAsked(String command, int count) {
    SimulatedCard strict = new SimulatedCard(new Setup().strict(), "probe");
    ask(strict, command);
    long none = bytecodes(strict, command.substring(0, 10) + "0000" + command.substring(14));
    long once = bytecodes(strict, command.substring(0, 10) + "0001" + command.substring(14));
    assertEquals(none + count * (once - none), bytecodes(strict, command));
  }

  @Test
  void writesWhatIsNotThereYet() {
    SimulatedCard strict = new SimulatedCard(new Setup().strict(), "probe");
    int before = strict.strictly().writes();
    ask(strict, "801a00000400050020");
    assertEquals(5, strict.strictly().writes() - before);
  }

  private static long bytecodes(SimulatedCard card, String command) {
    long before = card.strictly().bytecodes();
    assertEquals("9000", ask(card, command));
    return card.strictly().bytecodes() - before;
  }

  private static String ask(SimulatedCard card, String command) {
    return Hex.print(card.transmit(Hex.parse(command)));
  }
}
