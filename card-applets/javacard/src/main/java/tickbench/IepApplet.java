// The symmetric purse after EN 1546 (src/payment/purse-mac/SPEC.md 4). The ring of records is the account: a transaction
// is one record, copied atomically. INITIALIZE writes nothing.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

public final class IepApplet extends TickApplet {
  private static final short ID_BYTES = IepLayouts.IEP_PERSONALISATION_IEP_ID_BYTES;
  private static final short CURRENCY = IepLayouts.IEP_PERSONALISATION_CURRENCY;
  private static final short PURCHASE_KEY = IepLayouts.IEP_PERSONALISATION_PURCHASE_KEY;
  private static final short LOAD_KEY = IepLayouts.IEP_PERSONALISATION_LOAD_KEY;
  private static final short IDENTITY_BYTES = IepLayouts.IEP_PERSONALISATION_HOLDER;
  private static final short RECORD_BYTES = IepLog.RECORD_BYTES;

  /** Place of the type in a structure's preamble. */
  private static final short TYPE = 4;
  private static final short MOST_DATA =
      (short) (IDENTITY_BYTES + 1 + SharedLayouts.HOLDER_PROTECTION_LENGTH);

  private final Fields fields;
  private final Cmac cmac = new Cmac();
  private final MacKeys keys = new MacKeys(cmac);
  private final HolderGuard guard = new HolderGuard();
  private final Control control = new Control();
  /** The personalisation up to the holder's protection. */
  private final byte[] identity = new byte[IDENTITY_BYTES];
  private final IepLog log = new IepLog();
  /** Written last of all at personalisation. */
  private boolean personalised;
  /** The record that is made. */
  private final byte[] record = JCSystem.makeTransientByteArray(RECORD_BYTES, JCSystem.CLEAR_ON_DESELECT);
  /** The session key of the transaction at hand. */
  private final byte[] key = JCSystem.makeTransientByteArray(Cmac.KEY_BYTES, JCSystem.CLEAR_ON_DESELECT);

  private IepApplet() {
    super(MOST_DATA, IepLayouts.PREVIOUS_IEP_LENGTH);
    fields = new Fields(data);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new IepApplet().register();
  }

  public void deselect() {
    guard.forget();
  }

  protected short run(byte cla, byte ins, short p1p2, short length) {
    byte command = CommandTable.find(IepCommands.HEADERS, cla, ins, p1p2);
    fields.begin(length);
    switch (command) {
      case IepCommands.PERSONALISE:
        return personalise();
      case IepCommands.GET_DATA_STATUS:
        return readStatus();
      case IepCommands.GET_DATA_LOG:
        return readLog();
      case IepCommands.INITIALIZE_IEP_LOAD:
        return initializeLoad();
      case IepCommands.INITIALIZE_IEP_PURCHASE:
        return initializePurchase();
      case IepCommands.CREDIT_IEP:
        return credit();
      case IepCommands.DEBIT_IEP:
        return debit();
      case IepCommands.GET_PREVIOUS_IEP_SIGNATURE:
        return previousSignature();
      case IepCommands.UPDATE_IEP_PARAMETER:
        return obey();
      default:
        return present(command);
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
    if (personalised) ISOException.throwIt(IepCommands.SW_ALREADY_PERSONALISED);
    if (Num.isZero(data, balance, Num.U64) || Num.isZero(data, purchase, Num.U64)) {
      ISOException.throwIt(IepCommands.SW_LIMITS_WRONG);
    }
    if (isProtected) guard.protect(data, holder);
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
        record, IepLayouts.IEP_RECORD_BALANCE, answer, IepLayouts.IEP_STATUS_BALANCE, Num.U64);
    Util.arrayCopyNonAtomic(record, (short) 0, answer, IepLayouts.IEP_STATUS_NUMBER, Num.U32);
    answer[IepLayouts.IEP_STATUS_BLOCKED] = control.isBlocked() ? (byte) 1 : (byte) 0;
    answer[IepLayouts.IEP_STATUS_PIN_TRIES] = guard.triesLeft();
    return IepLayouts.IEP_STATUS_LENGTH;
  }

  /** The record so many transactions before the newest. */
  private short readLog() {
    short age = fields.fixed(IepLayouts.IEP_LOG_REQUEST_AGE_BYTES);
    fields.end();
    Util.arrayFillNonAtomic(answer, (short) 0, Num.U32, (byte) 0);
    Util.arrayCopyNonAtomic(data, age, answer, (short) 2, IepLayouts.IEP_LOG_REQUEST_AGE_BYTES);
    log.copyOlder(answer, (short) 0, record);
    return Util.arrayCopyNonAtomic(record, (short) 0, answer, (short) 0, RECORD_BYTES);
  }

