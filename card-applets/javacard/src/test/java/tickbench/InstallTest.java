// What INSTALL may say, and what it answers: variants and limits, names of instances, what a card has not.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Consumer;
import javacard.framework.ISOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import tickbench.sim.Hex;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.Figures;

final class InstallTest {
  private static final String SECOND = "F07469636B707572736502";

  @Test
  void takesTwoPurses() {
    SimulatedCard card = new SimulatedCard(new Setup().strict(), "cafe-tick");
    card.install("cafe-tick", SECOND);
    CafeTickHand first = new CafeTickHand(card).personalise(1000, 10, 1000);
    first.load(1, 100);
    String selected = ask(card, "00A404000B" + SECOND + "00");
    assertEquals("6f0d840b" + SECOND.toLowerCase() + "9000", selected);
    CafeTickHand second = new CafeTickHand(card).personalise(1000, 10, 1000);
    assertEquals(0, second.balance());
    ask(card, "00A404000A" + CafeTickHand.AID + "00");
    assertEquals(100, first.balance());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "nothing, '', 9000", "lean, 00, 9000", "full, 01, 9000", "buffers cleared on reset, 02, 9000",
    "forty values in RAM, 0028, 9000", "none stored, 00200000, 9000", "an echo of 16 bytes, 002000800010, 9000",
    "unknown flags, 04, 6a80", "too few values, 0015, 6a80", "too many stored, 00200800, 6a80", "half a limit, 002000, 6a80",
    "no echo, 002000800000, 6a80", "more than there is to say, 00200080001000, 6a80",
  })
  void understands(String about, String parameters, String answer) {
    Setup setup = new Setup().parameters(Hex.parse(parameters)).figures(Figures.AMPLE);
    assertEquals(answer, installed(setup, "cafe-tick"), about);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing behind the AID, 02aabb, 3, 1024", "no parameters of ours, 02aabb00, 4, 1024", "none behind control bytes, 02aabb0107, 5, 1024",
    "all there is, 02aabb0006001600000040, 11, 64", "what is not handed over, 02aabb0006001600000040, 4, 1024",
  })
  void readsNoFurtherThanItIsHanded(String about, String parameters, byte length, short echoBytes) {
    byte[] bytes = Hex.parse("ff" + parameters);
    assertEquals(echoBytes, new Variant(bytes, (short) 1, length).echoBytes, about);
  }

  @Test
  void refusesParametersThatEndTooEarly() {
    byte[] bytes = Hex.parse("02aabb0006001600000040");
    assertThrows(ISOException.class, () -> new Variant(bytes, (short) 0, (byte) 8));
  }

  @Test
  void keepsToTheEchoThatItWasInstalledWith() {
    SimulatedCard card = new SimulatedCard(new Setup().parameters(Hex.parse("002000800002")), "echo");
    assertEquals("aabb9000", ask(card, "8010000002AABB00"));
    assertEquals("6a80", ask(card, "8010000003AABBCC00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "hash", "card-signature", "cafe-tick", "purse-mac", "purse-mac-module"})
  void saysThatThereIsTooLittleMemory(String applet) {
    assertEquals("6a84", installed(new Setup().strict().figures(new Figures(60, 60, 384)), applet));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "card-signature", "cafe-tick", "purse-mac", "purse-mac-module"})
  void saysThatAnAlgorithmIsMissing(String applet) {
    assertEquals("6a81", installed(new Setup().strict().patch(lacking("javacard/security/MessageDigest", "javacardx/crypto/Cipher",
        "javacard/security/Signature")), applet));
  }

  /** A card that has none of an API class: another number of algorithm is asked for, which nobody has. */
  private static Consumer<ClassNode> lacking(String... owners) {
    return (node) -> node.methods.forEach((method) -> {
      for (AbstractInsnNode each : method.instructions.toArray()) {
        boolean asked = each instanceof MethodInsnNode && ((MethodInsnNode) each).name.equals("getInstance")
            && java.util.Arrays.asList(owners).contains(((MethodInsnNode) each).owner);
        if (!asked) continue;
        AbstractInsnNode number = each.getPrevious().getPrevious();
        method.instructions.set(number, new IntInsnNode(org.objectweb.asm.Opcodes.BIPUSH, 127));
      }
    });
  }

  private static String installed(Setup setup, String applet) {
    try {
      new SimulatedCard(setup, applet);
      return "9000";
    } catch (ISOException refused) {
      return String.format("%04x", refused.getReason());
    }
  }

  @Test
  void givesBackTheMemoryOfAFailedInstallation() {
    SimulatedCard card = new SimulatedCard(new Setup().strict().figures(new Figures(1400, 1400, 384)), "echo");
    assertThrows(ISOException.class, () -> card.install("cafe-tick", CafeTickHand.AID));
    card.install("hash", "F07469636B68617368");
  }

  private static String ask(SimulatedCard card, String command) {
    return Hex.print(card.transmit(Hex.parse(command)));
  }
}
