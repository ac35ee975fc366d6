// Reads a command's data field by field and refuses with 6A80 what its layout does not allow, as the decoders in
// src/bytes/fields.ts do: a command is looked at only when all of its data is right.
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class Fields {
  private static final byte[] PREAMBLE = {0x74, 0x69, 0x63, 0x6b};
  private static final byte VERSION = 1;
  static final short PREAMBLE_BYTES = 6;
  static final short CURRENCY_BYTES = 3;
  /** 2^53 - 1: the latest time. */
  private static final byte[] LAST_TIME = {0, 0x1f, -1, -1, -1, -1, -1, -1};

  private static final short AT = 0;
  private static final short END = 1;

  private final byte[] data;
  private final short[] place;

  Fields(byte[] data) {
    this.data = data;
    place = JCSystem.makeTransientShortArray((short) 2, JCSystem.CLEAR_ON_DESELECT);
  }

  void begin(short length) {
    place[AT] = 0;
    place[END] = length;
  }

  /** Every byte has been read. */
  void end() {
    if (place[AT] != place[END]) refuse();
  }

  /** So many bytes; gives their place, as all of these do. */
  short fixed(short length) {
    short at = place[AT];
    if (length < 0 || length > (short) (place[END] - at)) refuse();
    place[AT] = (short) (at + length);
    return at;
  }

  /** Bytes behind a length of 16 bits. */
  short bytes(short most) {
    short length = Util.getShort(data, fixed((short) 2));
    if (length < 0 || length > most) refuse();
    return fixed(length);
  }

  /** The length of the bytes at this place. */
  short lengthAt(short at) {
    return Util.getShort(data, (short) (at - 2));
  }

  /** How many values follow, of 16 bits. */
  short count(short most) {
    short count = Util.getShort(data, fixed((short) 2));
    if (count < 0 || count > most) refuse();
    return count;
  }

  short preamble(byte type) {
    short at = fixed(PREAMBLE_BYTES);
    if (!isPreamble(at, type)) refuse();
    return at;
  }

  /** Minor units: below 2^63. */
  short units() {
    short at = fixed(Num.U64);
    if (data[at] < 0) refuse();
    return at;
  }

  short time() {
    short at = fixed(Num.U64);
    if (Num.compare(data, at, LAST_TIME, (short) 0, Num.U64) > 0) refuse();
    return at;
  }

  /** Three capitals. */
  short currency() {
    short at = fixed(CURRENCY_BYTES);
    for (short i = at; i < (short) (at + CURRENCY_BYTES); i++) if (data[i] < 0x41 || data[i] > 0x5a) refuse();
    return at;
  }

  /** A code below `words`. */
  byte code(short words) {
    byte code = data[fixed((short) 1)];
    if (code < 0 || code >= words) refuse();
    return code;
  }

  boolean flag() {
    return code((short) 2) == 1;
  }

  static void preamble(byte[] out, short at, byte type) {
    Util.arrayCopyNonAtomic(PREAMBLE, (short) 0, out, at, (short) PREAMBLE.length);
    out[(short) (at + 4)] = type;
    out[(short) (at + 5)] = VERSION;
  }

  private boolean isPreamble(short at, byte type) {
    return Num.isSame(data, at, PREAMBLE, (short) 0, (short) PREAMBLE.length)
        && data[(short) (at + 4)] == type
        && data[(short) (at + 5)] == VERSION;
  }

  private static void refuse() {
    ISOException.throwIt(ISO7816.SW_WRONG_DATA);
  }
}
