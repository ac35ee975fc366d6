// The seller's security module after EN 1546 (src/payment/purse-mac/SPEC.md 5). Whatever could refuse a purchase is
// checked before the purse pays. A purchase writes the batch, in one atomic copy, and nothing else.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

public final class PurseMacModuleApplet extends BaseApplet {
  private static final short ID_BYTES = PurseMacModuleLayouts.PSAM_PERSONALISATION_PSAM_ID_BYTES;
  private static final short PURCHASE_BYTES = SharedLayouts.PURCHASE_ORDER_LENGTH;
  private static final short MASTER_BYTES = PurseMacModuleLayouts.PURCHASE_MASTER_LENGTH;
  private static final short MOST_MASTERS = PurseMacModuleLayouts.PSAM_PERSONALISATION_MASTERS_MOST;

  private static final short TYPE = 4;

  /** Places in `identity`. */
  private static final short CURRENCY = PurseMacModuleLayouts.PSAM_PERSONALISATION_CURRENCY;

  private static final short COLLECTION_KEY = (short) (CURRENCY + Fields.CURRENCY_BYTES);
  private static final short LARGEST_PURCHASE = (short) (COLLECTION_KEY + Cmac.KEY_BYTES);
  private static final short MASTERS = (short) (LARGEST_PURCHASE + Num.U64);

  /** Places in `session`: the purchase as it was ordered, its key; then a flag that there is one. */
  private static final short SESSION_KEY = PURCHASE_BYTES;

  private static final short UNDER_WAY = (short) (SESSION_KEY + Cmac.KEY_BYTES);

  private final Fields fields;
  private final Cmac cmac = new Cmac();
  private final MacKeys keys = new MacKeys(cmac);
  private final byte[] identity = new byte[(short) (MASTERS + MOST_MASTERS * MASTER_BYTES)];
  /** How many masters there are; 0 until the module is personalised, and written last. */
  private byte masters;
  private final PurseMacModuleBatch batch = new PurseMacModuleBatch();
  private final PurseMacModuleHotList hotList = new PurseMacModuleHotList();
  private final byte[] session = JCSystem.makeTransientByteArray((short) (UNDER_WAY + 1), JCSystem.CLEAR_ON_RESET);
  private final byte[] key = JCSystem.makeTransientByteArray(Cmac.KEY_BYTES, JCSystem.CLEAR_ON_DESELECT);

  private PurseMacModuleApplet(Variant variant) {
    super((short) (PurseMacModuleHotList.MOST_BYTES + Cmac.SIGNATURE_BYTES), (short) 128, variant);
    fields = new Fields(data);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new PurseMacModuleApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  protected byte find(byte[] header) {
    return CommandTable.find(PurseMacModuleCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(PurseMacModuleCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    fields.begin(length);
    switch (command) {
      case PurseMacModuleCommands.PERSONALISE:
        return personalise();
      case PurseMacModuleCommands.GET_DATA_STATUS:
        return readStatus();
      case PurseMacModuleCommands.INITIALIZE_PSAM:
        return initialize();
      case PurseMacModuleCommands.CREDIT_PSAM:
        return credit();
      case PurseMacModuleCommands.INITIALIZE_PSAM_FOR_ONLINE_COLLECTION:
        return beginCollection();
      case PurseMacModuleCommands.PSAM_COLLECT:
        return endCollection();
      case PurseMacModuleCommands.UPDATE_PSAM_PARAMETER:
        return updateHotList();
      default:
        return previousPurchase();
    }
  }

  private short personalise() {
    short id = fields.fixed(ID_BYTES);
    fields.currency();
    short count = fields.count(MOST_MASTERS);
    short mastersAt = fields.fixed((short) (count * MASTER_BYTES));
    short collectionKey = fields.fixed(Cmac.KEY_BYTES);
    short limit = fields.units();
    fields.end();
    if (masters != 0) ISOException.throwIt(PurseMacModuleCommands.SW_ALREADY_PERSONALISED);
    if (count == 0 || hasDoubles(mastersAt, count) || Num.isZero(data, limit, Num.U64)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_KEYS_WRONG);
    }
    Util.arrayCopyNonAtomic(data, id, identity, (short) 0, COLLECTION_KEY);
    Util.arrayCopyNonAtomic(data, collectionKey, identity, COLLECTION_KEY, Cmac.KEY_BYTES);
    Util.arrayCopyNonAtomic(data, limit, identity, LARGEST_PURCHASE, Num.U64);
    Util.arrayCopyNonAtomic(data, mastersAt, identity, MASTERS, (short) (count * MASTER_BYTES));
    masters = (byte) count;
    return 0;
  }

  private boolean hasDoubles(short at, short count) {
    for (short i = 0; i < count; i++) {
      for (short j = 0; j < i; j++) {
        if (data[(short) (at + i * MASTER_BYTES)] == data[(short) (at + j * MASTER_BYTES)]) return true;
      }
    }
    return false;
  }

  private short readStatus() {
    fields.end();
    requirePersonalised();
    Util.arrayCopyNonAtomic(identity, (short) 0, answer, (short) 0, COLLECTION_KEY);
    batch.copyStatus(answer, PurseMacModuleLayouts.PSAM_STATUS_NUMBER);
    return PurseMacModuleLayouts.PSAM_STATUS_LENGTH;
  }

  /** Checks S1 and orders the purse to pay: S2. Writes nothing. */
  private short initialize() {
    fields.preamble(SharedLayouts.PURCHASE_OFFER_TYPE);
    short iepId = fields.fixed(ID_BYTES);
    short currency = fields.currency();
    short expires = fields.time();
    short version = fields.fixed((short) 1);
    short iepNumber = fields.fixed(Num.U32);
    fields.fixed(Cmac.SIGNATURE_BYTES);
    short units = fields.units();
    short date = fields.time();
    fields.end();
    requirePersonalised();
    if (!Num.isSame(data, currency, identity, CURRENCY, Fields.CURRENCY_BYTES)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_CURRENCY_WRONG);
    }
    if (Num.compare(data, date, data, expires, Num.U64) > 0) ISOException.throwIt(PurseMacModuleCommands.SW_PURSE_EXPIRED);
    if (hotList.has(data, iepId)) ISOException.throwIt(PurseMacModuleCommands.SW_PURSE_HOT);
    refuseAmount(units);
    deriveKey(masterOf(data[version]), iepId, iepNumber);
    short offerBytes = SharedLayouts.MACED_PURCHASE_OFFER_BODY_BYTES;
    if (!cmac.isSigned(key, (short) 0, data, (short) 0, offerBytes)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_PURSE_FORGED);
    }
    beginSession(iepId, iepNumber, units);
    return signedAnswer(session, SESSION_KEY, session, PURCHASE_BYTES);
  }

