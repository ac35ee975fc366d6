// Unsigned big-endian numbers of any length in byte arrays: Java Card 3.0.4 need not have int, and none has 64 bits.
package tickbench;

import javacard.framework.Util;

final class Num {
  static final short U32 = 4;
  static final short U64 = 8;
  /** u64 times u32. */
  static final short PRODUCT = 12;

  private Num() {}

  /** -1, 0 or 1 as a is below, equal to or above b. */
  static byte compare(byte[] a, short aAt, byte[] b, short bAt, short length) {
    return Util.arrayCompare(a, aAt, b, bAt, length);
  }

  static boolean isZero(byte[] a, short at, short length) {
    for (short i = 0; i < length; i++) if (a[(short) (at + i)] != 0) return false;
    return true;
  }

  /** a + b into a. Returns the carry. */
  static short add(byte[] a, short aAt, byte[] b, short bAt, short length) {
    short carry = 0;
    for (short i = (short) (length - 1); i >= 0; i--) {
      carry += (short) ((a[(short) (aAt + i)] & 0xff) + (b[(short) (bAt + i)] & 0xff));
      a[(short) (aAt + i)] = (byte) carry;
      carry = (short) ((carry >> 8) & 1);
    }
    return carry;
  }

  /** a - b into a; b is not above a. */
  static void subtract(byte[] a, short aAt, byte[] b, short bAt, short length) {
    short borrow = 0;
    for (short i = (short) (length - 1); i >= 0; i--) {
      short left = (short) ((a[(short) (aAt + i)] & 0xff) - (b[(short) (bAt + i)] & 0xff) - borrow);
      a[(short) (aAt + i)] = (byte) left;
      borrow = left < 0 ? (short) 1 : (short) 0;
    }
  }

  /** One more. Returns the carry: 1 when it went round to zero. */
  static short increment(byte[] a, short at, short length) {
    for (short i = (short) (at + length - 1); i >= at; i--) {
      a[i]++;
      if (a[i] != 0) return 0;
    }
    return 1;
  }

  /** Half of a, rounded up, into a. */
  static void halveUp(byte[] a, short at, short length) {
    boolean odd = (a[(short) (at + length - 1)] & 1) != 0;
    short carry = 0;
    for (short i = at; i < (short) (at + length); i++) {
      short shifted = (short) ((a[i] & 0xff) | (short) (carry << 8));
      carry = (short) (shifted & 1);
      a[i] = (byte) (shifted >> 1);
    }
    if (odd) increment(a, at, length);
  }

  /** v (u64) times n (u32) into the twelve bytes of `product`, bit by bit. */
  static void multiply(byte[] v, short vAt, byte[] n, short nAt, byte[] product, short at) {
    Util.arrayFillNonAtomic(product, at, PRODUCT, (byte) 0);
    short low = (short) (at + PRODUCT - U64);
    for (short bit = 0; bit < 32; bit++) {
      add(product, at, product, at, PRODUCT);
      short octet = n[(short) (nAt + (bit >> 3))];
      if ((octet & (0x80 >> (bit & 7))) == 0) continue;
      if (add(product, low, v, vAt, U64) != 0) increment(product, at, (short) (PRODUCT - U64));
    }
  }

  /** Whether a product of twelve bytes is above a u64. */
  static boolean exceeds(byte[] product, short at, byte[] limit, short limitAt) {
    short high = (short) (PRODUCT - U64);
    return !isZero(product, at, high) || compare(product, (short) (at + high), limit, limitAt, U64) > 0;
  }
}
