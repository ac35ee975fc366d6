// Big-endian numbers of any length as bytes: Java Card has no unsigned types, and on many cards no int either.
package tickbench;

final class Unsigned {
  private Unsigned() {}

  /** Below 0, 0 or above 0 as the first number is below, equal to or above the second. */
  static byte compare(byte[] first, short firstAt, byte[] second, short secondAt, short length) {
    for (short at = 0; at < length; at++) {
      short difference = (short) ((first[(short) (firstAt + at)] & 0xff) - (second[(short) (secondAt + at)] & 0xff));
      if (difference != 0) return difference < 0 ? (byte) -1 : (byte) 1;
    }
    return 0;
  }

  static boolean isZero(byte[] number, short from, short length) {
    for (short at = 0; at < length; at++) {
      if (number[(short) (from + at)] != 0) return false;
    }
    return true;
  }

  static boolean isHighest(byte[] number, short from, short length) {
    for (short at = 0; at < length; at++) {
      if (number[(short) (from + at)] != (byte) 0xff) return false;
    }
    return true;
  }

  /** Adds one, in place. True when it ran over. */
  static boolean increment(byte[] number, short from, short length) {
    for (short at = (short) (from + length - 1); at >= from; at--) {
      if (++number[at] != 0) return false;
    }
    return true;
  }

  /** Adds the second number to the first, in place. True when it ran over. */
  static boolean add(byte[] first, short firstAt, byte[] second, short secondAt, short length) {
    short carry = 0;
    for (short at = (short) (length - 1); at >= 0; at--) {
      short place = (short) (firstAt + at);
      carry += (short) ((first[place] & 0xff) + (second[(short) (secondAt + at)] & 0xff));
      first[place] = (byte) carry;
      carry = (short) (carry >> 8);
    }
    return carry != 0;
  }
}
