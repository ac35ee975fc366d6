// LOAD and CLOSE, and what the card tells without changing anything (src/payment/cafe-tick/card.ts, cafe-tick/SPEC.md 4).
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class CafeTickMoney {
  private static final short RECORD_BYTES = CafeTickAccount.RECORD_BYTES;
  private static final short INT = Num.U32;
  private static final short LONG = Num.U64;
  /** Where in a product of twelve bytes its lower 64 bits begin. */
  static final short PRODUCT_HIGH = Num.PRODUCT - Num.U64;

  private final CafeTickIdentity identity;
  private final CafeTickAccount account;
  private final CafeTickChain chains;
  private final Hmac hmac;
  /** A log record, then a product. */
  private final byte[] scratch =
      JCSystem.makeTransientByteArray((short) (RECORD_BYTES + Num.PRODUCT), JCSystem.CLEAR_ON_DESELECT);

  CafeTickMoney(CafeTickIdentity identity, CafeTickAccount account, CafeTickChain chains, Hmac hmac) {
    this.identity = identity;
    this.account = account;
    this.chains = chains;
    this.hmac = hmac;
  }

  /** A LoadAuthorisation: the order with its tag behind it. */
  static void read(Fields fields) {
    fields.preamble(CafeTickLayouts.LOAD_ORDER_TYPE);
    fields.fixed((short) (CafeTickLayouts.LOAD_ORDER_CURRENCY - CafeTickLayouts.LOAD_ORDER_CARD_ID));
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
      if (blocked) ISOException.throwIt(CafeTickCommands.SW_CARD_BLOCKED);
      refuseNumber(order);
      add(order);
    }
    return copyReceipt(answer, (short) 0);
  }

  /** Cheap checks first; the MAC last, in constant time. */
  private void refuseOrder(byte[] order) {
    if (!identity.isCard(order, CafeTickLayouts.LOAD_ORDER_CARD_ID)) ISOException.throwIt(CafeTickCommands.SW_OTHER_CARD);
    if (!identity.isCurrency(order, CafeTickLayouts.LOAD_ORDER_CURRENCY)) {
      ISOException.throwIt(CafeTickCommands.SW_CURRENCY_WRONG);
    }
    if (Num.isZero(order, CafeTickLayouts.LOAD_ORDER_UNITS, LONG)) {
      ISOException.throwIt(CafeTickCommands.SW_NOTHING_TO_LOAD);
    }
    short length = CafeTickLayouts.LOAD_ORDER_LENGTH;
    if (!hmac.isTag(identity.loadKey, order, (short) 0, length, length)) {
      ISOException.throwIt(CafeTickCommands.SW_AUTHORISATION_WRONG);
    }
  }

  private void refuseNumber(byte[] order) {
    if (account.phase() == CafeTickAccount.OPEN) ISOException.throwIt(CafeTickCommands.SW_CHAIN_OPEN);
    account.begin();
    if (Num.increment(account.draft, CafeTickAccount.TX_COUNTER, INT) != 0) {
      ISOException.throwIt(CafeTickCommands.SW_TX_COUNTER_EXHAUSTED);
    }
    if (!Num.isSame(order, CafeTickLayouts.LOAD_ORDER_TX_COUNTER, account.draft, CafeTickAccount.TX_COUNTER, INT)) {
      ISOException.throwIt(CafeTickCommands.SW_TX_COUNTER_WRONG);
    }
  }

  private void add(byte[] order) {
    byte[] draft = account.draft;
    Num.add(draft, CafeTickAccount.BALANCE, order, CafeTickLayouts.LOAD_ORDER_UNITS, LONG); // both below 2^63
    short limit = CafeTickLayouts.PURSE_LIMITS_LARGEST_BALANCE;
    if (Num.compare(draft, CafeTickAccount.BALANCE, identity.limits, limit, LONG) > 0) {
      ISOException.throwIt(CafeTickCommands.SW_BALANCE_OVER_LIMIT);
    }
    draft[CafeTickAccount.PHASE] = CafeTickAccount.LOADED;
    Util.arrayFillNonAtomic(scratch, (short) 0, RECORD_BYTES, (byte) 0);
    scratch[CafeTickLayouts.LOG_RECORD_KIND] = CafeTickLayouts.LOG_RECORD_KIND_LOAD;
    copy(order, CafeTickLayouts.LOAD_ORDER_UNITS, CafeTickLayouts.LOG_RECORD_UNITS, LONG);
    commitRecord();
  }

  private boolean isLoadedAlready(byte[] order) {
    if (account.phase() != CafeTickAccount.LOADED) return false;
    short units = (short) (account.recordOf((short) 0) + CafeTickLayouts.LOG_RECORD_UNITS);
    return Num.isSame(order, CafeTickLayouts.LOAD_ORDER_TX_COUNTER, account.cell, CafeTickAccount.TX_COUNTER, INT)
        && Num.isSame(order, CafeTickLayouts.LOAD_ORDER_UNITS, account.log, units, LONG);
  }

  /** Ends the chain: nothing more leaves the balance for it. Repeating it repeats the statement. */
  short close(byte[] request, CafeTickSession session, byte[] answer) {
    identity.require();
    byte phase = account.phase();
    byte number = account.cell[CafeTickAccount.CHAIN_CELL];
    if (number == 0 || phase == CafeTickAccount.LOADED) ISOException.throwIt(CafeTickCommands.SW_NO_CHAIN);
    byte[] chain = chains.cell(number);
    if (!Num.isSame(request, CafeTickLayouts.CLOSE_REQUEST_TX_COUNTER, chain, CafeTickChain.TX_COUNTER, INT)) {
      ISOException.throwIt(CafeTickCommands.SW_OTHER_CHAIN);
    }
    if (phase != CafeTickAccount.CLOSED) end(chain, session);
    return copyStatement(answer, (short) 0);
  }

  /** Ticks taken from the balance ahead of time go back only while the card still knows how many it answered. */
  private void end(byte[] chain, CafeTickSession session) {
    account.begin();
    byte[] draft = account.draft;
    if (session.isKnown() && session.compare(draft, CafeTickAccount.PAID) < 0) {
      Num.subtract(draft, CafeTickAccount.PAID, session.ram, CafeTickSession.ANSWERED);
      Num.multiply(chain, CafeTickChain.TICK_VALUE, draft, CafeTickAccount.PAID, scratch, RECORD_BYTES);
      short back = (short) (RECORD_BYTES + PRODUCT_HIGH); // it was taken: it fits
      Num.add(draft, CafeTickAccount.BALANCE, scratch, back, LONG);
      Util.arrayCopyNonAtomic(session.ram, CafeTickSession.ANSWERED, draft, CafeTickAccount.PAID, INT);
    }
    draft[CafeTickAccount.PHASE] = CafeTickAccount.CLOSED;
    scratch[CafeTickLayouts.LOG_RECORD_KIND] = CafeTickLayouts.LOG_RECORD_KIND_CHAIN;
    copy(chain, CafeTickChain.REQUEST, CafeTickLayouts.LOG_RECORD_PAYEE, CafeTickLayouts.LOG_RECORD_PAYEE_BYTES);
    copy(chain, CafeTickChain.TICK_VALUE, CafeTickLayouts.LOG_RECORD_UNITS, LONG);
    copy(draft, CafeTickAccount.PAID, CafeTickLayouts.LOG_RECORD_TICKS, INT);
    commitRecord();
  }

  private void commitRecord() {
    copy(account.draft, CafeTickAccount.TX_COUNTER, CafeTickLayouts.LOG_RECORD_TX_COUNTER, INT);
    copy(account.draft, CafeTickAccount.BALANCE, CafeTickLayouts.LOG_RECORD_BALANCE, LONG);
    account.commitLogged(scratch, (short) 0);
  }

  /** The receipt of the load that the newest log record tells of. Gives the offset behind it. */
  short copyReceipt(byte[] to, short at) {
    short next = beginStatement(to, at, CafeTickLayouts.LOAD_DONE_TYPE);
    next = copyNewest(CafeTickLayouts.LOG_RECORD_UNITS, LONG, to, next);
    next = copyNewest(CafeTickLayouts.LOG_RECORD_BALANCE, LONG, to, next);
    hmac.tag(identity.loadKey, to, at, CafeTickLayouts.LOAD_DONE_LENGTH, to, next);
    return (short) (next + Hmac.TAG_BYTES);
  }

  /** The statement of the chain that the newest log record tells of. Gives the offset behind it. */
  short copyStatement(byte[] to, short at) {
    short next = beginStatement(to, at, CafeTickLayouts.CHAIN_CLOSED_TYPE);
    next = copyNewest(CafeTickLayouts.LOG_RECORD_PAYEE, CafeTickLayouts.LOG_RECORD_PAYEE_BYTES, to, next);
    next = copyNewest(CafeTickLayouts.LOG_RECORD_TICKS, INT, to, next);
    next = copyNewest(CafeTickLayouts.LOG_RECORD_BALANCE, LONG, to, next);
    hmac.tag(identity.loadKey, to, at, CafeTickLayouts.CHAIN_CLOSED_LENGTH, to, next);
    return (short) (next + Hmac.TAG_BYTES);
  }

  private short beginStatement(byte[] to, short at, byte type) {
    Fields.preamble(to, at, type);
    short next = (short) (at + Fields.PREAMBLE_BYTES);
    next = Util.arrayCopyNonAtomic(identity.certificate, CafeTickIdentity.CARD_ID, to, next, CafeTickIdentity.CARD_ID_BYTES);
    return copyNewest(CafeTickLayouts.LOG_RECORD_TX_COUNTER, INT, to, next);
  }

  private short copyNewest(short field, short length, byte[] to, short at) {
    short record = account.recordOf((short) 0);
    return Util.arrayCopyNonAtomic(account.log, (short) (record + field), to, at, length);
  }

  private void copy(byte[] from, short at, short field, short length) {
    Util.arrayCopyNonAtomic(from, at, scratch, field, length);
  }
}
