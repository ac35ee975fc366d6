package tickbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javacard.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HmacTest {
  private final Hmac hmac = new Hmac(MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false));

  @ParameterizedTest(name = "over {0} bytes")
  @ValueSource(ints = {0, 1, 55, 64, 200})
  void isThatOfJava(int length) throws GeneralSecurityException {
    byte[] key = new byte[32];
    byte[] message = new byte[length + Hmac.TAG_BYTES];
    for (int at = 0; at < message.length; at++) message[at] = (byte) (at * 7);
    for (int at = 0; at < key.length; at++) key[at] = (byte) (at * 11);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] expected = mac.doFinal(Arrays.copyOf(message, length));

    hmac.tag(key, message, (short) 0, (short) length, message, (short) length);
    assertArrayEquals(expected, Arrays.copyOfRange(message, length, message.length));
    assertEquals(true, hmac.isTag(key, message, (short) 0, (short) length, (short) length));
    message[message.length - 1] ^= 1;
    assertEquals(false, hmac.isTag(key, message, (short) 0, (short) length, (short) length));
  }
}
