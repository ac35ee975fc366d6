// The steps of an indexed chain: PB_i = first 16 bytes of SHA-256("TICKv1" 00 00 || id || u32(i) || PB_(i-1))
// (src/chain/step.ts). The block holds the index and the value that were reached; each step hashes it in place.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

final class ChainSteps {
  static final short ID_BYTES = 16;
  static final short VALUE_BYTES = 16;
  private static final byte[] PREFIX = {0x54, 0x49, 0x43, 0x4b, 0x76, 0x31, 0, 0};
  private static final short ID = 8;
  static final short INDEX = 24;
  static final short VALUE = 28;
  private static final short BLOCK_BYTES = 44;
  private static final short DIGEST_BYTES = 32;

  private final MessageDigest sha256;
  /** The block, and behind it room for a digest. */
  final byte[] block;

  ChainSteps(MessageDigest sha256) {
    this.sha256 = sha256;
    block = JCSystem.makeTransientByteArray((short) (BLOCK_BYTES + DIGEST_BYTES), JCSystem.CLEAR_ON_DESELECT);
  }

  void setChain(byte[] id, short at) {
    Util.arrayCopyNonAtomic(PREFIX, (short) 0, block, (short) 0, ID);
    Util.arrayCopyNonAtomic(id, at, block, ID, ID_BYTES);
  }

  void setValue(byte[] value, short at) {
    Util.arrayCopyNonAtomic(value, at, block, VALUE, VALUE_BYTES);
  }

  void setIndex(byte[] index, short at) {
    Util.arrayCopyNonAtomic(index, at, block, INDEX, Num.U32);
  }

  void setIndexZero() {
    Util.arrayFillNonAtomic(block, INDEX, Num.U32, (byte) 0);
  }

  boolean isAt(byte[] index, short at) {
    return Num.isSame(block, INDEX, index, at, Num.U32);
  }

  void walkTo(byte[] index, short at) {
    while (!isAt(index, at)) step();
  }

  void step() {
    Num.increment(block, INDEX, Num.U32);
    sha256.doFinal(block, (short) 0, BLOCK_BYTES, block, BLOCK_BYTES);
    Util.arrayCopyNonAtomic(block, BLOCK_BYTES, block, VALUE, VALUE_BYTES);
  }

  /** Gives the offset behind it, as `copyValue` does. */
  short copyIndex(byte[] to, short at) {
    return Util.arrayCopyNonAtomic(block, INDEX, to, at, Num.U32);
  }

  short copyValue(byte[] to, short at) {
    return Util.arrayCopyNonAtomic(block, VALUE, to, at, VALUE_BYTES);
  }
}
