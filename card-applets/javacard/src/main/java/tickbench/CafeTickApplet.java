// The tick purse on a Java Card (src/payment/cafe-tick/SPEC.md; card-applets/cafe-tick in TypeScript): parse, then decide,
// then change state, then answer. ECDSA on P-256 only, since Java Card 3.0.4 has no Ed25519.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.MessageDigest;

public final class CafeTickApplet extends BaseApplet {
  /** GET LAST with a commitment. */
  private static final short LONGEST_LAST =
      CafeTickLayouts.LAST_ANSWER_ANSWER + 2 + CafeTickLayouts.TICK_COMMITMENT_LENGTH + 2 + P256.SIGNATURE_BYTES;

  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
  private final Hmac hmac = new Hmac(sha256);
  private final ChainSteps chain = new ChainSteps(sha256);
  private final CafeTickAccount account = new CafeTickAccount();
  private final CafeTickSession session = new CafeTickSession();
  private final HolderGuard guard = new HolderGuard();
  private final Control control = new Control();
  private final CafeTickIdentity identity;
  private final CafeTickMoney money;
  private final CafeTickOpening opening;
  private final CafeTicks ticks;
  private final Fields fields;

  private CafeTickApplet(Variant variant) {
    super(CafeTickIdentity.mostPersonalisation(variant), mostAnswer(variant), variant);
    fields = new Fields(data);
    identity = new CafeTickIdentity(variant);
    KeptChain kept = new KeptChain(chain, variant.valuesInRam);
    CafeTickChain chains = new CafeTickChain(variant.mostStored);
    money = new CafeTickMoney(identity, account, chains, hmac);
    opening = new CafeTickOpening(identity, account, chains, kept, chain, hmac);
    ticks = new CafeTicks(identity, account, chains, kept, chain, control);
  }

  /** The longest of what is told, or the certificate where that is longer. */
  private static short mostAnswer(Variant variant) {
    return variant.certificateBytes > LONGEST_LAST ? variant.certificateBytes : LONGEST_LAST;
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new CafeTickApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  public void deselect() {
    guard.forget();
  }

  protected byte find(byte[] header) {
    return CommandTable.find(CafeTickCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(CafeTickCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    if (command == CafeTickCommands.TICK && length == CafeTickLayouts.TICK_REQUEST_LENGTH) {
      short end = ticks.payNext(data, answer);
      if (end != 0) return end;
    }
    fields.begin(length);
    account.read();
    switch (command) {
      case CafeTickCommands.PERSONALISE:
        identity.personalise(fields, data, guard);
        return 0;
      case CafeTickCommands.LOAD:
        CafeTickMoney.read(fields);
        return money.load(data, control.isBlocked(), answer);
      case CafeTickCommands.OPEN_TICKS:
        CafeTickOpening.read(fields);
        return opening.open(data, control.isBlocked(), guard, session, answer);
      case CafeTickCommands.TICK:
      case CafeTickCommands.TICK_TO:
        readAll(CafeTickLayouts.TICK_REQUEST_LENGTH);
        return ticks.advance(data, command == CafeTickCommands.TICK_TO, session, answer);
      case CafeTickCommands.CLOSE:
        readAll(CafeTickLayouts.CLOSE_REQUEST_LENGTH);
        return money.close(data, session, answer);
      case CafeTickCommands.CONTROL:
        return obey();
      case CafeTickCommands.VERIFY:
      case CafeTickCommands.CHANGE_REFERENCE_DATA:
      case CafeTickCommands.RESET_RETRY_COUNTER:
        guard.present(fields, data, command == CafeTickCommands.VERIFY, command == CafeTickCommands.CHANGE_REFERENCE_DATA);
        return 0;
      default:
        return tell(command);
    }
  }

  /** The commands that change nothing. */
  private short tell(byte command) {
    if (command == CafeTickCommands.GET_DATA_LOG) return readLog();
    fields.end();
    if (command == CafeTickCommands.GET_LAST) return ticks.copyLast(session, money, opening, answer);
    identity.require();
    return command == CafeTickCommands.GET_DATA_STATUS ? readStatus() : identity.copyCertificate(answer);
  }

  private short readStatus() {
    short next = Util.arrayCopyNonAtomic(account.cell, CafeTickAccount.BALANCE, answer, (short) 0, Num.U64);
    next = identity.copyCurrency(answer, next);
    next = Util.arrayCopyNonAtomic(account.cell, CafeTickAccount.TX_COUNTER, answer, next, Num.U32);
    answer[next++] = account.phase();
    answer[next++] = control.isBlocked() ? (byte) 1 : (byte) 0;
    answer[next++] = guard.triesLeft();
    return next;
  }

  private short readLog() {
    readAll(CafeTickLayouts.LOG_REQUEST_LENGTH);
    short place = account.recordOf(Util.getShort(data, CafeTickLayouts.LOG_REQUEST_AGE));
    if (place < 0) ISOException.throwIt(CafeTickCommands.SW_NO_SUCH_RECORD);
    return Util.arrayCopyNonAtomic(account.log, place, answer, (short) 0, CafeTickAccount.RECORD_BYTES);
  }

  private short obey() {
    short order = Control.read(fields);
    short tag = fields.fixed(Hmac.TAG_BYTES);
    fields.end();
    identity.require();
    byte[] certificate = identity.certificate;
    short cardId = CafeTickIdentity.CARD_ID;
    control.check(data, order, certificate, cardId, CafeTickCommands.SW_OTHER_CARD, CafeTickCommands.SW_ORDER_OLD);
    if (!hmac.isTag(identity.loadKey, data, order, SharedLayouts.CONTROL_ORDER_LENGTH, tag)) {
      ISOException.throwIt(CafeTickCommands.SW_AUTHORISATION_WRONG);
    }
    control.obey(data, order);
    return 0;
  }

  /** Data of a fixed length without rules of its own. */
  private void readAll(short length) {
    fields.fixed(length);
    fields.end();
  }
}
