// Every way of keeping a chain gives the values of a plain walk, going down as ticks do, again, and up after a reset;
// none keeps more than RAM has room for, and the costs are those that the comments promise.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javacard.framework.Util;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeptChainTest {
  private static final byte STORE_ALL = 0;
  private static final byte SEED_ONLY = 1;
  private static final byte SQUARE_ROOT = 2;
  private static final byte PEBBLES = 4;

  private final byte[] cell = new byte[400];
  private final byte[] spent = new byte[4];
  private final CountingDigest digest = new CountingDigest();
  private final ChainSteps chain = new ChainSteps(digest);
  private final KeptChain kept = new KeptChain(chain, (short) 64);

  @ParameterizedTest(name = "method {0}, {1} ticks")
  @CsvSource({
    "0, 1", "0, 2", "0, 64", "1, 1", "1, 50", "2, 1", "2, 2", "2, 65", "2, 300", "2, 961", "3, 200", "4, 1", "4, 2", "4, 65",
    "4, 300", "4, 2000",
  })
  void givesTheValuesOfAPlainWalk(byte method, int limit) throws GeneralSecurityException {
    byte[][] values = plain(limit);
    open(method, limit);
    for (int index = limit - 1; index >= 0; index -= 1) {
      assertArrayEquals(values[index], seek(index), "down to " + index);
      if (index % 7 == 0) assertArrayEquals(values[index], seek(index), "again " + index);
    }
    kept.forget();
    for (int index : new int[] {limit / 3, limit / 2, limit - 1, 0}) {
      assertArrayEquals(values[index], seek(index), "after a reset, to " + index);
    }
  }

  @ParameterizedTest(name = "method {0}, {1} ticks: {2} steps in all at most, {3} in one tick")
  @CsvSource({
    STORE_ALL + ", 64, 0, 0",
    SEED_ONLY + ", 64, 1953, 62",
    SQUARE_ROOT + ", 961, 930, 30",
    PEBBLES + ", 1024, 5120, 512",
  })
  void costsWhatItPromises(byte method, int limit, int most, int mostInOne) throws GeneralSecurityException {
    open(method, limit);
    seek(limit - 1);
    int all = 0;
    for (int index = limit - 2; index >= 0; index -= 1) {
      int steps = stepsTo(index);
      all += steps;
      assertTrue(steps <= mostInOne, steps + " steps to " + index);
    }
    assertTrue(all <= most, all + " steps in all");
  }

  private void open(byte method, int limit) {
    cell[CafeTickChain.TX_COUNTER + 3] = 9;
    Util.setShort(cell, CafeTickChain.LIMIT, (short) (limit >> 16));
    Util.setShort(cell, (short) (CafeTickChain.LIMIT + 2), (short) limit);
    cell[CafeTickChain.METHOD] = method;
    for (int at = 0; at < 32; at++) cell[CafeTickChain.ID + at] = (byte) (at * 3);
    kept.forget();
  }

  private byte[] seek(int index) {
    int limit = Util.getShort(cell, CafeTickChain.LIMIT) << 16 | Util.getShort(cell, (short) (CafeTickChain.LIMIT + 2)) & 0xffff;
    Util.setShort(spent, (short) 0, (short) (limit - index >> 16));
    Util.setShort(spent, (short) 2, (short) (limit - index));
    kept.seek(cell, spent, (short) 0);
    byte[] value = new byte[16];
    chain.copyValue(value, (short) 0);
    return value;
  }

  private int stepsTo(int index) {
    int before = digest.count;
    seek(index);
    return digest.count - before;
  }

  private byte[][] plain(int limit) throws GeneralSecurityException {
    for (int at = 0; at < 32; at++) cell[CafeTickChain.ID + at] = (byte) (at * 3);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[][] values = new byte[limit][];
    values[0] = Arrays.copyOfRange(cell, CafeTickChain.SECRET, CafeTickChain.SECRET + 16);
    for (int index = 1; index < limit; index++) {
      sha256.update(new byte[] {0x54, 0x49, 0x43, 0x4b, 0x76, 0x31, 0, 0});
      sha256.update(cell, CafeTickChain.ID, 16);
      sha256.update(new byte[] {(byte) (index >> 24), (byte) (index >> 16), (byte) (index >> 8), (byte) index});
      values[index] = Arrays.copyOf(sha256.digest(values[index - 1]), 16);
    }
    return values;
  }
}
