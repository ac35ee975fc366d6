package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;

/** The examples of RFC 4493, 4. */
final class CmacTest {
  private static final byte[] KEY = Hex.parse("2b7e151628aed2a6abf7158809cf4f3c");
  private static final byte[] MESSAGE = Hex.parse(
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

  private final Cmac cmac = new Cmac();

  @ParameterizedTest(name = "of {0} bytes")
  @CsvSource({
    "0, bb1d6929e95937287fa37d129b756746",
    "16, 070a16b46b4d4144f79bdd9dd04a287c",
    "40, dfa66747de9ae63030ca32611497c827",
    "64, 51f0bebf7e3b9d92fc49741779363cfe",
  })
  void isAsTheRfcSays(short length, String mac) {
    byte[] found = new byte[16];
    cmac.mac(KEY, (short) 0, MESSAGE, (short) 0, length, found, (short) 0);
    assertEquals(mac, Hex.print(found));
  }

  @Test
  void noticesEveryChangedBit() {
    byte[] signed = new byte[48];
    System.arraycopy(MESSAGE, 0, signed, 0, 40);
    cmac.sign(KEY, (short) 0, signed, (short) 0, (short) 40, signed, (short) 40);
    assertTrue(cmac.isSigned(KEY, (short) 0, signed, (short) 0, (short) 40));
    for (int bit = 0; bit < 8 * signed.length; bit++) {
      signed[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(cmac.isSigned(KEY, (short) 0, signed, (short) 0, (short) 40), "bit " + bit);
      signed[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }
}
