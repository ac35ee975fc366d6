// The arithmetic on bytes against BigInteger, at random and at the edges.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

final class NumTest {
  private static final Random RANDOM = new Random(1);

  @RepeatedTest(200)
  void addsAndSubtracts() {
    BigInteger a = number(8);
    BigInteger b = number(8);
    byte[] sum = bytes(a, 8);
    short carry = Num.add(sum, (short) 0, bytes(b, 8), (short) 0, (short) 8);
    assertEquals(a.add(b), value(sum).add(BigInteger.valueOf(carry).shiftLeft(64)));
    byte[] difference = bytes(a, 8);
    short borrow = Num.subtract(difference, (short) 0, bytes(b, 8), (short) 0, (short) 8);
    assertEquals(a.subtract(b), value(difference).subtract(BigInteger.valueOf(borrow).shiftLeft(64)));
    assertEquals(a.compareTo(b), Num.compare(bytes(a, 8), (short) 0, bytes(b, 8), (short) 0, (short) 8));
  }

  @RepeatedTest(200)
  void multipliesAndCompares() {
    BigInteger v = number(8);
    BigInteger n = number(4);
    byte[] product = new byte[12];
    Num.multiply(bytes(v, 8), (short) 0, bytes(n, 4), (short) 0, product, (short) 0);
    assertEquals(v.multiply(n), value(product));
    BigInteger limit = number(8);
    assertEquals(v.multiply(n).compareTo(limit) > 0, Num.exceeds(product, (short) 0, bytes(limit, 8), (short) 0));
  }

  @RepeatedTest(200)
  void comparesAndSubtractsWords() {
    BigInteger a = number(4);
    BigInteger b = number(4);
    assertEquals(a.compareTo(b), Num.compare(bytes(a, 4), (short) 0, bytes(b, 4), (short) 0));
    byte[] difference = bytes(a.max(b), 4);
    Num.subtract(difference, (short) 0, bytes(a.min(b), 4), (short) 0);
    assertEquals(a.subtract(b).abs(), value(difference));
  }

  @RepeatedTest(200)
  void countsAndHalves() {
    BigInteger a = number(4);
    byte[] next = bytes(a, 4);
    short carry = Num.increment(next, (short) 0, (short) 4);
    assertEquals(a.add(BigInteger.ONE), value(next).add(BigInteger.valueOf(carry).shiftLeft(32)));
    byte[] half = bytes(a, 4);
    Num.halveUp(half, (short) 0, (short) 4);
    assertEquals(a.add(BigInteger.ONE).shiftRight(1), value(half));
  }

  /** Often short, often all ones. */
  private static BigInteger number(int bytes) {
    BigInteger number = new BigInteger(RANDOM.nextInt(8 * bytes + 1), RANDOM);
    return RANDOM.nextInt(4) == 0 ? BigInteger.ONE.shiftLeft(8 * bytes).subtract(BigInteger.ONE) : number;
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at++) bytes[length - 1 - at] = number.shiftRight(8 * at).byteValue();
    return bytes;
  }

  private static BigInteger value(byte[] bytes) {
    return new BigInteger(1, bytes);
  }
}
