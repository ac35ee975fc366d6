// The tick purse on a Java Card (src/payment/purse/SPEC.md; card-applets/purse in TypeScript): parse, then decide, then
// change state, then answer. ECDSA on P-256 only, since Java Card 3.0.4 has no Ed25519.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.MessageDigest;

public final class PurseApplet extends TickApplet {
  /** GET LAST with a commitment. */
  private static final short LONGEST_LAST =
      PurseLayouts.LAST_ANSWER_ANSWER + 2 + PurseLayouts.TICK_COMMITMENT_LENGTH + 2 + P256.SIGNATURE_BYTES;

  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
  private final Hmac hmac = new Hmac(sha256);
  private final ChainSteps chain = new ChainSteps(sha256);
  private final PurseAccount account = new PurseAccount();
  private final PurseSession session = new PurseSession();
  private final HolderGuard guard = new HolderGuard();
  private final Control control = new Control();
  private final PurseIdentity identity;
  private final PurseMoney money;
  private final PurseOpening opening;
  private final PurseTicks ticks;
  private final Fields fields;

  private PurseApplet(Variant variant) {
    super(PurseIdentity.mostPersonalisation(variant), mostAnswer(variant), variant);
    fields = new Fields(data);
    identity = new PurseIdentity(variant);
    KeptChain kept = new KeptChain(chain, variant.valuesInRam);
    PurseChain chains = new PurseChain(variant.mostStored);
    money = new PurseMoney(identity, account, chains, hmac);
    opening = new PurseOpening(identity, account, chains, kept, chain, hmac);
    ticks = new PurseTicks(identity, account, chains, kept, chain, control);
  }

  /** The longest of what is told, or the certificate where that is longer. */
  private static short mostAnswer(Variant variant) {
    return variant.certificateBytes > LONGEST_LAST ? variant.certificateBytes : LONGEST_LAST;
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new PurseApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  public void deselect() {
    guard.forget();
  }

  protected byte find(byte[] header) {
    return CommandTable.find(PurseCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(PurseCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    if (command == PurseCommands.TICK && length == PurseLayouts.TICK_REQUEST_LENGTH) {
      short end = ticks.payNext(data, answer);
      if (end != 0) return end;
    }
    fields.begin(length);
    account.read();
    switch (command) {
      case PurseCommands.PERSONALISE:
        identity.personalise(fields, data, guard);
        return 0;
      case PurseCommands.LOAD:
        PurseMoney.read(fields);
        return money.load(data, control.isBlocked(), answer);
      case PurseCommands.OPEN_TICKS:
        PurseOpening.read(fields);
        return opening.open(data, control.isBlocked(), guard, session, answer);
      case PurseCommands.TICK:
      case PurseCommands.TICK_TO:
        readAll(PurseLayouts.TICK_REQUEST_LENGTH);
        return ticks.advance(data, command == PurseCommands.TICK_TO, session, answer);
      case PurseCommands.CLOSE:
        readAll(PurseLayouts.CLOSE_REQUEST_LENGTH);
        return money.close(data, session, answer);
      case PurseCommands.CONTROL:
        return obey();
      case PurseCommands.VERIFY:
      case PurseCommands.CHANGE_REFERENCE_DATA:
      case PurseCommands.RESET_RETRY_COUNTER:
        guard.present(fields, data, command == PurseCommands.VERIFY, command == PurseCommands.CHANGE_REFERENCE_DATA);
        return 0;
      default:
        return tell(command);
    }
  }

  /** The commands that change nothing. */
  private short tell(byte command) {
    if (command == PurseCommands.GET_DATA_LOG) return readLog();
    fields.end();
    if (command == PurseCommands.GET_LAST) return ticks.copyLast(session, money, opening, answer);
    identity.require();
    return command == PurseCommands.GET_DATA_STATUS ? readStatus() : identity.copyCertificate(answer);
  }

  private short readStatus() {
    short next = Util.arrayCopyNonAtomic(account.cell, PurseAccount.BALANCE, answer, (short) 0, Num.U64);
    next = identity.copyCurrency(answer, next);
    next = Util.arrayCopyNonAtomic(account.cell, PurseAccount.TX_COUNTER, answer, next, Num.U32);
    answer[next++] = account.phase();
    answer[next++] = control.isBlocked() ? (byte) 1 : (byte) 0;
    answer[next++] = guard.triesLeft();
    return next;
  }

  private short readLog() {
    readAll(PurseLayouts.LOG_REQUEST_LENGTH);
    short place = account.recordOf(Util.getShort(data, PurseLayouts.LOG_REQUEST_AGE));
    if (place < 0) ISOException.throwIt(PurseCommands.SW_NO_SUCH_RECORD);
    return Util.arrayCopyNonAtomic(account.log, place, answer, (short) 0, PurseAccount.RECORD_BYTES);
  }

  private short obey() {
    short order = Control.read(fields);
    short tag = fields.fixed(Hmac.TAG_BYTES);
    fields.end();
    identity.require();
    byte[] certificate = identity.certificate;
    short cardId = PurseIdentity.CARD_ID;
    control.check(data, order, certificate, cardId, PurseCommands.SW_OTHER_CARD, PurseCommands.SW_ORDER_OLD);
    if (!hmac.isTag(identity.loadKey, data, order, SharedLayouts.CONTROL_ORDER_LENGTH, tag)) {
      ISOException.throwIt(PurseCommands.SW_AUTHORISATION_WRONG);
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