  private void refuseAmount(short units) {
    if (Num.isZero(data, units, Num.U64)) ISOException.throwIt(PurseMacModuleCommands.SW_AMOUNT_ZERO);
    if (Num.compare(data, units, identity, LARGEST_PURCHASE, Num.U64) > 0) {
      ISOException.throwIt(PurseMacModuleCommands.SW_AMOUNT_OVER_LIMIT);
    }
    batch.requireRoom(data, units);
  }

  private short masterOf(byte version) {
    for (short i = 0; i < masters; i++) {
      short at = (short) (MASTERS + i * MASTER_BYTES);
      if (identity[at] == version) return (short) (at + PurseMacModuleLayouts.PURCHASE_MASTER_KEY);
    }
    ISOException.throwIt(PurseMacModuleCommands.SW_KEY_UNKNOWN);
    return 0;
  }

  /** The session key of a purse's transaction, in `key`. */
  private void deriveKey(short master, short iepId, short iepNumber) {
    keys.device(identity, master, MacKeys.PURCHASE, data, iepId, key, (short) 0);
    keys.session(key, (short) 0, data, iepNumber, key, (short) 0);
  }

  private void beginSession(short iepId, short iepNumber, short units) {
    Fields.preamble(session, (short) 0, SharedLayouts.PURCHASE_ORDER_TYPE);
    Util.arrayCopyNonAtomic(data, iepId, session, SharedLayouts.PURCHASE_ORDER_IEP_ID, ID_BYTES);
    Util.arrayCopyNonAtomic(data, iepNumber, session, SharedLayouts.PURCHASE_ORDER_IEP_NUMBER, Num.U32);
    Util.arrayCopyNonAtomic(identity, (short) 0, session, SharedLayouts.PURCHASE_ORDER_PSAM_ID, ID_BYTES);
    batch.copyNumber(session, SharedLayouts.PURCHASE_ORDER_PSAM_NUMBER);
    Num.increment(session, SharedLayouts.PURCHASE_ORDER_PSAM_NUMBER, Num.U32);
    Util.arrayCopyNonAtomic(
        identity, CURRENCY, session, SharedLayouts.PURCHASE_ORDER_CURRENCY, Fields.CURRENCY_BYTES);
    Util.arrayCopyNonAtomic(data, units, session, SharedLayouts.PURCHASE_ORDER_UNITS, Num.U64);
    Util.arrayCopyNonAtomic(key, (short) 0, session, SESSION_KEY, Cmac.KEY_BYTES);
    session[UNDER_WAY] = 1;
  }

