// What a module has taken in since the last collection, and the collection that was handed out last
// (src/payment/purse-mac/module-state.ts). A purchase is in one of them, never in both or none.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

final class PurseMacModuleBatch {
  private static final short ID_BYTES = PurseMacModuleLayouts.PSAM_PERSONALISATION_PSAM_ID_BYTES;
  private static final short DIGEST_BYTES = PurseMacModuleLayouts.COLLECTION_DIGEST_BYTES;
  private static final short BATCH_BYTES = PurseMacModuleLayouts.PSAM_BATCH_LENGTH;
  private static final short DIGEST = PurseMacModuleLayouts.PSAM_BATCH_DIGEST;
  private static final short TOTAL = PurseMacModuleLayouts.PSAM_BATCH_TOTAL;
  /** Total, count and digest stand alike in batch, collection and what is said of it, one behind the other. */
  private static final short SUMS_BYTES = (short) (Num.U64 + Num.U32 + DIGEST_BYTES);
  /** Type of a purchase in the hash over all of them. */
  private static final byte CHAINED_PURCHASE = 0x58;

  private final byte[] batch = new byte[BATCH_BYTES];
  private final byte[] collection = new byte[PurseMacModuleLayouts.PSAM_COLLECTION_LENGTH];
  private final byte[] next = JCSystem.makeTransientByteArray(BATCH_BYTES, JCSystem.CLEAR_ON_DESELECT);
  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);

  /** NT_PSAM of the last purchase, the total and the count. */
  void copyStatus(byte[] to, short at) {
    Util.arrayCopyNonAtomic(batch, (short) 0, to, at, DIGEST);
  }

  void copyNumber(byte[] to, short at) {
    Util.arrayCopyNonAtomic(batch, (short) 0, to, at, Num.U32);
  }

  /** Gives the offset behind it. */
  short copyTotal(byte[] to, short at) {
    return Util.arrayCopyNonAtomic(batch, TOTAL, to, at, Num.U64);
  }

  /** Purse and NT_IEP of the last purchase, then its amount elsewhere. */
  void copyLast(byte[] to, short iepAt, short unitsAt) {
    Util.arrayCopyNonAtomic(batch, PurseMacModuleLayouts.PSAM_BATCH_LAST_IEP_ID, to, iepAt, (short) (ID_BYTES + Num.U32));
    Util.arrayCopyNonAtomic(batch, PurseMacModuleLayouts.PSAM_BATCH_LAST_UNITS, to, unitsAt, Num.U64);
  }

  boolean hasPurchase() {
    return !Num.isZero(batch, (short) 0, Num.U32);
  }

  /** Refuses what would make the total or the number run over. */
  void requireRoom(byte[] units, short unitsAt) {
    Util.arrayCopyNonAtomic(batch, (short) 0, next, (short) 0, BATCH_BYTES);
    Num.add(next, TOTAL, units, unitsAt, Num.U64); // both below 2^63
    boolean full = next[TOTAL] < 0 || Num.increment(next, (short) 0, Num.U32) != 0;
    if (full) ISOException.throwIt(PurseMacModuleCommands.SW_BATCH_FULL);
  }

  /** A PurchaseDone: counted once, in one atomic copy. */
  void count(byte[] done) {
    short number = SharedLayouts.PURCHASE_DONE_PSAM_NUMBER;
    short units = SharedLayouts.PURCHASE_DONE_UNITS;
    if (Num.isSame(done, number, batch, (short) 0, Num.U32)) return;
    Util.arrayCopyNonAtomic(batch, (short) 0, next, (short) 0, BATCH_BYTES);
    Util.arrayCopyNonAtomic(done, number, next, (short) 0, Num.U32);
    Num.add(next, TOTAL, done, units, Num.U64);
    Num.increment(next, PurseMacModuleLayouts.PSAM_BATCH_COUNT, Num.U32);
    Fields.preamble(next, DIGEST, CHAINED_PURCHASE); // until the digest takes its place
    sha256.reset();
    sha256.update(next, DIGEST, Fields.PREAMBLE_BYTES);
    sha256.update(batch, DIGEST, DIGEST_BYTES);
    sha256.doFinal(done, (short) 0, SharedLayouts.PURCHASE_DONE_LENGTH, next, DIGEST);
    short iep = SharedLayouts.PURCHASE_DONE_IEP_ID;
    Util.arrayCopyNonAtomic(done, iep, next, PurseMacModuleLayouts.PSAM_BATCH_LAST_IEP_ID, (short) (ID_BYTES + Num.U32));
    Util.arrayCopyNonAtomic(done, units, next, PurseMacModuleLayouts.PSAM_BATCH_LAST_UNITS, Num.U64);
    Util.arrayCopy(next, (short) 0, batch, (short) 0, BATCH_BYTES);
  }

  /** From batch to collection in one transaction; as long as one is out, that one stays. `zeros` is overwritten. */
  void handOut(byte[] zeros) {
    if (collection[PurseMacModuleLayouts.PSAM_COLLECTION_OPEN] != 0) return;
    if (Num.isZero(batch, PurseMacModuleLayouts.PSAM_BATCH_COUNT, Num.U32)) ISOException.throwIt(PurseMacModuleCommands.SW_NOTHING_TO_COLLECT);
    Util.arrayCopyNonAtomic(collection, (short) 0, next, (short) 0, Num.U32);
    Num.increment(next, (short) 0, Num.U32);
    Util.arrayCopyNonAtomic(batch, TOTAL, next, PurseMacModuleLayouts.PSAM_COLLECTION_TOTAL, SUMS_BYTES);
    next[PurseMacModuleLayouts.PSAM_COLLECTION_OPEN] = 1;
    Util.arrayFillNonAtomic(zeros, (short) 0, SUMS_BYTES, (byte) 0);
    JCSystem.beginTransaction();
    Util.arrayCopy(next, (short) 0, collection, (short) 0, PurseMacModuleLayouts.PSAM_COLLECTION_LENGTH);
    Util.arrayCopy(zeros, (short) 0, batch, TOTAL, SUMS_BYTES);
    JCSystem.commitTransaction();
  }

  /** Its number, and total, count and digest elsewhere. */
  void copyCollection(byte[] to, short numberAt, short sumsAt) {
    Util.arrayCopyNonAtomic(collection, (short) 0, to, numberAt, Num.U32);
    Util.arrayCopyNonAtomic(collection, PurseMacModuleLayouts.PSAM_COLLECTION_TOTAL, to, sumsAt, SUMS_BYTES);
  }

  /** Whether number and total are those of the last collection. */
  boolean isCollection(byte[] numberAndTotal, short at) {
    return Num.isSame(numberAndTotal, at, collection, (short) 0, (short) (Num.U32 + Num.U64));
  }

  void close() {
    if (collection[PurseMacModuleLayouts.PSAM_COLLECTION_OPEN] != 0) collection[PurseMacModuleLayouts.PSAM_COLLECTION_OPEN] = 0;
  }
}
