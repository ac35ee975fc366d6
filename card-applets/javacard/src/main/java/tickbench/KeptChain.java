// Which values of a chain the card keeps, so that a tick costs few steps (protocols.md 5.1; src/payment/purse/card-values.ts).
// A stack of values with their indices, ascending, in RAM: ticks go down the chain, so what is above is of no more use.
// It is made again from the secret when the power was lost. No tick ever writes to persistent memory for it.
// pebbles lays a value half way to the wanted one, again and again: log2 T values as in TypeScript, but the tick that
// uses one up walks half of what was below it. smoothSquareRoot is kept as squareRoot, which has the same values to keep.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;

final class KeptChain {
  private static final byte STORE_ALL = PurseLayouts.PURSE_CHAIN_TRAVERSAL_STORE_ALL;
  private static final byte SEED_ONLY = PurseLayouts.PURSE_CHAIN_TRAVERSAL_SEED_ONLY;
  private static final byte PEBBLES = PurseLayouts.PURSE_CHAIN_TRAVERSAL_PEBBLES;

  private static final short INDEX_BYTES = Num.U32;
  private static final short ENTRY_BYTES = (short) (INDEX_BYTES + ChainSteps.VALUE_BYTES);
  /** Place in `next` of the distance that is halved. */
  private static final short DISTANCE = INDEX_BYTES;

  /** Values that RAM has room for. */
  final short mostInRam;
  private final ChainSteps chain;
  private final byte[] kept;
  /** How many bytes of `kept` are in use. */
  private final short[] used;
  /** The number of the chain that the values belong to: an OPEN may fail when its values are here already. */
  private final byte[] owner;
  /** The index to stop at next; behind it a distance. */
  private final byte[] next;