  /** S1 for the issuer. */
  private short initializeLoad() {
    beginOffer(LOAD_KEY);
    return signedAnswer(IepMessages.loadOffer(identity, record, answer));
  }

  /** S1 for a module. */
  private short initializePurchase() {
    beginOffer(PURCHASE_KEY);
    return signedAnswer(IepMessages.purchaseOffer(identity, record, answer));
  }

  private short signedAnswer(short length) {
    return cmac.sign(key, (short) 0, answer, (short) 0, length, answer, length);
  }

  /** The next number at the beginning of `record`, its session key in `key`. */
  private void beginOffer(short keyAt) {
    fields.end();
    requirePersonalised();
    log.copyNewest(record);
    if (Num.increment(record, (short) 0, Num.U32) != 0) ISOException.throwIt(IepCommands.SW_NUMBER_EXHAUSTED);
    keys.session(identity, keyAt, record, (short) 0, key, (short) 0);
  }

  /** Loads what the issuer ordered. The same order again gets the same S3 and moves nothing. */
  private short credit() {
    fields.preamble(IepLayouts.CREDIT_ORDER_TYPE);
    short id = fields.fixed(ID_BYTES);
    short number = fields.fixed(Num.U32);
    short currency = fields.currency();
    short units = fields.units();
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    boolean repeated = isRepeated(id, number, currency, units);
    requireSigned(LOAD_KEY, number, IepLayouts.CREDIT_ORDER_LENGTH);
    if (repeated) {
      boolean same = IepMessages.isLoad(record)
          && Num.compare(record, IepLayouts.IEP_RECORD_UNITS, data, units, Num.U64) == 0;
      if (!same) ISOException.throwIt(IepCommands.SW_OTHER_NUMBER);
      return done(IepLayouts.CREDIT_DONE_TYPE, IepLayouts.CREDIT_DONE_LENGTH);
    }
    if (control.isBlocked()) ISOException.throwIt(IepCommands.SW_CARD_BLOCKED);
    short balance = IepLayouts.IEP_RECORD_BALANCE;
    Num.add(record, balance, data, units, Num.U64); // both below 2^63
    if (Num.compare(record, balance, identity, IepLayouts.IEP_PERSONALISATION_LARGEST_BALANCE, Num.U64) > 0) {
      ISOException.throwIt(IepCommands.SW_BALANCE_OVER_LIMIT);
    }
    record[IepLayouts.IEP_RECORD_KIND] = IepLayouts.IEP_RECORD_KIND_LOAD;
    Util.arrayFillNonAtomic(record, IepLayouts.IEP_RECORD_PSAM_ID, (short) (ID_BYTES + Num.U32), (byte) 0);
    commit(units);
    return done(IepLayouts.CREDIT_DONE_TYPE, IepLayouts.CREDIT_DONE_LENGTH);
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
    boolean repeated = isRepeated(id, number, currency, units);
    requireSigned(PURCHASE_KEY, number, SharedLayouts.PURCHASE_ORDER_LENGTH);
    if (repeated) {
      if (!isRecordOf(psam, units)) ISOException.throwIt(IepCommands.SW_OTHER_NUMBER);
      return done(SharedLayouts.PURCHASE_DONE_TYPE, SharedLayouts.PURCHASE_DONE_LENGTH);
    }
    refuseDebit(units);
    if (!guard.spend(record, IepLayouts.IEP_RECORD_WITHOUT_PIN, data, units)) {
      ISOException.throwIt(IepCommands.SW_PIN_REQUIRED);
    }
    Num.subtract(record, IepLayouts.IEP_RECORD_BALANCE, data, units, Num.U64);
    record[IepLayouts.IEP_RECORD_KIND] = IepLayouts.IEP_RECORD_KIND_PURCHASE;
    Util.arrayCopyNonAtomic(data, psam, record, IepLayouts.IEP_RECORD_PSAM_ID, (short) (ID_BYTES + Num.U32));
    commit(units);
    guard.forget();
    return done(SharedLayouts.PURCHASE_DONE_TYPE, SharedLayouts.PURCHASE_DONE_LENGTH);
  }

  private boolean isRecordOf(short psam, short units) {
    short paid = IepLayouts.IEP_RECORD_PSAM_ID;
    return !IepMessages.isLoad(record)
        && Num.compare(record, IepLayouts.IEP_RECORD_UNITS, data, units, Num.U64) == 0
        && Util.arrayCompare(record, paid, data, psam, (short) (ID_BYTES + Num.U32)) == 0;
  }

