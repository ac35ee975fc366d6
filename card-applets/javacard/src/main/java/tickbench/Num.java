// Unsigned big-endian numbers in byte arrays, of an even length: Java Card 3.0.4 need not have int, and none has 64 bits.
// Order is told here by unsigned halves of words: Util.arrayCompare may see bytes as signed (real cards do) and tells
// equality only. Work is done two bytes at a time, and none on zeros, since each bytecode of a card costs about a microsecond.
package tickbench;

import javacard.framework.Util;

final class Num {
  static final short U32 = 4;
  static final short U64 = 8;
  /** u64 times u32. */
  static final short PRODUCT = 12;
  private static final byte[] ZERO = {0, 0, 0, 0, 0, 0, 0, 0};
  private static final byte[] ONE = {0, 0, 0, 1};
  /** Turns the order of unsigned shorts into that of signed ones. */
  private static final short SIGN = (short) 0x8000;

  private Num() {}

  /** -1, 0 or 1 as a is below, equal to or above b. */
  static byte compare(byte[] a, short aAt, byte[] b, short bAt, short length) {
    for (short end = (short) (aAt + length); aAt < end; aAt += 2) {
      short x = Util.getShort(a, aAt);
      short y = Util.getShort(b, bAt);
      if (x != y) return isBelow(x, y) ? (byte) -1 : (byte) 1;
      bAt += 2;
    }
    return 0;
  }

  /** The same of two u32. */
  static byte compare(byte[] a, short aAt, byte[] b, short bAt) {
    short x = Util.getShort(a, aAt);
    short y = Util.getShort(b, bAt);
    if (x == y) {
      x = Util.getShort(a, (short) (aAt + 2));
      y = Util.getShort(b, (short) (bAt + 2));
      if (x == y) return 0;
    }
    return (short) (x ^ SIGN) < (short) (y ^ SIGN) ? (byte) -1 : (byte) 1;
  }

  static boolean isSame(byte[] a, short aAt, byte[] b, short bAt, short length) {
    return Util.arrayCompare(a, aAt, b, bAt, length) == 0;
  }

  /** Of eight bytes at most. */
  static boolean isZero(byte[] a, short at, short length) {
    return Util.arrayCompare(a, at, ZERO, (short) 0, length) == 0;
  }

  /** Whether a u32 is 1. */
  static boolean isOne(byte[] a, short at) {
    return Util.arrayCompare(a, at, ONE, (short) 0, U32) == 0;
  }

  private static boolean isBelow(short x, short y) {
    return (short) (x ^ SIGN) < (short) (y ^ SIGN);
  }

  /** a + b into a. Returns the carry. */
  static short add(byte[] a, short aAt, byte[] b, short bAt, short length) {
    short carry = 0;
    for (short i = (short) (length - 2); i >= 0; i -= 2) {
      short y = Util.getShort(b, (short) (bAt + i));
      if (carry == 0 && y == 0) continue;
      short x = Util.getShort(a, (short) (aAt + i));
      short sum = (short) (x + y + carry);
      Util.setShort(a, (short) (aAt + i), sum);
      if (sum != x) carry = isBelow(sum, x) ? (short) 1 : (short) 0; // else y and carry are both 0, or run over
    }
    return carry;
  }

  /** a - b into a. Returns the borrow: 1 when b was above a. Ends where only zeros are left, after one word as a rule. */
  static short subtract(byte[] a, short aAt, byte[] b, short bAt, short length) {
    short borrow = 0;
    do {
      length -= 2;
      short place = (short) (aAt + length);
      short x = Util.getShort(a, place);
      short y = Util.getShort(b, (short) (bAt + length));
      Util.setShort(a, place, (short) (x - y - borrow));
      if (x != y) borrow = (short) (x ^ SIGN) < (short) (y ^ SIGN) ? (short) 1 : (short) 0; // else it is borrowed on
      if (borrow == 0 && Util.arrayCompare(b, bAt, ZERO, (short) 0, length) == 0) return 0;
    } while (length > 0);
    return borrow;
  }

  /** a - b of two u32 into a; b is not above a. */
  static void subtract(byte[] a, short aAt, byte[] b, short bAt) {
    short x = Util.getShort(a, (short) (aAt + 2));
    short y = Util.getShort(b, (short) (bAt + 2));
    Util.setShort(a, (short) (aAt + 2), (short) (x - y));
    short high = (short) (Util.getShort(a, aAt) - Util.getShort(b, bAt));
    if (isBelow(x, y)) high--;
    Util.setShort(a, aAt, high);
  }

  /** One more. Returns the carry: 1 when it went round to zero. */
  static short increment(byte[] a, short at, short length) {
    for (short place = (short) (at + length - 2); place >= at; place -= 2) {
      short word = (short) (Util.getShort(a, place) + 1);
      Util.setShort(a, place, word);
      if (word != 0) return 0;
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

  /** v (u64) times n (u32) into the twelve bytes of `product`, byte by byte; once v is a copy. */
  static void multiply(byte[] v, short vAt, byte[] n, short nAt, byte[] product, short at) {
    short low = (short) (at + PRODUCT - U64);
    Util.arrayFillNonAtomic(product, at, (short) (PRODUCT - U64), (byte) 0);
    if (isOne(n, nAt)) {
      Util.arrayCopyNonAtomic(v, vAt, product, low, U64);
      return;
    }
    Util.arrayFillNonAtomic(product, low, U64, (byte) 0);
    for (short i = (short) (U32 - 1); i >= 0; i--) {
      short factor = (short) (n[(short) (nAt + i)] & 0xff);
      if (factor != 0) addMultiple(v, vAt, factor, product, (short) (at + 1 + i));
    }
  }

  /** Adds v times a byte to the product, whose lowest byte that changes stands at `at` + 7, and carries on above. */
  private static void addMultiple(byte[] v, short vAt, short factor, byte[] product, short at) {
    short carry = 0;
    for (short i = (short) (U64 - 1); i >= 0; i--) {
      short digit = v[(short) (vAt + i)];
      if (digit == 0 && carry == 0) continue;
      short place = (short) (at + i);
      short sum = (short) ((digit & 0xff) * factor + (product[place] & 0xff) + carry); // 65,535 at most: 16 bits
      product[place] = (byte) sum;
      carry = (short) ((sum >> 8) & 0xff);
    }
    product[(short) (at - 1)] = (byte) carry; // which no lower factor has reached
  }

  /** Whether a product of twelve bytes is above a u64. */
  static boolean exceeds(byte[] product, short at, byte[] limit, short limitAt) {
    short high = (short) (PRODUCT - U64);
    return !isZero(product, at, high) || compare(product, (short) (at + high), limit, limitAt, U64) > 0;
  }
}