  KeptChain(ChainSteps chain, short mostInRam) {
    this.chain = chain;
    this.mostInRam = mostInRam;
    kept = JCSystem.makeTransientByteArray((short) (mostInRam * ENTRY_BYTES), JCSystem.CLEAR_ON_RESET);
    used = JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_RESET);
    owner = JCSystem.makeTransientByteArray(INDEX_BYTES, JCSystem.CLEAR_ON_RESET);
    next = JCSystem.makeTransientByteArray((short) (2 * INDEX_BYTES), JCSystem.CLEAR_ON_DESELECT);
  }

  void forget() {
    used[0] = 0;
  }

  /** Whether the values of this chain lie in persistent memory while it is open: RAM is too small for all of them. */
  boolean isStored(byte[] cell) {
    return cell[PurseChain.METHOD] == STORE_ALL && Util.getShort(cell, (short) (PurseChain.LIMIT + 2)) > mostInRam;
  }

  /** The value of the chain of this cell at the index at `wanted`, below T. Gives the offset behind it. */
  short copyValue(byte[] cell, byte[] wanted, short wantedAt, byte[] to, short at) {
    if (isOf(cell)) {
      short place = highest(wanted, wantedAt);
      if (place >= 0 && Num.isSame(kept, place, wanted, wantedAt, INDEX_BYTES)) {
        used[0] = (short) (place + ENTRY_BYTES);
        return Util.arrayCopyNonAtomic(kept, (short) (place + INDEX_BYTES), to, at, ChainSteps.VALUE_BYTES);
      }
    }
    seek(cell, wanted, wantedAt);
    return chain.copyValue(to, at);
  }

  private boolean isOf(byte[] cell) {
    return Num.isSame(cell, PurseChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
  }

  /** Walks the chain of this cell to the index at `wanted`, below T, and keeps values on the way as its method wants. */
  void seek(byte[] cell, byte[] wanted, short wantedAt) {
    byte method = cell[PurseChain.METHOD];
    short size = isSegmented(method) ? segmentSize(Util.getShort(cell, (short) (PurseChain.LIMIT + 2))) : 0;
    begin(cell, wanted, wantedAt);
    while (!chain.isAt(wanted, wantedAt)) {
      chain.copyIndex(next, (short) 0);
      setNext(method, size, wanted, wantedAt);
      chain.walkTo(next, (short) 0);
      push();
    }
  }

  /** To the index from the secret, keeping nothing. */
  void walk(byte[] cell, byte[] wanted, short wantedAt) {
    beginAtSecret(cell);
    chain.walkTo(wanted, wantedAt);
  }

  /**
   * From the highest value that is not above the wanted one, or from the secret. Ticks go down; whoever goes up again,
   * after a reset inside a batch, starts anew, since what is kept for lower ticks would fill the stack.
   */
  private void begin(byte[] cell, byte[] wanted, short wantedAt) {
    short top = -1;
    if (isOf(cell)) {
      top = highest(wanted, wantedAt);
    } else {
      Util.arrayCopyNonAtomic(cell, PurseChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
    }
    used[0] = (short) (top + (top < 0 ? (short) 1 : ENTRY_BYTES));
    if (top < 0) {
      beginAtSecret(cell);
    } else {
      chain.setChain(cell, PurseChain.ID);
      chain.setIndex(kept, top);
      chain.setValue(kept, (short) (top + INDEX_BYTES));
    }
  }

  /** Where the highest value not above the wanted one is kept; -1 for none, or where all are below it. */
  private short highest(byte[] wanted, short wantedAt) {
    short at = (short) (used[0] - ENTRY_BYTES);
    if (at < 0) return -1;
    byte order = Num.compare(kept, at, wanted, wantedAt);
    if (order < 0) return -1;
    while (order > 0) {
      at -= ENTRY_BYTES;
      if (at < 0) return -1;
      order = Num.compare(kept, at, wanted, wantedAt);
    }
    return at;
  }

  private void beginAtSecret(byte[] cell) {
    chain.setChain(cell, PurseChain.ID);
    chain.setIndexZero();
    chain.setValue(cell, PurseChain.SECRET);
  }

  /** `next` holds where the chain stands, and gets the next index whose value is to be kept. */
  private void setNext(byte method, short size, byte[] wanted, short wantedAt) {
    if (method == SEED_ONLY) {
      Util.arrayCopyNonAtomic(wanted, wantedAt, next, (short) 0, INDEX_BYTES);
    } else if (method == PEBBLES) {
      Util.arrayCopyNonAtomic(wanted, wantedAt, next, DISTANCE, INDEX_BYTES);
      Num.subtract(next, DISTANCE, next, (short) 0);
      Num.halveUp(next, DISTANCE, INDEX_BYTES);
      Num.add(next, (short) 0, next, DISTANCE, INDEX_BYTES);
    } else if (method == STORE_ALL) {
      Num.increment(next, (short) 0, INDEX_BYTES);
    } else {
      short from = Util.getShort(next, (short) 2); // such chains are shorter than 1,000
      Util.setShort(next, (short) 2, segmentEnd(from, Util.getShort(wanted, (short) (wantedAt + 2)), size));
    }
  }

  /** The start of the next segment up to that of the wanted value, and in it every value. */
  private static short segmentEnd(short from, short wanted, short size) {
    short last = (short) (wanted - wanted % size);
    return from < last ? (short) (from - from % size + size) : (short) (from + 1);
  }

  private void push() {
    used[0] = chain.copyValue(kept, chain.copyIndex(kept, used[0]));
  }

  static boolean isSegmented(byte method) {
    return method == PurseLayouts.PURSE_CHAIN_TRAVERSAL_SQUARE_ROOT
        || method == PurseLayouts.PURSE_CHAIN_TRAVERSAL_SMOOTH_SQUARE_ROOT;
  }

  /** The size of a segment: the square root, rounded up, of a chain shorter than 1,000. */
  private static short segmentSize(short limit) {
    short size = 1;
    while ((short) (size * size) < limit) size++;
    return size;
  }

  /** Whether RAM has room for two segments and one value more, of a chain of this length. */
  boolean fitsSegments(short limit) {
    short longest = (short) ((short) (mostInRam - 1) / 2);
    return limit <= (short) (longest * longest);
  }
}
