// TICK and TICK TO let a value out, GET LAST repeats (protocols.md 3.3; src/payment/purse/card-ticks.ts). Value leaves the
// balance before its pre-image leaves the chip; a retry gets the same answer and never advances.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class PurseTicks {
  private static final short INT = Num.U32;
  private static final short SPENT = PurseLayouts.TICK_REQUEST_SPENT;

  private final PurseIdentity identity;
  private final PurseAccount account;
  private final PurseChain chains;
  private final KeptChain kept;
  private final ChainSteps chain;
  /** A product, then counts: the one reached, the one to pay for. */
  private final byte[] scratch =
      JCSystem.makeTransientByteArray((short) (Num.PRODUCT + 2 * INT), JCSystem.CLEAR_ON_DESELECT);
  private static final short REACHED = Num.PRODUCT;
  private static final short GOAL = REACHED + INT;

  PurseTicks(PurseIdentity identity, PurseAccount account, PurseChain chains, KeptChain kept, ChainSteps chain) {
    this.identity = identity;
    this.account = account;
    this.chains = chains;
    this.kept = kept;
    this.chain = chain;
  }

  /** `skips`: any number of ticks at once, and the holder pays for all of them. */
  short advance(byte[] request, boolean skips, boolean blocked, PurseSession session, byte[] answer) {
    byte number = account.cell[PurseAccount.CHAIN_CELL];
    if (number == 0) ISOException.throwIt(PurseCommands.SW_NO_CHAIN);
    byte[] cell = chains.cell(number);
    if (!Num.isSame(request, (short) 0, cell, PurseChain.TX_COUNTER, INT)) {
      ISOException.throwIt(PurseCommands.SW_OTHER_CHAIN);
    }
    if (Num.compare(request, SPENT, cell, PurseChain.LIMIT) > 0) ISOException.throwIt(PurseCommands.SW_COUNT_OUT_OF_RANGE);
    boolean single = Num.isOne(cell, PurseChain.BATCH);
    boolean known = findReached(single, session);
    boolean next = isNext(request);
    if (next || !isRepeated(request, known)) {
      refuseNext(next || (skips && isBeyond(request)), blocked);
      if (single && !skips) payOne(request, cell);
      else pay(request, cell);
      session.answer(request, SPENT);
    }
    return disclose(cell, request, SPENT, answer, (short) 0);
  }

  /** The last answer again, by its kind and number, so that it cannot be taken for the answer to another command. */
  short copyLast(PurseSession session, PurseMoney money, PurseOpening opening, byte[] answer) {
    identity.require();
    byte phase = account.phase();
    if (phase == PurseAccount.NEW) ISOException.throwIt(PurseCommands.SW_NO_SUCH_RECORD);
    short from = (short) (PurseLayouts.LAST_ANSWER_ANSWER + 2);
    short end;
    if (phase == PurseAccount.LOADED) {
      answer[0] = PurseLayouts.LAST_ANSWER_KIND_LOAD;
      end = money.copyReceipt(answer, from);
    } else if (phase == PurseAccount.CLOSED) {
      answer[0] = PurseLayouts.LAST_ANSWER_KIND_CLOSE;
      end = money.copyStatement(answer, from);
    } else {
      end = copyLastOfChain(session, opening, answer, from);
    }
    Util.arrayCopyNonAtomic(account.cell, PurseAccount.TX_COUNTER, answer, PurseLayouts.LAST_ANSWER_TX_COUNTER, INT);
    Util.setShort(answer, PurseLayouts.LAST_ANSWER_ANSWER, (short) (end - from));
    return end;
  }

  private short copyLastOfChain(PurseSession session, PurseOpening opening, byte[] answer, short from) {
    byte[] cell = chains.cell(account.cell[PurseAccount.CHAIN_CELL]);
    if (!findReached(Num.isOne(cell, PurseChain.BATCH), session)) ISOException.throwIt(PurseCommands.SW_LAST_UNKNOWN);
    if (Num.isZero(scratch, REACHED, INT)) {
      answer[0] = PurseLayouts.LAST_ANSWER_KIND_OPEN;
      return opening.copyCommitment(answer, from);
    }
    answer[0] = PurseLayouts.LAST_ANSWER_KIND_TICK;
    return disclose(cell, scratch, REACHED, answer, from);
  }

  /** Whether the count is one more than the one reached. */
  private boolean isNext(byte[] request) {
    Util.arrayCopyNonAtomic(scratch, REACHED, scratch, GOAL, INT);
    Num.increment(scratch, GOAL, INT);
    return Num.isSame(request, SPENT, scratch, GOAL, INT);
  }

  private boolean isBeyond(byte[] request) {
    return Num.compare(request, SPENT, scratch, REACHED) > 0;
  }

  /** After a reset inside a batch anything that is paid for may have been answered. */
  private boolean isRepeated(byte[] request, boolean known) {
    if (Num.isZero(request, SPENT, INT)) ISOException.throwIt(PurseCommands.SW_COUNT_OUT_OF_RANGE);
    byte order = Num.compare(request, SPENT, scratch, REACHED);
    return known ? order == 0 : order <= 0;
  }

  /** The count answered last. False when it is not known: then the count that is paid for, which it does not exceed. */
  private boolean findReached(boolean single, PurseSession session) {
    boolean paidIsReached = single || account.phase() == PurseAccount.CLOSED;
    if (!paidIsReached && session.isKnown()) {
      Util.arrayCopyNonAtomic(session.ram, PurseSession.ANSWERED, scratch, REACHED, INT);
      return true;
    }
    Util.arrayCopyNonAtomic(account.cell, PurseAccount.PAID, scratch, REACHED, INT);
    return paidIsReached;
  }

  private void refuseNext(boolean next, boolean blocked) {
    if (account.phase() != PurseAccount.OPEN) ISOException.throwIt(PurseCommands.SW_CHAIN_CLOSED);
    if (blocked) ISOException.throwIt(PurseCommands.SW_CARD_BLOCKED);
    if (!next) ISOException.throwIt(PurseCommands.SW_COUNT_NOT_NEXT);
  }

  /** A whole batch at a time where the balance allows, else what is asked. What is paid already costs no write. */
  private void pay(byte[] request, byte[] cell) {
    if (Num.compare(request, SPENT, account.cell, PurseAccount.PAID) <= 0) return;
    Util.arrayCopyNonAtomic(account.cell, PurseAccount.PAID, scratch, GOAL, INT);
    Num.add(scratch, GOAL, cell, PurseChain.BATCH, INT);
    if (Num.compare(request, SPENT, scratch, GOAL) > 0) copyGoal(request, SPENT);
    if (Num.compare(scratch, GOAL, cell, PurseChain.LIMIT) > 0) copyGoal(cell, PurseChain.LIMIT);
    if (payGoal(cell)) return;
    copyGoal(request, SPENT);
    if (!payGoal(cell)) ISOException.throwIt(PurseCommands.SW_BALANCE_TOO_LOW);
  }

  private void copyGoal(byte[] count, short at) {
    Util.arrayCopyNonAtomic(count, at, scratch, GOAL, INT);
  }

  /** The usual tick, with nothing to multiply. */
  private void payOne(byte[] request, byte[] cell) {
    account.begin();
    byte[] draft = account.draft;
    if (Num.subtract(draft, PurseAccount.BALANCE, cell, PurseChain.TICK_VALUE, Num.U64) != 0) {
      ISOException.throwIt(PurseCommands.SW_BALANCE_TOO_LOW);
    }
    Util.arrayCopyNonAtomic(request, SPENT, draft, PurseAccount.PAID, INT);
    account.commit();
  }

  private boolean payGoal(byte[] cell) {
    account.begin();
    byte[] draft = account.draft;
    Util.arrayCopyNonAtomic(scratch, GOAL, draft, PurseAccount.PAID, INT);
    Num.subtract(scratch, GOAL, account.cell, PurseAccount.PAID);
    Num.multiply(cell, PurseChain.TICK_VALUE, scratch, GOAL, scratch, (short) 0);
    if (Num.exceeds(scratch, (short) 0, draft, PurseAccount.BALANCE)) return false;
    Num.subtract(draft, PurseAccount.BALANCE, scratch, PurseMoney.PRODUCT_HIGH, Num.U64);
    account.commit();
    return true;
  }

  /** The count and PB_(T - count). Gives the offset behind them. */
  private short disclose(byte[] cell, byte[] spent, short spentAt, byte[] to, short at) {
    short next = Util.arrayCopyNonAtomic(spent, spentAt, to, at, INT);
    copyGoal(cell, PurseChain.LIMIT);
    Num.subtract(scratch, GOAL, to, at);
    if (!kept.isStored(cell)) {
      return kept.copyValue(cell, scratch, GOAL, to, next);
    } else if (account.phase() == PurseAccount.OPEN) {
      short index = Util.getShort(scratch, (short) (GOAL + 2));
      short from = (short) (index * ChainSteps.VALUE_BYTES);
      return Util.arrayCopyNonAtomic(chains.stored, from, to, next, ChainSteps.VALUE_BYTES);
    }
    kept.walk(cell, scratch, GOAL);
    return chain.copyValue(to, next);
  }
}
