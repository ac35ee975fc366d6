package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickbench.sim.Hex;
import tickbench.sim.SimulatedCard;

/** Purse and module, each a chip of its own, speaking to one another. The conversations have every refusal. */
final class PurseMacTest {
  private static final String IEP = "4945503030303031";
  private static final String PSAM = "5053414d30303031";
  private static final String MASTER = sixteen("50");
  private static final String CHF = "434846";
  private static final String NEVER = "000001a3185c5000";
  private static final String TODAY = "0000018bcfe56800";

  private final SimulatedCard iep = new SimulatedCard("purse-mac");
  private final SimulatedCard sam = new SimulatedCard("purse-mac-module");
  private final byte[] loadKey = Hex.parse(sixteen("4c"));

  @BeforeEach
  void personalise() {
    String limits = amount(2000) + amount(500);
    ok(iep, "80e20000", IEP + CHF + NEVER + "02" + deviceKey() + Hex.print(loadKey) + limits + "00");
    ok(sam, "80e20000", PSAM + CHF + "0001" + "02" + MASTER + sixteen("43") + amount(600));
    String order = "7469636b5401" + IEP + "00000001" + CHF + amount(1000);
    ok(iep, "80520000", order + cmac(sessionKey(1), order));
  }

  @ParameterizedTest(name = "the chips lose power before {0}")
  @ValueSource(strings = {"nothing", "DEBIT", "CREDIT"})
  void buys(String before) {
    String offer = ok(iep, "80500100", "");
    String order = ok(sam, "80700000", offer + amount(30) + TODAY);
    if (before.equals("DEBIT")) iep.reset();
    String paid = ok(iep, "80540000", order);
    if (before.equals("CREDIT")) {
      sam.reset();
      assertEquals("6985", send(sam, "80720000", paid));
      assertEquals(order, ok(sam, "80700000", offer + amount(30) + TODAY));
    }
    String receipt = ok(sam, "80720000", paid);
    assertEquals(amount(30), receipt.substring(82));
    assertEquals(amount(970), ok(iep, "80ca0100", "").substring(22, 38));
  }

  @Test
  void paysOneOrderOnce() {
    String order = ok(sam, "80700000", ok(iep, "80500100", "") + amount(30) + TODAY);
    assertEquals(ok(iep, "80540000", order), ok(iep, "80540000", order));
    assertEquals(amount(970), ok(iep, "80ca0100", "").substring(22, 38));
  }

  @Test
  void believesNoChangedOrder() {
    String order = ok(sam, "80700000", ok(iep, "80500100", "") + amount(30) + TODAY);
    byte[] changed = Hex.parse(order);
    for (int at = 6; at < changed.length; at++) {
      changed[at] ^= 1;
      String answer = send(iep, "80540000", Hex.print(changed));
      assertEquals(4, answer.length(), "byte " + at + ": " + answer);
      changed[at] ^= 1;
    }
    assertEquals(amount(1000), ok(iep, "80ca0100", "").substring(22, 38));
  }

  private static String sixteen(String octet) {
    return String.join("", Collections.nCopies(16, octet));
  }

  private static String deviceKey() {
    String context = "7469636b5601" + "00" + IEP;
    return mac(Hex.parse(MASTER), context);
  }

  private byte[] sessionKey(int number) {
    return Hex.parse(mac(loadKey, "7469636b5701" + String.format("%08x", number)));
  }

  private static String cmac(byte[] key, String message) {
    return mac(key, message).substring(0, 16);
  }

  private static String mac(byte[] key, String message) {
    byte[] out = new byte[16];
    byte[] bytes = Hex.parse(message);
    new Cmac().mac(key, (short) 0, bytes, (short) 0, (short) bytes.length, out, (short) 0);
    return Hex.print(out);
  }

  private static String amount(long units) {
    return Hex.print(ByteBuffer.allocate(8).putLong(units).array());
  }

  private static String ok(SimulatedCard card, String header, String data) {
    String answer = send(card, header, data);
    assertEquals("9000", answer.substring(answer.length() - 4));
    return answer.substring(0, answer.length() - 4);
  }

  private static String send(SimulatedCard card, String header, String data) {
    byte[] bytes = Hex.parse(data);
    ByteBuffer command = ByteBuffer.allocate(6 + bytes.length).put(Hex.parse(header));
    if (bytes.length > 0) command.put((byte) bytes.length).put(bytes);
    byte[] whole = command.put((byte) 0).array();
    return Hex.print(card.transmit(Arrays.copyOf(whole, command.position())));
  }
}