  /** Takes S3 as proof that the purse has paid, and counts the purchase. Repeated, it counts nothing. */
  private short credit() {
    short signature = fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    if (session[UNDER_WAY] == 0) ISOException.throwIt(PurseMacModuleCommands.SW_NO_PURCHASE);
    Util.arrayCopyNonAtomic(session, (short) 0, answer, (short) 0, PURCHASE_BYTES);
    answer[TYPE] = SharedLayouts.PURCHASE_DONE_TYPE;
    if (!cmac.isSignature(session, SESSION_KEY, answer, (short) 0, PURCHASE_BYTES, data, signature)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_DEBIT_FORGED);
    }
    batch.count(answer);
    return batch.copyTotal(answer, PurseMacModuleLayouts.PSAM_RECEIPT_TOTAL);
  }

  /** The last purchase again, under the collection key. */
  private short previousPurchase() {
    fields.end();
    requirePersonalised();
    if (!batch.hasPurchase()) ISOException.throwIt(PurseMacModuleCommands.SW_NO_SUCH_RECORD);
    Fields.preamble(answer, (short) 0, PurseMacModuleLayouts.PURCHASE_TAKEN_TYPE);
    batch.copyLast(answer, PurseMacModuleLayouts.PURCHASE_TAKEN_IEP_ID, PurseMacModuleLayouts.PURCHASE_TAKEN_UNITS);
    Util.arrayCopyNonAtomic(identity, (short) 0, answer, PurseMacModuleLayouts.PURCHASE_TAKEN_PSAM_ID, ID_BYTES);
    batch.copyNumber(answer, PurseMacModuleLayouts.PURCHASE_TAKEN_PSAM_NUMBER);
    Util.arrayCopyNonAtomic(identity, CURRENCY, answer, PurseMacModuleLayouts.PURCHASE_TAKEN_CURRENCY, Fields.CURRENCY_BYTES);
    return signedAnswer(identity, COLLECTION_KEY, answer, PURCHASE_BYTES);
  }

  /** Hands the batch out as a collection. Until it is acknowledged, asking again gives the same one. */
  private short beginCollection() {
    fields.end();
    requirePersonalised();
    batch.handOut(answer);
    Fields.preamble(answer, (short) 0, PurseMacModuleLayouts.COLLECTION_TYPE);
    Util.arrayCopyNonAtomic(identity, (short) 0, answer, PurseMacModuleLayouts.COLLECTION_PSAM_ID, ID_BYTES);
    batch.copyCollection(answer, PurseMacModuleLayouts.COLLECTION_NUMBER, PurseMacModuleLayouts.COLLECTION_TOTAL);
    Util.arrayCopyNonAtomic(identity, CURRENCY, answer, PurseMacModuleLayouts.COLLECTION_CURRENCY, Fields.CURRENCY_BYTES);
    return signedAnswer(identity, COLLECTION_KEY, answer, PurseMacModuleLayouts.COLLECTION_LENGTH);
  }

  /** The acquirer has paid: the collection is closed. Repeated, it stays closed. */
  private short endCollection() {
    fields.preamble(PurseMacModuleLayouts.COLLECTION_PAID_TYPE);
    short id = fields.fixed(ID_BYTES);
    short number = fields.fixed(Num.U32);
    fields.units();
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    boolean same = batch.isCollection(data, number)
        && Num.isSame(data, id, identity, (short) 0, ID_BYTES);
    if (!same) ISOException.throwIt(PurseMacModuleCommands.SW_OTHER_COLLECTION);
    if (!cmac.isSigned(identity, COLLECTION_KEY, data, (short) 0, PurseMacModuleLayouts.COLLECTION_PAID_LENGTH)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_PAYMENT_FORGED);
    }
    batch.close();
    return 0;
  }

  /** A newer list of purses to refuse. The same list again changes nothing. */
  private short updateHotList() {
    short length = PurseMacModuleHotList.read(fields);
    requirePersonalised();
    if (!cmac.isSigned(identity, COLLECTION_KEY, data, (short) 0, length)) {
      ISOException.throwIt(PurseMacModuleCommands.SW_LIST_FORGED);
    }
    hotList.replace(data, length);
    return 0;
  }

  /** The structure in `answer` with its signature behind it; gives the length of both. */
  private short signedAnswer(byte[] key, short keyAt, byte[] body, short length) {
    if (body != answer) Util.arrayCopyNonAtomic(body, (short) 0, answer, (short) 0, length);
    return cmac.sign(key, keyAt, answer, (short) 0, length, answer, length);
  }

  private void requirePersonalised() {
    if (masters == 0) ISOException.throwIt(PurseMacModuleCommands.SW_NOT_PERSONALISED);
  }
}
