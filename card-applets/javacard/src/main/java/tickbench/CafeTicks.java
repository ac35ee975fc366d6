// TICK and TICK TO let a value out, GET LAST repeats (src/payment/cafe-tick/SPEC.md 4, card-ticks.ts). Value leaves the
// balance before its pre-image leaves the chip; a retry gets the same answer and never advances.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class CafeTicks {
  private static final short INT = Num.U32;
  private static final short SPENT = CafeTickLayouts.TICK_REQUEST_SPENT;
  private static final short SPENT_LOW = (short) (SPENT + 2);
  private static final short PAID_LOW = (short) (CafeTickAccount.PAID + 2);

  private final CafeTickIdentity identity;
  private final CafeTickAccount account;
  private final CafeTickChain chains;
  private final KeptChain kept;
  private final ChainSteps chain;
  private final Control control;
  /** A product, then counts: the one reached, the one to pay for. */
  private final byte[] scratch =
      JCSystem.makeTransientByteArray((short) (Num.PRODUCT + 2 * INT), JCSystem.CLEAR_ON_DESELECT);
  private static final short REACHED = Num.PRODUCT;
  private static final short GOAL = REACHED + INT;

  CafeTicks(
      CafeTickIdentity identity, CafeTickAccount account, CafeTickChain chains, KeptChain kept, ChainSteps chain, Control control) {
    this.identity = identity;
    this.account = account;
    this.chains = chains;
    this.kept = kept;
    this.chain = chain;
    this.control = control;
  }

  /**
   * The usual tick, one more of an open chain that is paid tick by tick: `advance` with what can go wrong there looked at
   * once, in few bytecodes. Gives the answer's length; 0, and nothing has happened, where it is not that.
   */
  short payNext(byte[] request, byte[] answer) {
    byte[] present = account.cell; // zeros while RAM does not hold it: then nothing is open
    if (present[CafeTickAccount.PHASE] != CafeTickAccount.OPEN || control.isBlocked()) return 0;
    byte[] cell = chains.cell(present[CafeTickAccount.CHAIN_CELL]);
    short count = (short) (Util.getShort(present, PAID_LOW) + 1);
    boolean usual = cell[CafeTickChain.SINGLE] != 0
        && Util.getShort(request, SPENT_LOW) == count
        && count != 0 // else it carries
        // in one comparison, since PAID stands behind TX_COUNTER as the count does in the request
        && Util.arrayCompare(request, (short) 0, present, CafeTickAccount.TX_COUNTER, SPENT_LOW) == 0
        && Util.arrayCompare(present, CafeTickAccount.PAID, cell, CafeTickChain.LIMIT, INT) != 0; // else it was the last
    if (!usual) return 0;
    account.begin();
    byte[] draft = account.draft;
    if (Num.subtract(draft, CafeTickAccount.BALANCE, cell, CafeTickChain.TICK_VALUE, Num.U64) != 0) return 0;
    Util.setShort(draft, PAID_LOW, count);
    account.commit();
    short end = kept.copyNext(request, SPENT, answer, (short) 0);
    return end != 0 ? end : disclose(cell, request, SPENT, answer, (short) 0);
  }

  /** `skips`: any number of ticks at once, and the holder pays for all of them. */
  short advance(byte[] request, boolean skips, CafeTickSession session, byte[] answer) {
    byte number = account.cell[CafeTickAccount.CHAIN_CELL];
    if (number == 0) ISOException.throwIt(CafeTickCommands.SW_NO_CHAIN);
    byte[] cell = chains.cell(number);
    if (!Num.isSame(request, (short) 0, cell, CafeTickChain.TX_COUNTER, INT)) {
      ISOException.throwIt(CafeTickCommands.SW_OTHER_CHAIN);
    }
    if (Num.compare(request, SPENT, cell, CafeTickChain.LIMIT) > 0) ISOException.throwIt(CafeTickCommands.SW_COUNT_OUT_OF_RANGE);
    boolean single = cell[CafeTickChain.SINGLE] != 0;
    boolean known = findReached(single, session);
    boolean next = isNext(request);
    if (next || !isRepeated(request, known)) {
      refuseNext(next || (skips && isBeyond(request)));
      pay(request, cell);
      if (!single) session.answer(request, SPENT);
    }
    return disclose(cell, request, SPENT, answer, (short) 0);
  }

  /** The last answer again, by its kind and number, so that it cannot be taken for the answer to another command. */
  short copyLast(CafeTickSession session, CafeTickMoney money, CafeTickOpening opening, byte[] answer) {
    identity.require();
    byte phase = account.phase();
    if (phase == CafeTickAccount.NEW) ISOException.throwIt(CafeTickCommands.SW_NO_SUCH_RECORD);
    short from = (short) (CafeTickLayouts.LAST_ANSWER_ANSWER + 2);
    short end;
    if (phase == CafeTickAccount.LOADED) {
      answer[0] = CafeTickLayouts.LAST_ANSWER_KIND_LOAD;
      end = money.copyReceipt(answer, from);
    } else if (phase == CafeTickAccount.CLOSED) {
      answer[0] = CafeTickLayouts.LAST_ANSWER_KIND_CLOSE;
      end = money.copyStatement(answer, from);
    } else {
      end = copyLastOfChain(session, opening, answer, from);
    }
    Util.arrayCopyNonAtomic(account.cell, CafeTickAccount.TX_COUNTER, answer, CafeTickLayouts.LAST_ANSWER_TX_COUNTER, INT);
    Util.setShort(answer, CafeTickLayouts.LAST_ANSWER_ANSWER, (short) (end - from));
    return end;
  }

  private short copyLastOfChain(CafeTickSession session, CafeTickOpening opening, byte[] answer, short from) {
    byte[] cell = chains.cell(account.cell[CafeTickAccount.CHAIN_CELL]);
    if (!findReached(cell[CafeTickChain.SINGLE] != 0, session)) ISOException.throwIt(CafeTickCommands.SW_LAST_UNKNOWN);
    if (Num.isZero(scratch, REACHED, INT)) {
      answer[0] = CafeTickLayouts.LAST_ANSWER_KIND_OPEN;
      return opening.copyCommitment(answer, from);
    }
    answer[0] = CafeTickLayouts.LAST_ANSWER_KIND_TICK;
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
    if (Num.isZero(request, SPENT, INT)) ISOException.throwIt(CafeTickCommands.SW_COUNT_OUT_OF_RANGE);
    byte order = Num.compare(request, SPENT, scratch, REACHED);
    return known ? order == 0 : order <= 0;
  }

  /** The count answered last. False when it is not known: then the count that is paid for, which it does not exceed. */
  private boolean findReached(boolean single, CafeTickSession session) {
    boolean paidIsReached = single || account.phase() == CafeTickAccount.CLOSED;
    if (!paidIsReached && session.isKnown()) {
      Util.arrayCopyNonAtomic(session.ram, CafeTickSession.ANSWERED, scratch, REACHED, INT);
      return true;
    }
    Util.arrayCopyNonAtomic(account.cell, CafeTickAccount.PAID, scratch, REACHED, INT);
    return paidIsReached;
  }

  private void refuseNext(boolean next) {
    if (account.phase() != CafeTickAccount.OPEN) ISOException.throwIt(CafeTickCommands.SW_CHAIN_CLOSED);
    if (control.isBlocked()) ISOException.throwIt(CafeTickCommands.SW_CARD_BLOCKED);
    if (!next) ISOException.throwIt(CafeTickCommands.SW_COUNT_NOT_NEXT);
  }

  /** A whole batch at a time where the balance allows, else what is asked. What is paid already costs no write. */
  private void pay(byte[] request, byte[] cell) {
    if (Num.compare(request, SPENT, account.cell, CafeTickAccount.PAID) <= 0) return;
    Util.arrayCopyNonAtomic(account.cell, CafeTickAccount.PAID, scratch, GOAL, INT);
    Num.add(scratch, GOAL, cell, CafeTickChain.BATCH, INT);
    if (Num.compare(request, SPENT, scratch, GOAL) > 0) copyGoal(request, SPENT);
    if (Num.compare(scratch, GOAL, cell, CafeTickChain.LIMIT) > 0) copyGoal(cell, CafeTickChain.LIMIT);
    if (payGoal(cell)) return;
    copyGoal(request, SPENT);
    if (!payGoal(cell)) ISOException.throwIt(CafeTickCommands.SW_BALANCE_TOO_LOW);
  }

  private void copyGoal(byte[] count, short at) {
    Util.arrayCopyNonAtomic(count, at, scratch, GOAL, INT);
  }

  private boolean payGoal(byte[] cell) {
    account.begin();
    byte[] draft = account.draft;
    Util.arrayCopyNonAtomic(scratch, GOAL, draft, CafeTickAccount.PAID, INT);
    Num.subtract(scratch, GOAL, account.cell, CafeTickAccount.PAID);
    Num.multiply(cell, CafeTickChain.TICK_VALUE, scratch, GOAL, scratch, (short) 0);
    if (Num.exceeds(scratch, (short) 0, draft, CafeTickAccount.BALANCE)) return false;
    Num.subtract(draft, CafeTickAccount.BALANCE, scratch, CafeTickMoney.PRODUCT_HIGH, Num.U64);
    account.commit();
    return true;
  }

  /** The count and PB_(T - count). Gives the offset behind them. */
  private short disclose(byte[] cell, byte[] spent, short spentAt, byte[] to, short at) {
    if (!kept.isStored(cell)) return kept.copyAnswer(cell, spent, spentAt, to, at);
    short next = Util.arrayCopyNonAtomic(spent, spentAt, to, at, INT);
    copyGoal(cell, CafeTickChain.LIMIT);
    Num.subtract(scratch, GOAL, to, at);
    if (account.phase() == CafeTickAccount.OPEN) {
      short index = Util.getShort(scratch, (short) (GOAL + 2));
      short from = (short) (index * ChainSteps.VALUE_BYTES);
      return Util.arrayCopyNonAtomic(chains.stored, from, to, next, ChainSteps.VALUE_BYTES);
    }
    kept.walk(cell, scratch, GOAL);
    return chain.copyValue(to, next);
  }
}
