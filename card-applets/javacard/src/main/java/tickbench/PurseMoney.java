// LOAD and CLOSE, and what the card tells without changing anything (src/payment/purse/card.ts, SPEC.md 4).
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class PurseMoney {
  private static final short RECORD_BYTES = PurseAccount.RECORD_BYTES;
  private static final short INT = Num.U32;
  private static final short LONG = Num.U64;
  /** Where in a product of twelve bytes its lower 64 bits begin. */
  static final short PRODUCT_HIGH = Num.PRODUCT - Num.U64;

  private final PurseIdentity identity;
  private final PurseAccount account;
  private final PurseChain chains;
  private final Hmac hmac;
  /** A log record, then a product. */
  private final byte[] scratch =
      JCSystem.makeTransientByteArray((short) (RECORD_BYTES + Num.PRODUCT), JCSystem.CLEAR_ON_DESELECT);

  PurseMoney(PurseIdentity identity, PurseAccount account, PurseChain chains, Hmac hmac) {
    this.identity = identity;
    this.account = account;
    this.chains = chains;
    this.hmac = hmac;
  }

  /** A LoadAuthorisation: the order with its tag behind it. */
  static void read(Fields fields) {
    fields.preamble(PurseLayouts.LOAD_ORDER_TYPE);
    fields.fixed((short) (PurseLayouts.LOAD_ORDER_CURRENCY - PurseLayouts.LOAD_ORDER_CARD_ID));
    fields.currency();
    fields.units();
    fields.fixed(Hmac.TAG_BYTES);
    fields.end();
  }

  /** The order is bound to this card and its next number; repeating it repeats the receipt. */
  short load(byte[] order, boolean blocked, byte[] answer) {
    identity.require();
    refuseOrder(order);
    if (!isLoadedAlready(order)) {
      if (blocked) ISOException.throwIt(PurseCommands.SW_CARD_BLOCKED);
      refuseNumber(order);
      add(order);
    }
    return copyReceipt(answer, (short) 0);
  }

  /** Cheap checks first; the MAC last, in constant time. */
  private void refuseOrder(byte[] order) {
    if (!identity.isCard(order, PurseLayouts.LOAD_ORDER_CARD_ID)) ISOException.throwIt(PurseCommands.SW_OTHER_CARD);
    if (!identity.isCurrency(order, PurseLayouts.LOAD_ORDER_CURRENCY)) {
      ISOException.throwIt(PurseCommands.SW_CURRENCY_WRONG);
    }
    if (Num.isZero(order, PurseLayouts.LOAD_ORDER_UNITS, LONG)) {
      ISOException.throwIt(PurseCommands.SW_NOTHING_TO_LOAD);
    }
    short length = PurseLayouts.LOAD_ORDER_LENGTH;
    if (!hmac.isTag(identity.loadKey, order, (short) 0, length, length)) {
      ISOException.throwIt(PurseCommands.SW_AUTHORISATION_WRONG);
    }
  }

  private void refuseNumber(byte[] order) {
    if (account.phase() == PurseAccount.OPEN) ISOException.throwIt(PurseCommands.SW_CHAIN_OPEN);
    account.begin();
    if (Num.increment(account.draft, PurseAccount.TX_COUNTER, INT) != 0) {
      ISOException.throwIt(PurseCommands.SW_TX_COUNTER_EXHAUSTED);
    }
    if (!Num.isSame(order, PurseLayouts.LOAD_ORDER_TX_COUNTER, account.draft, PurseAccount.TX_COUNTER, INT)) {
      ISOException.throwIt(PurseCommands.SW_TX_COUNTER_WRONG);
    }
  }

  private void add(byte[] order) {
    byte[] draft = account.draft;
    Num.add(draft, PurseAccount.BALANCE, order, PurseLayouts.LOAD_ORDER_UNITS, LONG); // both below 2^63
    short limit = PurseLayouts.PURSE_LIMITS_LARGEST_BALANCE;
    if (Num.compare(draft, PurseAccount.BALANCE, identity.limits, limit, LONG) > 0) {
      ISOException.throwIt(PurseCommands.SW_BALANCE_OVER_LIMIT);
    }
    draft[PurseAccount.PHASE] = PurseAccount.LOADED;
    Util.arrayFillNonAtomic(scratch, (short) 0, RECORD_BYTES, (byte) 0);
    scratch[PurseLayouts.LOG_RECORD_KIND] = PurseLayouts.LOG_RECORD_KIND_LOAD;
    copy(order, PurseLayouts.LOAD_ORDER_UNITS, PurseLayouts.LOG_RECORD_UNITS, LONG);
    commitRecord();
  }

  private boolean isLoadedAlready(byte[] order) {
    if (account.phase() != PurseAccount.LOADED) return false;
    short units = (short) (account.recordOf((short) 0) + PurseLayouts.LOG_RECORD_UNITS);
    return Num.isSame(order, PurseLayouts.LOAD_ORDER_TX_COUNTER, account.cell, PurseAccount.TX_COUNTER, INT)
        && Num.isSame(order, PurseLayouts.LOAD_ORDER_UNITS, account.log, units, LONG);
  }

  /** Ends the chain: nothing more leaves the balance for it. Repeating it repeats the statement. */
  short close(byte[] request, PurseSession session, byte[] answer) {
    identity.require();
    byte phase = account.phase();
    byte number = account.cell[PurseAccount.CHAIN_CELL];
    if (number == 0 || phase == PurseAccount.LOADED) ISOException.throwIt(PurseCommands.SW_NO_CHAIN);
    byte[] chain = chains.cell(number);
    if (!Num.isSame(request, PurseLayouts.CLOSE_REQUEST_TX_COUNTER, chain, PurseChain.TX_COUNTER, INT)) {
      ISOException.throwIt(PurseCommands.SW_OTHER_CHAIN);
    }
    if (phase != PurseAccount.CLOSED) end(chain, session);
    return copyStatement(answer, (short) 0);
  }

  /** Ticks taken from the balance ahead of time go back only while the card still knows how many it answered. */
  private void end(byte[] chain, PurseSession session) {
    account.begin();
    byte[] draft = account.draft;
    if (session.isKnown() && session.compare(draft, PurseAccount.PAID) < 0) {
      Num.subtract(draft, PurseAccount.PAID, session.ram, PurseSession.ANSWERED);
      Num.multiply(chain, PurseChain.TICK_VALUE, draft, PurseAccount.PAID, scratch, RECORD_BYTES);
      short back = (short) (RECORD_BYTES + PRODUCT_HIGH); // it was taken: it fits
      Num.add(draft, PurseAccount.BALANCE, scratch, back, LONG);
      Util.arrayCopyNonAtomic(session.ram, PurseSession.ANSWERED, draft, PurseAccount.PAID, INT);
    }
    draft[PurseAccount.PHASE] = PurseAccount.CLOSED;
    scratch[PurseLayouts.LOG_RECORD_KIND] = PurseLayouts.LOG_RECORD_KIND_CHAIN;
    copy(chain, PurseChain.REQUEST, PurseLayouts.LOG_RECORD_PAYEE, PurseLayouts.LOG_RECORD_PAYEE_BYTES);
    copy(chain, PurseChain.TICK_VALUE, PurseLayouts.LOG_RECORD_UNITS, LONG);
    copy(draft, PurseAccount.PAID, PurseLayouts.LOG_RECORD_TICKS, INT);
    commitRecord();
  }

  private void commitRecord() {
    copy(account.draft, PurseAccount.TX_COUNTER, PurseLayouts.LOG_RECORD_TX_COUNTER, INT);
    copy(account.draft, PurseAccount.BALANCE, PurseLayouts.LOG_RECORD_BALANCE, LONG);
    account.commitLogged(scratch, (short) 0);
  }

  /** The receipt of the load that the newest log record tells of. Gives the offset behind it. */
  short copyReceipt(byte[] to, short at) {
    short next = beginStatement(to, at, PurseLayouts.LOAD_DONE_TYPE);
    next = copyNewest(PurseLayouts.LOG_RECORD_UNITS, LONG, to, next);
    next = copyNewest(PurseLayouts.LOG_RECORD_BALANCE, LONG, to, next);
    hmac.tag(identity.loadKey, to, at, PurseLayouts.LOAD_DONE_LENGTH, to, next);
    return (short) (next + Hmac.TAG_BYTES);
  }

  /** The statement of the chain that the newest log record tells of. Gives the offset behind it. */
  short copyStatement(byte[] to, short at) {
    short next = beginStatement(to, at, PurseLayouts.CHAIN_CLOSED_TYPE);
    next = copyNewest(PurseLayouts.LOG_RECORD_PAYEE, PurseLayouts.LOG_RECORD_PAYEE_BYTES, to, next);
    next = copyNewest(PurseLayouts.LOG_RECORD_TICKS, INT, to, next);
    next = copyNewest(PurseLayouts.LOG_RECORD_BALANCE, LONG, to, next);
    hmac.tag(identity.loadKey, to, at, PurseLayouts.CHAIN_CLOSED_LENGTH, to, next);
    return (short) (next + Hmac.TAG_BYTES);
  }

  private short beginStatement(byte[] to, short at, byte type) {
    Fields.preamble(to, at, type);
    short next = (short) (at + Fields.PREAMBLE_BYTES);
    next = Util.arrayCopyNonAtomic(identity.certificate, PurseIdentity.CARD_ID, to, next, PurseIdentity.CARD_ID_BYTES);
    return copyNewest(PurseLayouts.LOG_RECORD_TX_COUNTER, INT, to, next);
  }

  private short copyNewest(short field, short length, byte[] to, short at) {
    short record = account.recordOf((short) 0);
    return Util.arrayCopyNonAtomic(account.log, (short) (record + field), to, at, length);
  }

  private void copy(byte[] from, short at, short field, short length) {
    Util.arrayCopyNonAtomic(from, at, scratch, field, length);
  }
}
