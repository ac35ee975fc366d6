// The ring of records that is the account of the symmetric purse: the newest record holds balance and number, so a
// transaction is one atomic copy, and the wear spreads over the ring (src/payment/purse-mac/purse-state.ts).
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

final class PurseMacLog {
  static final short RECORD_BYTES = PurseMacLayouts.IEP_RECORD_LENGTH;
  /** A power of two: record `number` stands at `number - 1` by its lowest bits. */
  private static final short RECORDS = 8;

  private final byte[] ring = new byte[(short) (RECORDS * RECORD_BYTES)];

  /** The newest record; zeros before the first. */
  void copyNewest(byte[] record) {
    Util.arrayFillNonAtomic(record, (short) 0, RECORD_BYTES, (byte) 0);
    for (short at = 0; at < (short) ring.length; at += RECORD_BYTES) {
      if (Num.compare(ring, at, record, (short) 0) > 0) {
        Util.arrayCopyNonAtomic(ring, at, record, (short) 0, RECORD_BYTES);
      }
    }
  }

  /** The record so many transactions before the newest. Refuses what never was or was overwritten. */
  void copyOlder(byte[] age, short ageAt, byte[] record) {
    copyNewest(record);
    if (Num.compare(age, ageAt, record, (short) 0) >= 0) ISOException.throwIt(PurseMacCommands.SW_NO_SUCH_RECORD);
    Num.subtract(record, (short) 0, age, ageAt);
    short at = placeOf(record);
    if (!Num.isSame(ring, at, record, (short) 0, Num.U32)) ISOException.throwIt(PurseMacCommands.SW_NO_SUCH_RECORD);
    Util.arrayCopyNonAtomic(ring, at, record, (short) 0, RECORD_BYTES);
  }

  /** The one write of a transaction. */
  void append(byte[] record) {
    Util.arrayCopy(record, (short) 0, ring, placeOf(record), RECORD_BYTES);
  }

  /** Where a record of this number stands. */
  private static short placeOf(byte[] record) {
    return (short) ((short) ((record[(short) (Num.U32 - 1)] - 1) & (RECORDS - 1)) * RECORD_BYTES);
  }
}
