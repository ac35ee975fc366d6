package tickbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.SimulatedCard;

/** The conversations have the rest: here is what a stranger to our cryptography would check. */
final class CardSignatureAppletTest {
  /** The key pair of RFC 6979, A.2.5. */
  private static final String SECRET = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

  private static final String X = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
  private static final String Y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

  private static final String CERTIFICATE =
      "7469636b4001" + "5349474e45520001" + "002103" + X + "434846" + "000001a3185c5000" + "0001aa";
  private static final String LIMIT = "00000000000001f4";

  private final SimulatedCard card = new SimulatedCard("card-signature");

  @BeforeEach
  void personalise() {
    assertEquals("9000", send("80e20000", CERTIFICATE + "0020" + SECRET + LIMIT));
  }

  @Test
  void signsWhatTheTerminalAskedFor() throws Exception {
    String request = request(30, 1);
    String answer = send("803c0000", request);
    byte[] payment = Arrays.copyOf(Hex.parse(answer), 69);
    byte[] signature = Arrays.copyOfRange(Hex.parse(answer), 71, 135);
    assertEquals("7469636b4801" + "5349474e45520001" + "00000001" + request, Hex.print(payment));
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(publicKey());
    verifier.update(payment);
    assertTrue(verifier.verify(signature));
  }

  @Test
  void repeatsTheLastSignatureOverAReset() {
    String first = send("803c0000", request(30, 1));
    card.reset();
    assertEquals(first, send("803c0000", request(30, 1)));
    assertEquals(first, send("80360000", ""));
  }

  @Test
  void countsOtherPayments() {
    for (int nonce = 1; nonce <= 3; nonce++) send("803c0000", request(1, nonce));
    assertEquals("5349474e45520001" + "434846" + "00000003" + "9000", send("80ca0100", ""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"nothing, 0, 9406", "one over the limit, 501, 940d"})
  void refuses(String about, long units, String answer) {
    assertEquals(answer, send("803c0000", request(units, 1)), about);
  }

  @Test
  void isPersonalisedOnce() {
    assertEquals("6a8a", send("80e20000", CERTIFICATE + "0020" + SECRET + LIMIT));
    assertArrayEquals(Hex.parse(CERTIFICATE + "9000"), Hex.parse(send("80ca0200", "")));
  }

  @Test
  void takesNoKeyOfAnotherLength() {
    SimulatedCard blank = new SimulatedCard("card-signature");
    byte[] data = Hex.parse(CERTIFICATE + "001f" + SECRET.substring(2) + LIMIT);
    byte[] command = ByteBuffer.allocate(5 + data.length).put(Hex.parse("80e20000")).put((byte) data.length).put(data).array();
    assertEquals("6a80", Hex.print(blank.transmit(command)));
  }

  private static String request(long units, int nonce) {
    ByteBuffer request = ByteBuffer.allocate(51).put(new byte[16]).put(new byte[12]).putInt(nonce);
    return Hex.print(request.putLong(1_700_000_000_000L).put(Hex.parse("434846")).putLong(units).array());
  }

  private String send(String header, String data) {
    String length = data.isEmpty() ? "" : String.format("%02x", data.length() / 2);
    return Hex.print(card.transmit(Hex.parse(header + length + data + "00")));
  }

  private static PublicKey publicKey() throws Exception {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(new BigInteger(X, 16), new BigInteger(Y, 16));
    ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
  }
}