  private void refuseDebit(short units) {
    if (control.isBlocked()) ISOException.throwIt(IepCommands.SW_CARD_BLOCKED);
    if (Num.compare(data, units, identity, IepLayouts.IEP_PERSONALISATION_LARGEST_PURCHASE, Num.U64) > 0) {
      ISOException.throwIt(IepCommands.SW_AMOUNT_OVER_LIMIT);
    }
    if (Num.compare(data, units, record, IepLayouts.IEP_RECORD_BALANCE, Num.U64) > 0) {
      ISOException.throwIt(IepCommands.SW_BALANCE_TOO_LOW);
    }
  }

  /**
   * Whether the order has the number of the newest record, which is in `record` then. Else it must have the next number, and
   * `record` is the newest one under that number. Any other order is refused.
   */
  private boolean isRepeated(short id, short number, short currency, short units) {
    if (Util.arrayCompare(data, id, identity, (short) 0, ID_BYTES) != 0) ISOException.throwIt(IepCommands.SW_OTHER_IEP);
    if (Util.arrayCompare(data, currency, identity, CURRENCY, Fields.CURRENCY_BYTES) != 0) {
      ISOException.throwIt(IepCommands.SW_CURRENCY_WRONG);
    }
    if (Num.isZero(data, units, Num.U64)) ISOException.throwIt(IepCommands.SW_AMOUNT_ZERO);
    log.copyNewest(record);
    boolean zero = Num.isZero(data, number, Num.U32);
    if (!zero && Num.compare(data, number, record, (short) 0, Num.U32) == 0) return true;
    boolean over = Num.increment(record, (short) 0, Num.U32) != 0;
    if (zero || over || Num.compare(data, number, record, (short) 0, Num.U32) != 0) {
      ISOException.throwIt(IepCommands.SW_OTHER_NUMBER);
    }
    return false;
  }

  /** S2: derives the session key and checks the order that the data begin with. */
  private void requireSigned(short keyAt, short number, short length) {
    keys.session(identity, keyAt, data, number, key, (short) 0);
    if (!cmac.isSigned(key, (short) 0, data, (short) 0, length)) ISOException.throwIt(IepCommands.SW_ORDER_FORGED);
  }

  private void commit(short units) {
    Util.arrayCopyNonAtomic(data, units, record, IepLayouts.IEP_RECORD_UNITS, Num.U64);
    log.append(record);
  }

  /** S3: what was ordered, under the tag of what is done. */
  private short done(byte type, short length) {
    data[TYPE] = type;
    return cmac.sign(key, (short) 0, data, (short) 0, length, answer, (short) 0);
  }

  /** GET PREVIOUS IEP SIGNATURE: the last transaction and the S3 that was its answer. */
  private short previousSignature() {
    fields.end();
    requirePersonalised();
    log.copyNewest(record);
    if (Num.isZero(record, (short) 0, Num.U32)) ISOException.throwIt(IepCommands.SW_NO_SUCH_RECORD);
    short keyAt = IepMessages.isLoad(record) ? LOAD_KEY : PURCHASE_KEY;
    keys.session(identity, keyAt, record, (short) 0, key, (short) 0);
    short length = IepMessages.done(identity, record, data);
    Util.arrayCopyNonAtomic(record, (short) 0, answer, (short) 0, RECORD_BYTES);
    return cmac.sign(key, (short) 0, data, (short) 0, length, answer, RECORD_BYTES);
  }

  /** UPDATE IEP PARAMETER: blocks or unblocks the purse at the issuer's order. */
  private short obey() {
    short order = Control.read(fields);
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    requirePersonalised();
    control.check(data, order, identity, (short) 0, IepCommands.SW_OTHER_IEP, IepCommands.SW_ORDER_OLD);
    if (!cmac.isSigned(identity, LOAD_KEY, data, order, SharedLayouts.CONTROL_ORDER_LENGTH)) {
      ISOException.throwIt(IepCommands.SW_ORDER_FORGED);
    }
    control.obey(data, order);
    return 0;
  }

  private short present(byte command) {
    short code = fields.fixed(SharedLayouts.HOLDER_PROTECTION_PIN_BYTES);
    short chosen = command == IepCommands.VERIFY ? 0 : fields.fixed(SharedLayouts.HOLDER_PROTECTION_PIN_BYTES);
    fields.end();
    if (command == IepCommands.VERIFY) guard.verify(data, code);
    else if (command == IepCommands.CHANGE_REFERENCE_DATA) guard.change(data, code, chosen);
    else guard.unblock(data, code, chosen);
    return 0;
  }

  private void requirePersonalised() {
    if (!personalised) ISOException.throwIt(IepCommands.SW_NOT_PERSONALISED);
  }
}
