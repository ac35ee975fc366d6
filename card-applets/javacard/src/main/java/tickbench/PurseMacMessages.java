// What the symmetric purse MACs, put together from its identity and a record (src/payment/purse-mac/messages.ts). Each
// method gives the length.
package tickbench;

import javacard.framework.Util;

final class PurseMacMessages {
  private static final short ID_BYTES = PurseMacLayouts.IEP_PERSONALISATION_IEP_ID_BYTES;
  private static final short CURRENCY = PurseMacLayouts.IEP_PERSONALISATION_CURRENCY;
  /** Purse, currency, end of validity and key version stand alike in identity and offer. */
  private static final short OFFERED_BYTES = PurseMacLayouts.IEP_PERSONALISATION_PURCHASE_KEY;

  private PurseMacMessages() {}

  static short loadOffer(byte[] identity, byte[] record, byte[] out) {
    Fields.preamble(out, (short) 0, PurseMacLayouts.LOAD_OFFER_TYPE);
    short named = (short) (ID_BYTES + Fields.CURRENCY_BYTES);
    Util.arrayCopyNonAtomic(identity, (short) 0, out, PurseMacLayouts.LOAD_OFFER_IEP_ID, named);
    Util.arrayCopyNonAtomic(record, (short) 0, out, PurseMacLayouts.LOAD_OFFER_IEP_NUMBER, Num.U32);
    short balance = PurseMacLayouts.IEP_RECORD_BALANCE;
    return Util.arrayCopyNonAtomic(record, balance, out, PurseMacLayouts.LOAD_OFFER_BALANCE, Num.U64);
  }

  static short purchaseOffer(byte[] identity, byte[] record, byte[] out) {
    Fields.preamble(out, (short) 0, SharedLayouts.PURCHASE_OFFER_TYPE);
    Util.arrayCopyNonAtomic(identity, (short) 0, out, SharedLayouts.PURCHASE_OFFER_IEP_ID, OFFERED_BYTES);
    return Util.arrayCopyNonAtomic(record, (short) 0, out, SharedLayouts.PURCHASE_OFFER_IEP_NUMBER, Num.U32);
  }

  /** What S3 was made over: CreditDone or PurchaseDone, as the record is a load or a purchase. */
  static short done(byte[] identity, byte[] record, byte[] out) {
    boolean load = isLoad(record);
    Fields.preamble(out, (short) 0, load ? PurseMacLayouts.CREDIT_DONE_TYPE : SharedLayouts.PURCHASE_DONE_TYPE);
    short at = Util.arrayCopyNonAtomic(identity, (short) 0, out, Fields.PREAMBLE_BYTES, ID_BYTES);
    at = Util.arrayCopyNonAtomic(record, (short) 0, out, at, Num.U32);
    short psam = PurseMacLayouts.IEP_RECORD_PSAM_ID;
    if (!load) at = Util.arrayCopyNonAtomic(record, psam, out, at, (short) (ID_BYTES + Num.U32));
    at = Util.arrayCopyNonAtomic(identity, CURRENCY, out, at, Fields.CURRENCY_BYTES);
    return Util.arrayCopyNonAtomic(record, PurseMacLayouts.IEP_RECORD_UNITS, out, at, Num.U64);
  }

  static boolean isLoad(byte[] record) {
    return record[PurseMacLayouts.IEP_RECORD_KIND] == PurseMacLayouts.IEP_RECORD_KIND_LOAD;
  }
}
