// The issuer, the terminal and the holder of one tick purse, for tests that a conversation has no words for.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tickbench.sim.Hex;
import tickbench.sim.SimulatedCard;

final class CafeTickHand {
  static final String AID = "F07469636B7075727365";
  static final int STORE_ALL = 0;
  static final int PEBBLES = 4;

  private static final String CARD_ID = "5055525345000001";
  private static final String CURRENCY = "434846";
  private static final String SECRET = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
  private static final String CERTIFICATE =
      "7469636b4001" + CARD_ID + "0021" + "03" + SECRET + CURRENCY + "000001a3185c5000" + "0001aa";
  private static final String PIN = "3131313131313131";
  private static final byte[] LOAD_KEY = Hex.parse(String.join("", Collections.nCopies(32, "4b")));

  final SimulatedCard card;

  CafeTickHand(SimulatedCard card) {
    this.card = card;
  }

  /** With these limits, and no PIN. */
  CafeTickHand personalise(long balance, int longest, long chainValue) {
    ok("80e20000", personalisation(balance, longest, chainValue) + "00");
    return this;
  }

  /** The same with a PIN of eight times 31 and a PUK of eight times 32, which nothing goes without. */
  String personaliseWithPin(long balance, int longest, long chainValue) {
    String protection = "01" + PIN + "3232323232323232" + amount(0);
    return send("80e20000", personalisation(balance, longest, chainValue) + protection);
  }

  private static String personalisation(long balance, int longest, long chainValue) {
    String limits = amount(balance) + number(longest) + amount(chainValue);
    return CERTIFICATE + "0020" + SECRET + Hex.print(LOAD_KEY) + limits;
  }

  String verify() {
    return send("00200081", PIN);
  }

  String load(int number, long units) {
    String order = "7469636b4301" + CARD_ID + number(number) + CURRENCY + amount(units);
    return send("803a0000", order + tag(order));
  }

  /** For one payee; each number has a nonce of its own. */
  String open(int nonce, long value, int limit, int batch, int method) {
    String payee = String.join("", Collections.nCopies(16, "aa"));
    String terms = payee + String.format("%032x", nonce) + "0000018bcfe56800" + CURRENCY + amount(value);
    return send("80300000", terms + number(limit) + number(batch) + String.format("01%02x", method));
  }

  String tick(int chain, int spent) {
    return send("80320000", number(chain) + number(spent));
  }

  String tickTo(int chain, int spent) {
    return send("80340000", number(chain) + number(spent));
  }

  String close(int chain) {
    return send("80380000", number(chain));
  }

  long balance() {
    return Long.parseUnsignedLong(status().substring(0, 16), 16);
  }

  /** In hexadecimal, without the status word. */
  String status() {
    return ok("80ca0100", "");
  }

  private String ok(String header, String data) {
    String answer = send(header, data);
    assertEquals("9000", answer.substring(answer.length() - 4), header);
    return answer.substring(0, answer.length() - 4);
  }

  private String send(String header, String data) {
    byte[] bytes = Hex.parse(data);
    ByteBuffer command = ByteBuffer.allocate(6 + bytes.length).put(Hex.parse(header));
    if (bytes.length > 0) command.put((byte) bytes.length).put(bytes);
    byte[] whole = command.put((byte) 0).array();
    return Hex.print(card.transmit(Arrays.copyOf(whole, command.position())));
  }

  private static String amount(long units) {
    return String.format("%016x", units);
  }

  private static String number(int number) {
    return String.format("%08x", number);
  }

  private static String tag(String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(LOAD_KEY, "HmacSHA256"));
      return Hex.print(mac.doFinal(Hex.parse(message)));
    } catch (GeneralSecurityException none) {
      throw new IllegalStateException(none);
    }
  }
}
