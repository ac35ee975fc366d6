// Checks that bytes are what their layout says, field by field; anything else is refused with 6A80. Each method takes
// where its field begins and gives where the next one does. Fields of a fixed size without rules of their own need none.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

final class Decode {
  /** "tick" in front of every structure that is signed, MACed or hashed, and the version behind its type. */
  private static final short PREAMBLE_HIGH = 0x7469;

  private static final short PREAMBLE_LOW = 0x636b;
  private static final byte VERSION = 1;
  private static final short PREAMBLE_BYTES = 6;
  private static final short CURRENCY_BYTES = 3;
  private static final short LONG_BYTES = 8;

  private Decode() {}

  static void refuse() {
    ISOException.throwIt(CommonStatus.SW_WRONG_DATA);
  }

  static void length(short found, short wanted) {
    if (found != wanted) refuse();
  }

  static short preamble(byte[] bytes, short at, short end, byte type) {
    short next = within(at, PREAMBLE_BYTES, end);
    boolean right = Util.getShort(bytes, at) == PREAMBLE_HIGH
        && Util.getShort(bytes, (short) (at + 2)) == PREAMBLE_LOW
        && bytes[(short) (at + 4)] == type
        && bytes[(short) (at + 5)] == VERSION;
    if (!right) refuse();
    return next;
  }

  /** The other way: in front of what is to be signed, MACed or hashed. Gives the offset behind it. */
  static short writePreamble(byte[] to, short at, byte type) {
    short next = Util.setShort(to, Util.setShort(to, at, PREAMBLE_HIGH), PREAMBLE_LOW);
    to[next++] = type;
    to[next++] = VERSION;
    return next;
  }

  /** Any bytes of a fixed number. */
  static short fixed(short at, short length, short end) {
    return within(at, length, end);
  }

  /** Up to `most` bytes behind a 16-bit length. */
  static short bytes(byte[] bytes, short at, short end, short most) {
    short from = within(at, (short) 2, end);
    short length = Util.getShort(bytes, at);
    if (length < 0 || length > most) refuse();
    return within(from, length, end);
  }

  /** Three ASCII capitals. */
  static short currency(byte[] bytes, short at, short end) {
    short next = within(at, CURRENCY_BYTES, end);
    for (short each = at; each < next; each++) {
      if (bytes[each] < 'A' || bytes[each] > 'Z') refuse();
    }
    return next;
  }

  /** Minor units, below 2^63. */
  static short amount(byte[] bytes, short at, short end) {
    short next = within(at, LONG_BYTES, end);
    if (bytes[at] < 0) refuse();
    return next;
  }

  /** Milliseconds since 1970, below 2^53. */
  static short time(byte[] bytes, short at, short end) {
    short next = within(at, LONG_BYTES, end);
    if (bytes[at] != 0 || (bytes[(short) (at + 1)] & 0xe0) != 0) refuse();
    return next;
  }

  /** 0 or 1. */
  static short flag(byte[] bytes, short at, short end) {
    return code(bytes, at, end, (byte) 2);
  }

  /** One of `count` codes, from 0. */
  static short code(byte[] bytes, short at, short end, byte count) {
    short next = within(at, (short) 1, end);
    if (bytes[at] < 0 || bytes[at] >= count) refuse();
    return next;
  }

  private static short within(short at, short length, short end) {
    short next = (short) (at + length);
    if (next > end) refuse();
    return next;
  }
}
