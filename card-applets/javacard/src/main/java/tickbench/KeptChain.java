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

  /** 64 values are a KiB: what the RAM of small cards spares. */
  static final short MOST_IN_RAM = Quirks.CHAIN_VALUES_IN_RAM;
  private static final short INDEX_BYTES = Num.U32;
  private static final short ENTRY_BYTES = (short) (INDEX_BYTES + ChainSteps.VALUE_BYTES);
  /** Place in `next` of the distance that is halved. */
  private static final short DISTANCE = INDEX_BYTES;

  private final ChainSteps chain;
  private final byte[] kept;
  private final short[] count;
  /** The number of the chain that the values belong to: an OPEN may fail when its values are here already. */
  private final byte[] owner;
  /** The index to stop at next; behind it a distance. */
  private final byte[] next;

  KeptChain(ChainSteps chain) {
    this.chain = chain;
    kept = JCSystem.makeTransientByteArray((short) (MOST_IN_RAM * ENTRY_BYTES), JCSystem.CLEAR_ON_RESET);
    count = JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_RESET);
    owner = JCSystem.makeTransientByteArray(INDEX_BYTES, JCSystem.CLEAR_ON_RESET);
    next = JCSystem.makeTransientByteArray((short) (2 * INDEX_BYTES), JCSystem.CLEAR_ON_DESELECT);
  }

  void forget() {
    count[0] = 0;
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
    boolean sameChain = Num.isSame(cell, PurseChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
    if (!sameChain || isBelow(wanted, wantedAt)) {
      forget();
      Util.arrayCopyNonAtomic(cell, PurseChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
    }
    while (count[0] > 0 && Num.compare(kept, top(), wanted, wantedAt, INDEX_BYTES) > 0) count[0]--;
    if (count[0] == 0) {
      beginAtSecret(cell);
    } else {
      chain.setChain(cell, PurseChain.ID);
      chain.setIndex(kept, top());
      chain.setValue(kept, (short) (top() + INDEX_BYTES));
    }
  }

  /** Whether all that is kept is below the wanted index. */
  private boolean isBelow(byte[] wanted, short wantedAt) {
    return count[0] > 0 && Num.compare(kept, top(), wanted, wantedAt, INDEX_BYTES) < 0;
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
      Num.subtract(next, DISTANCE, next, (short) 0, INDEX_BYTES);
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
    short at = (short) (count[0] * ENTRY_BYTES);
    chain.copyValue(kept, chain.copyIndex(kept, at));
    count[0]++;
  }

  private short top() {
    return (short) ((short) (count[0] - 1) * ENTRY_BYTES);
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

  /** Whether RAM has room for two segments and one value more, of a chain of this length (u32). */
  static boolean fitsSegments(byte[] limit, short at) {
    short high = Util.getShort(limit, at);
    short low = Util.getShort(limit, (short) (at + 2));
    if (high != 0 || low < 0 || low > Quirks.LONGEST_IN_SEGMENTS) return false;
    return (short) (2 * segmentSize(low) + 1) <= MOST_IN_RAM;
  }
}
