// The symmetric purse after EN 1546 (src/payment/purse-mac/SPEC.md 4). The ring of records is the account: a transaction
// is one record, copied atomically. INITIALIZE writes nothing.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISOException;
import javacard.framework.Util;

public final class PurseMacApplet extends BaseApplet {
  private static final short ID_BYTES = PurseMacLayouts.IEP_PERSONALISATION_IEP_ID_BYTES;
  private static final short PURCHASE_KEY = PurseMacLayouts.IEP_PERSONALISATION_PURCHASE_KEY;
  private static final short LOAD_KEY = PurseMacLayouts.IEP_PERSONALISATION_LOAD_KEY;
  private static final short IDENTITY_BYTES = PurseMacLayouts.IEP_PERSONALISATION_HOLDER;
  private static final short RECORD_BYTES = PurseMacLog.RECORD_BYTES;

  private static final short MOST_DATA =
      (short) (IDENTITY_BYTES + 1 + SharedLayouts.HOLDER_PROTECTION_LENGTH);

  private final Fields fields;
  private final PurseMacOrders orders;
  private final Cmac cmac;
  private final MacKeys keys;
  private final HolderGuard guard = new HolderGuard();
  private final Control control = new Control();
  /** The personalisation up to the holder's protection. */
  private final byte[] identity = new byte[IDENTITY_BYTES];
  private final PurseMacLog log;
  /** Written last of all at personalisation. */
  private boolean personalised;
  /** The record and the session key of the transaction at hand. */
  private final byte[] record;

  private final byte[] key;

