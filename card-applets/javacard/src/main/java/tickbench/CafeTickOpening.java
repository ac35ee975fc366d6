// OPEN TICKS commits to a chain under the next number (src/payment/cafe-tick/card-ticks.ts). The chain is made and signed in
// the cell that nothing depends on; then one write of the account opens it.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class CafeTickOpening {
  private static final short INT = Num.U32;
  private static final short LONG = Num.U64;
  private static final byte METHODS = 5;
  private static final byte STORE_ALL = CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_STORE_ALL;
  private static final byte PEBBLES = CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_PEBBLES;
  /** The longest chains that are stored whole, and kept by their square root (src/payment/cafe-tick/card-values.ts). */
  private static final short MOST_STORED = 256;
  private static final short MOST_IN_SEGMENTS = 961;
  private static final byte[] ONE = {0, 0, 0, 1};
  /** The type of what chain secrets are derived from (src/payment/cafe-tick/keys.ts). */
  private static final byte CHAIN_CONTEXT_TYPE = 0x46;

  private final CafeTickIdentity identity;
  private final CafeTickAccount account;
  private final CafeTickChain chains;
  private final KeptChain kept;
  private final ChainSteps chain;
  private final Hmac hmac;
  /** v * T, then the index 0. */
  private final byte[] scratch =
      JCSystem.makeTransientByteArray((short) (Num.PRODUCT + INT), JCSystem.CLEAR_ON_DESELECT);
  private static final short START = Num.PRODUCT;

  CafeTickOpening(CafeTickIdentity identity, CafeTickAccount account, CafeTickChain chains, KeptChain kept, ChainSteps chain, Hmac hmac) {
    this.identity = identity;
    this.account = account;
    this.chains = chains;
    this.kept = kept;
    this.chain = chain;
    this.hmac = hmac;
  }

  static void read(Fields fields) {
    fields.fixed(CafeTickLayouts.OPEN_REQUEST_DATE); // payee and nonce may be any bytes
    fields.time();
    fields.currency();
    fields.units();
    fields.fixed((short) (2 * INT));
    if (fields.flag()) fields.code(METHODS);
    fields.end();
  }

  /** The same request again, while it is open, resumes: the same commitment. */
  short open(byte[] request, boolean blocked, HolderGuard guard, CafeTickSession session, byte[] answer) {
    identity.require();
    if (isOpenAs(request)) return copyCommitment(answer, (short) 0);
    if (blocked) ISOException.throwIt(CafeTickCommands.SW_CARD_BLOCKED);
    refuse(request);
    if (!guard.spend(account.draft, CafeTickAccount.WITHOUT_PIN, scratch, CafeTickMoney.PRODUCT_HIGH)) {
      ISOException.throwIt(CafeTickCommands.SW_PIN_REQUIRED);
    }
    reserve(request);
    byte number = account.cell[CafeTickAccount.CHAIN_CELL] == 1 ? (byte) 2 : (byte) 1;
    make(chains.cell(number), request, answer);
    account.draft[CafeTickAccount.CHAIN_CELL] = number;
    account.draft[CafeTickAccount.PHASE] = CafeTickAccount.OPEN;
    account.commit();
    guard.forget();
    if (isSingle(request)) session.forget();
    else session.begin();
    return copyCommitment(answer, (short) 0);
  }

  /** The signed commitment of the chain opened last. Gives the offset behind it. */
  short copyCommitment(byte[] to, short at) {
    byte[] cell = chains.cell(account.cell[CafeTickAccount.CHAIN_CELL]);
    short next = CafeTickChain.copyCommitment(cell, identity.certificate, CafeTickIdentity.CARD_ID, to, at);
    next = Util.setShort(to, next, P256.SIGNATURE_BYTES);
    return Util.arrayCopyNonAtomic(cell, CafeTickChain.SIGNATURE, to, next, P256.SIGNATURE_BYTES);
  }

  private boolean isOpenAs(byte[] request) {
    if (account.phase() != CafeTickAccount.OPEN) return false;
    return CafeTickChain.isOf(chains.cell(account.cell[CafeTickAccount.CHAIN_CELL]), request, (short) 0);
  }

  /** Leaves the next number in the draft and v * T in `scratch`. */
  private void refuse(byte[] request) {
    if (account.phase() == CafeTickAccount.OPEN) ISOException.throwIt(CafeTickCommands.SW_CHAIN_OPEN);
    account.begin();
    if (Num.increment(account.draft, CafeTickAccount.TX_COUNTER, INT) != 0) {
      ISOException.throwIt(CafeTickCommands.SW_TX_COUNTER_EXHAUSTED);
    }
    if (!identity.isCurrency(request, CafeTickLayouts.OPEN_REQUEST_CURRENCY)) {
      ISOException.throwIt(CafeTickCommands.SW_CURRENCY_WRONG);
    }
    refuseLength(request);
    refuseValue(request);
  }

  private void refuseLength(byte[] request) {
    short limit = CafeTickLayouts.OPEN_REQUEST_LIMIT;
    short batch = CafeTickLayouts.OPEN_REQUEST_BATCH;
    boolean over = Num.isZero(request, limit, INT)
        || Num.compare(request, limit, identity.limits, CafeTickLayouts.PURSE_LIMITS_LONGEST_CHAIN) > 0;
    if (over || !fitsCard(request)) ISOException.throwIt(CafeTickCommands.SW_LIMIT_OUT_OF_RANGE);
    if (Num.isZero(request, batch, INT) || Num.compare(request, batch, request, limit) > 0) {
      ISOException.throwIt(CafeTickCommands.SW_BATCH_OUT_OF_RANGE);
    }
  }

  private void refuseValue(byte[] request) {
    short value = CafeTickLayouts.OPEN_REQUEST_TICK_VALUE;
    Num.multiply(request, value, request, CafeTickLayouts.OPEN_REQUEST_LIMIT, scratch, (short) 0);
    boolean over = Num.exceeds(scratch, (short) 0, identity.limits, CafeTickLayouts.PURSE_LIMITS_LARGEST_CHAIN_VALUE);
    if (over || Num.isZero(request, value, LONG)) ISOException.throwIt(CafeTickCommands.SW_VALUE_OUT_OF_RANGE);
    boolean tooLow = isWholeBatch(request)
        ? Num.exceeds(scratch, (short) 0, account.cell, CafeTickAccount.BALANCE)
        : Num.compare(request, value, account.cell, CafeTickAccount.BALANCE, LONG) > 0;
    if (tooLow) ISOException.throwIt(CafeTickCommands.SW_BALANCE_TOO_LOW);
  }

  private static boolean isSingle(byte[] request) {
    return Num.isOne(request, CafeTickLayouts.OPEN_REQUEST_BATCH);
  }

  private static boolean isWholeBatch(byte[] request) {
    short limit = CafeTickLayouts.OPEN_REQUEST_LIMIT;
    return Num.isSame(request, limit, request, CafeTickLayouts.OPEN_REQUEST_BATCH, INT);
  }

  /** Whether the card has the memory to keep a chain of this length as it was asked to. */
  private static boolean fitsCard(byte[] request) {
    if (request[CafeTickLayouts.OPEN_REQUEST_TRAVERSAL] == 0) return true;
    byte method = request[(short) (CafeTickLayouts.OPEN_REQUEST_TRAVERSAL + 1)];
    if (method == STORE_ALL) return isAtMost(request, MOST_STORED);
    return !KeptChain.isSegmented(method) || isAtMost(request, MOST_IN_SEGMENTS);
  }

  private static boolean isAtMost(byte[] request, short most) {
    short low = Util.getShort(request, (short) (CafeTickLayouts.OPEN_REQUEST_LIMIT + 2));
    return Util.getShort(request, CafeTickLayouts.OPEN_REQUEST_LIMIT) == 0 && low >= 0 && low <= most;
  }

  /** "Reserve at open" takes all of it from the balance now. A chain of one tick is paid by its tick. */
  private void reserve(byte[] request) {
    short limit = CafeTickLayouts.OPEN_REQUEST_LIMIT;
    byte[] draft = account.draft;
    Util.arrayFillNonAtomic(draft, CafeTickAccount.PAID, INT, (byte) 0);
    if (!isWholeBatch(request) || Num.isOne(request, limit)) return;
    Util.arrayCopyNonAtomic(request, limit, draft, CafeTickAccount.PAID, INT);
    Num.subtract(draft, CafeTickAccount.BALANCE, scratch, CafeTickMoney.PRODUCT_HIGH, LONG);
  }

  /** Fills the cell: request, method, secret and identifier, anchor, signature. `work` is for what is MACed and signed. */
  private void make(byte[] cell, byte[] request, byte[] work) {
    boolean asked = request[CafeTickLayouts.OPEN_REQUEST_TRAVERSAL] != 0;
    short length = (short) (CafeTickChain.REQUEST_BYTES + 1 + (asked ? 1 : 0));
    Util.arrayCopyNonAtomic(account.draft, CafeTickAccount.TX_COUNTER, cell, CafeTickChain.TX_COUNTER, INT);
    Util.arrayCopyNonAtomic(request, (short) 0, cell, CafeTickChain.REQUEST, length);
    cell[CafeTickChain.METHOD] = method(request, asked);
    cell[CafeTickChain.SINGLE] = isSingle(request) ? (byte) 1 : (byte) 0;
    derive(cell, length, work);
    walk(cell);
    chain.copyValue(cell, CafeTickChain.ANCHOR);
    short end = CafeTickChain.copyCommitment(cell, identity.certificate, CafeTickIdentity.CARD_ID, work, (short) 0);
    identity.sign(work, end, cell, CafeTickChain.SIGNATURE);
  }

  /** As it was asked for, where the card has the memory for that; else by the few values that pebbles need. */
  private byte method(byte[] request, boolean asked) {
    byte method = asked ? request[(short) (CafeTickLayouts.OPEN_REQUEST_TRAVERSAL + 1)] : STORE_ALL;
    if (method == STORE_ALL) {
      short most = asked ? chains.mostStored() : kept.mostInRam;
      return isAtMost(request, most) || isAtMost(request, kept.mostInRam) ? method : PEBBLES;
    }
    short limit = Util.getShort(request, (short) (CafeTickLayouts.OPEN_REQUEST_LIMIT + 2));
    return KeptChain.isSegmented(method) && !kept.fitsSegments(limit) ? PEBBLES : method;
  }

  /** PB_0 and the public chain id: the two halves of one MAC under the card's master, so that neither tells the other. */
  private void derive(byte[] cell, short requestLength, byte[] work) {
    Fields.preamble(work, (short) 0, CHAIN_CONTEXT_TYPE);
    short next = Fields.PREAMBLE_BYTES;
    next = Util.arrayCopyNonAtomic(identity.certificate, CafeTickIdentity.CARD_ID, work, next, CafeTickIdentity.CARD_ID_BYTES);
    next = Util.arrayCopyNonAtomic(cell, CafeTickChain.TX_COUNTER, work, next, (short) (INT + requestLength));
    hmac.tag(identity.chainMaster, work, (short) 0, next, work, (short) 0);
    Util.arrayCopyNonAtomic(work, (short) 0, cell, CafeTickChain.SECRET, ChainSteps.VALUE_BYTES);
    Util.arrayCopyNonAtomic(work, ChainSteps.VALUE_BYTES, cell, CafeTickChain.ID, ChainSteps.ID_BYTES);
  }

  /** To PB_T, keeping values on the way where the method does. */
  private void walk(byte[] cell) {
    kept.forget();
    if (kept.isStored(cell)) {
      store(cell);
      return;
    }
    kept.seek(cell, ONE, (short) 0);
    chain.step();
  }

  /** Not yet open, so that a tear in the middle spoils nothing. */
  private void store(byte[] cell) {
    short limit = Util.getShort(cell, (short) (CafeTickChain.LIMIT + 2));
    Util.arrayFillNonAtomic(scratch, START, INT, (byte) 0);
    kept.walk(cell, scratch, START);
    for (short at = 0; at < limit; at++) {
      chain.copyValue(chains.stored, (short) (at * ChainSteps.VALUE_BYTES));
      chain.step();
    }
  }
}
