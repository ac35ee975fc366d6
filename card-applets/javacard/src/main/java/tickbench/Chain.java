// The step of an indexed hash chain: F(id, i, x) = first 16 bytes of SHA-256("TICKv1" 00 00 || id || u32(i) || x).
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

final class Chain {
  static final short ID_BYTES = 16;
  static final short VALUE_BYTES = 16;
  static final short INDEX_BYTES = 4;
  static final short DIGEST_BYTES = 32;

  private static final byte[] PREFIX = {0x54, 0x49, 0x43, 0x4b, 0x76, 0x31, 0, 0};
  private static final short ID = 8;
  private static final short INDEX = (short) (ID + ID_BYTES);
  private static final short VALUE = (short) (INDEX + INDEX_BYTES);
  private static final short STEP_BYTES = (short) (VALUE + VALUE_BYTES);

  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
  /** The input of a step; the digest behind it. */
  private final byte[] work =
      JCSystem.makeTransientByteArray((short) (STEP_BYTES + DIGEST_BYTES), JCSystem.CLEAR_ON_DESELECT);

  /** Where a walk begins: the chain, the index of the value, the value. */
  void begin(byte[] id, short idAt, byte[] index, short indexAt, byte[] value, short valueAt) {
    Util.arrayCopyNonAtomic(PREFIX, (short) 0, work, (short) 0, ID);
    Util.arrayCopyNonAtomic(id, idAt, work, ID, ID_BYTES);
    Util.arrayCopyNonAtomic(index, indexAt, work, INDEX, INDEX_BYTES);
    Util.arrayCopyNonAtomic(value, valueAt, work, VALUE, VALUE_BYTES);
  }

  /** One step on. */
  void step() {
    Unsigned.increment(work, INDEX, INDEX_BYTES);
    sha256.doFinal(work, (short) 0, STEP_BYTES, work, STEP_BYTES);
    Util.arrayCopyNonAtomic(work, STEP_BYTES, work, VALUE, VALUE_BYTES);
  }

  /** The value where the walk stands. Gives the offset behind it. */
  short copyValue(byte[] to, short at) {
    return Util.arrayCopyNonAtomic(work, VALUE, to, at, VALUE_BYTES);
  }
}