  private PurseMacApplet(Variant variant) {
    super(MOST_DATA, PurseMacLayouts.PREVIOUS_IEP_LENGTH, variant);
    fields = new Fields(data);
    orders = new PurseMacOrders(data, identity);
    cmac = orders.cmac;
    keys = orders.keys;
    log = orders.log;
    record = orders.record;
    key = orders.key;
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new PurseMacApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  public void deselect() {
    guard.forget();
  }

  protected byte find(byte[] header) {
    return CommandTable.find(PurseMacCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(PurseMacCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    fields.begin(length);
    switch (command) {
      case PurseMacCommands.PERSONALISE:
        return personalise();
      case PurseMacCommands.GET_DATA_STATUS:
        return readStatus();
      case PurseMacCommands.GET_DATA_LOG:
        return readLog();
      case PurseMacCommands.INITIALIZE_IEP_LOAD:
        return initializeLoad();
      case PurseMacCommands.INITIALIZE_IEP_PURCHASE:
        return initializePurchase();
      case PurseMacCommands.CREDIT_IEP:
        return credit();
      case PurseMacCommands.DEBIT_IEP:
        return debit();
      case PurseMacCommands.GET_PREVIOUS_IEP_SIGNATURE:
        return previousSignature();
      case PurseMacCommands.UPDATE_IEP_PARAMETER:
        return obey();
      default:
        guard.present(fields, data, command == PurseMacCommands.VERIFY, command == PurseMacCommands.CHANGE_REFERENCE_DATA);
        return 0;
    }
  }

  private short personalise() {
    fields.fixed(ID_BYTES);
    fields.currency();
    fields.time();
    fields.fixed((short) (1 + Cmac.KEY_BYTES + Cmac.KEY_BYTES)); // version, purchase key, load key
    short balance = fields.units();
    short purchase = fields.units();
    boolean isProtected = fields.flag();
    short holder = isProtected ? fields.fixed((short) (2 * SharedLayouts.HOLDER_PROTECTION_PIN_BYTES)) : 0;
    if (isProtected) fields.units();
    fields.end();
    if (personalised) ISOException.throwIt(PurseMacCommands.SW_ALREADY_PERSONALISED);
    if (Num.isZero(data, balance, Num.U64) || Num.isZero(data, purchase, Num.U64)) {
      ISOException.throwIt(PurseMacCommands.SW_LIMITS_WRONG);
    }
    guard.protect(data, holder, isProtected);
    Util.arrayCopyNonAtomic(data, (short) 0, identity, (short) 0, IDENTITY_BYTES);
    personalised = true;
    return 0;
  }

  private short readStatus() {
    fields.end();
    requirePersonalised();
    Util.arrayCopyNonAtomic(identity, (short) 0, answer, (short) 0, (short) (ID_BYTES + Fields.CURRENCY_BYTES));
    log.copyNewest(record);
    Util.arrayCopyNonAtomic(
        record, PurseMacLayouts.IEP_RECORD_BALANCE, answer, PurseMacLayouts.IEP_STATUS_BALANCE, Num.U64);
    Util.arrayCopyNonAtomic(record, (short) 0, answer, PurseMacLayouts.IEP_STATUS_NUMBER, Num.U32);
    answer[PurseMacLayouts.IEP_STATUS_BLOCKED] = control.isBlocked() ? (byte) 1 : (byte) 0;
    answer[PurseMacLayouts.IEP_STATUS_PIN_TRIES] = guard.triesLeft();
    return PurseMacLayouts.IEP_STATUS_LENGTH;
  }

  /** The record so many transactions before the newest. */
  private short readLog() {
    short age = fields.fixed(PurseMacLayouts.IEP_LOG_REQUEST_AGE_BYTES);
    fields.end();
    Util.arrayFillNonAtomic(answer, (short) 0, Num.U32, (byte) 0);
    Util.arrayCopyNonAtomic(data, age, answer, (short) 2, PurseMacLayouts.IEP_LOG_REQUEST_AGE_BYTES);
    log.copyOlder(answer, (short) 0, record);
    return Util.arrayCopyNonAtomic(record, (short) 0, answer, (short) 0, RECORD_BYTES);
  }

  /** S1 for the issuer. */
  private short initializeLoad() {
    beginOffer(LOAD_KEY);
    return signedAnswer(PurseMacMessages.loadOffer(identity, record, answer));
  }

  /** S1 for a module. */
  private short initializePurchase() {
    beginOffer(PURCHASE_KEY);
    return signedAnswer(PurseMacMessages.purchaseOffer(identity, record, answer));
  }

  private short signedAnswer(short length) {
    return cmac.sign(key, (short) 0, answer, (short) 0, length, answer, length);
  }

  /** The next number at the beginning of `record`, its session key in `key`. */
  private void beginOffer(short keyAt) {
    fields.end();
    requirePersonalised();
    log.copyNewest(record);
    if (Num.increment(record, (short) 0, Num.U32) != 0) ISOException.throwIt(PurseMacCommands.SW_NUMBER_EXHAUSTED);
    keys.session(identity, keyAt, record, (short) 0, key, (short) 0);
  }

  /** Loads what the issuer ordered. The same order again gets the same S3 and moves nothing. */
  private short credit() {
    fields.preamble(PurseMacLayouts.CREDIT_ORDER_TYPE);
    short id = fields.fixed(ID_BYTES);
    short number = fields.fixed(Num.U32);
    short currency = fields.currency();
    short units = fields.units();
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    boolean repeated = orders.isRepeated(id, number, currency, units);
    orders.requireSigned(LOAD_KEY, number, PurseMacLayouts.CREDIT_ORDER_LENGTH);
    if (repeated) {
      if (!orders.isLoadOf(units)) ISOException.throwIt(PurseMacCommands.SW_OTHER_NUMBER);
      return orders.done(PurseMacLayouts.CREDIT_DONE_TYPE, PurseMacLayouts.CREDIT_DONE_LENGTH, answer);
    }
    if (control.isBlocked()) ISOException.throwIt(PurseMacCommands.SW_CARD_BLOCKED);
    short balance = PurseMacLayouts.IEP_RECORD_BALANCE;
    Num.add(record, balance, data, units, Num.U64); // both below 2^63
    if (Num.compare(record, balance, identity, PurseMacLayouts.IEP_PERSONALISATION_LARGEST_BALANCE, Num.U64) > 0) {
      ISOException.throwIt(PurseMacCommands.SW_BALANCE_OVER_LIMIT);
    }
    record[PurseMacLayouts.IEP_RECORD_KIND] = PurseMacLayouts.IEP_RECORD_KIND_LOAD;
    Util.arrayFillNonAtomic(record, PurseMacLayouts.IEP_RECORD_PSAM_ID, (short) (ID_BYTES + Num.U32), (byte) 0);
    orders.commit(units);
    return orders.done(PurseMacLayouts.CREDIT_DONE_TYPE, PurseMacLayouts.CREDIT_DONE_LENGTH, answer);
  }

  /** Pays what a genuine module ordered (S2). The same order again gets the same S3 and moves nothing. */
  private short debit() {
    fields.preamble(SharedLayouts.PURCHASE_ORDER_TYPE);
    short id = fields.fixed(ID_BYTES);
    short number = fields.fixed(Num.U32);
    short psam = fields.fixed((short) (ID_BYTES + Num.U32));
    short currency = fields.currency();
    short units = fields.units();
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    boolean repeated = orders.isRepeated(id, number, currency, units);
    orders.requireSigned(PURCHASE_KEY, number, SharedLayouts.PURCHASE_ORDER_LENGTH);
    if (repeated) {
      if (!orders.isPurchaseOf(psam, units)) ISOException.throwIt(PurseMacCommands.SW_OTHER_NUMBER);
      return orders.done(SharedLayouts.PURCHASE_DONE_TYPE, SharedLayouts.PURCHASE_DONE_LENGTH, answer);
    }
    refuseDebit(units);
    if (!guard.spend(record, PurseMacLayouts.IEP_RECORD_WITHOUT_PIN, data, units)) {
      ISOException.throwIt(PurseMacCommands.SW_PIN_REQUIRED);
    }
    Num.subtract(record, PurseMacLayouts.IEP_RECORD_BALANCE, data, units, Num.U64);
    record[PurseMacLayouts.IEP_RECORD_KIND] = PurseMacLayouts.IEP_RECORD_KIND_PURCHASE;
    Util.arrayCopyNonAtomic(data, psam, record, PurseMacLayouts.IEP_RECORD_PSAM_ID, (short) (ID_BYTES + Num.U32));
    orders.commit(units);
    guard.forget();
    return orders.done(SharedLayouts.PURCHASE_DONE_TYPE, SharedLayouts.PURCHASE_DONE_LENGTH, answer);
  }

  private void refuseDebit(short units) {
    if (control.isBlocked()) ISOException.throwIt(PurseMacCommands.SW_CARD_BLOCKED);
    if (Num.compare(data, units, identity, PurseMacLayouts.IEP_PERSONALISATION_LARGEST_PURCHASE, Num.U64) > 0) {
      ISOException.throwIt(PurseMacCommands.SW_AMOUNT_OVER_LIMIT);
    }
    if (Num.compare(data, units, record, PurseMacLayouts.IEP_RECORD_BALANCE, Num.U64) > 0) {
      ISOException.throwIt(PurseMacCommands.SW_BALANCE_TOO_LOW);
    }
  }

  /** GET PREVIOUS IEP SIGNATURE: the last transaction and the S3 that was its answer. */
  private short previousSignature() {
    fields.end();
    requirePersonalised();
    log.copyNewest(record);
    if (Num.isZero(record, (short) 0, Num.U32)) ISOException.throwIt(PurseMacCommands.SW_NO_SUCH_RECORD);
    short keyAt = PurseMacMessages.isLoad(record) ? LOAD_KEY : PURCHASE_KEY;
    keys.session(identity, keyAt, record, (short) 0, key, (short) 0);
    short length = PurseMacMessages.done(identity, record, data);
    Util.arrayCopyNonAtomic(record, (short) 0, answer, (short) 0, RECORD_BYTES);
    return cmac.sign(key, (short) 0, data, (short) 0, length, answer, RECORD_BYTES);
  }

  /** UPDATE IEP PARAMETER: blocks or unblocks the purse at the issuer's order. */
  private short obey() {
    short order = Control.read(fields);
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    control.check(data, order, identity, (short) 0, PurseMacCommands.SW_OTHER_IEP, PurseMacCommands.SW_ORDER_OLD);
    if (!cmac.isSigned(identity, LOAD_KEY, data, order, SharedLayouts.CONTROL_ORDER_LENGTH)) {
      ISOException.throwIt(PurseMacCommands.SW_ORDER_FORGED);
    }
    control.obey(data, order);
    return 0;
  }

  private void requirePersonalised() {
    if (!personalised) ISOException.throwIt(PurseMacCommands.SW_NOT_PERSONALISED);
  }
}
