// Which values of a chain the card keeps, so that a tick costs few steps (src/chain/SPEC.md 4; card-values.ts).
// A stack in RAM of values, each behind its count T - index as in the answer to its tick, which is then one copy; counts fall
// from the bottom to the top: ticks go down the chain, so what is above is of no more use.
// It is made again from the secret when the power was lost. No tick ever writes to persistent memory for it.
// pebbles lays a value half way to the wanted one, again and again: log2 T values as in TypeScript, but the tick that
// uses one up walks half of what was below it. smoothSquareRoot is kept as squareRoot, which has the same values to keep.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;

final class KeptChain {
  private static final byte STORE_ALL = CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_STORE_ALL;
  private static final byte SEED_ONLY = CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_SEED_ONLY;
  private static final byte PEBBLES = CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_PEBBLES;

  private static final short INDEX_BYTES = Num.U32;
  private static final short ENTRY_BYTES = CafeTickLayouts.TICK_ANSWER_LENGTH;
  /** Place in `next` of the distance that is halved. */
  private static final short DISTANCE = INDEX_BYTES;
  /** Place in `next` of the index to reach. */
  private static final short WANTED = (short) (DISTANCE + INDEX_BYTES);

  /** Values that RAM has room for. */
  final short mostInRam;
  private final ChainSteps chain;
  private final byte[] kept;
  /** How many bytes of `kept` are in use. */
  private final short[] used;
  /** The number of the chain that the values belong to: an OPEN may fail when its values are here already. */
  private final byte[] owner;
  /** The index to stop at next; behind it a distance and the index to reach. */
  private final byte[] next;

  KeptChain(ChainSteps chain, short mostInRam) {
    this.chain = chain;
    this.mostInRam = mostInRam;
    kept = JCSystem.makeTransientByteArray((short) (mostInRam * ENTRY_BYTES), JCSystem.CLEAR_ON_RESET);
    used = JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_RESET);
    owner = JCSystem.makeTransientByteArray(INDEX_BYTES, JCSystem.CLEAR_ON_RESET);
    next = JCSystem.makeTransientByteArray((short) (WANTED + INDEX_BYTES), JCSystem.CLEAR_ON_DESELECT);
  }

  void forget() {
    used[0] = 0;
  }

  /** Whether the values of this chain lie in persistent memory while it is open: RAM is too small for all of them. */
  boolean isStored(byte[] cell) {
    return cell[CafeTickChain.METHOD] == STORE_ALL && Util.getShort(cell, (short) (CafeTickChain.LIMIT + 2)) > mostInRam;
  }

  /**
   * The answer below the one given last, where it is that of this count, of the chain that is open: no other is made while
   * it is. Gives the offset behind it, or 0.
   */
  short copyNext(byte[] spent, short spentAt, byte[] to, short at) {
    short place = (short) (used[0] - 2 * ENTRY_BYTES);
    if (place < 0 || Util.arrayCompare(kept, place, spent, spentAt, INDEX_BYTES) != 0) return 0;
    used[0] = (short) (place + ENTRY_BYTES);
    return Util.arrayCopyNonAtomic(kept, place, to, at, ENTRY_BYTES);
  }

  /** The answer of the chain of this cell to the count at `spent`, from 1 to T. Gives the offset behind it. */
  short copyAnswer(byte[] cell, byte[] spent, short spentAt, byte[] to, short at) {
    if (isOf(cell)) {
      short place = highest(spent, spentAt);
      if (place >= 0 && Num.isSame(kept, place, spent, spentAt, INDEX_BYTES)) {
        used[0] = (short) (place + ENTRY_BYTES);
        return Util.arrayCopyNonAtomic(kept, place, to, at, ENTRY_BYTES);
      }
    }
    seek(cell, spent, spentAt);
    return chain.copyValue(to, Util.arrayCopyNonAtomic(spent, spentAt, to, at, INDEX_BYTES));
  }

  private boolean isOf(byte[] cell) {
    return Num.isSame(cell, CafeTickChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
  }

  /** Walks the chain of this cell to the value of the count at `spent`, and keeps values on the way as its method wants. */
  void seek(byte[] cell, byte[] spent, short spentAt) {
    byte method = cell[CafeTickChain.METHOD];
    short size = isSegmented(method) ? segmentSize(Util.getShort(cell, (short) (CafeTickChain.LIMIT + 2))) : 0;
    begin(cell, spent, spentAt);
    toOther(cell, spent, spentAt, next, WANTED);
    while (!chain.isAt(next, WANTED)) {
      chain.copyIndex(next, (short) 0);
      setNext(method, size);
      chain.walkTo(next, (short) 0);
      push(cell);
    }
  }

  /** To the index from the secret, keeping nothing. */
  void walk(byte[] cell, byte[] wanted, short wantedAt) {
    beginAtSecret(cell);
    chain.walkTo(wanted, wantedAt);
  }

  /** The index of a count, and the count of an index. */
  private static void toOther(byte[] cell, byte[] number, short numberAt, byte[] to, short at) {
    Util.arrayCopyNonAtomic(cell, CafeTickChain.LIMIT, to, at, INDEX_BYTES);
    Num.subtract(to, at, number, numberAt);
  }

  /**
   * From the highest value that is not above the wanted one, or from the secret. Ticks go down; whoever goes up again,
   * after a reset inside a batch, starts anew, since what is kept for lower ticks would fill the stack.
   */
  private void begin(byte[] cell, byte[] spent, short spentAt) {
    short top = -1;
    if (isOf(cell)) {
      top = highest(spent, spentAt);
    } else {
      Util.arrayCopyNonAtomic(cell, CafeTickChain.TX_COUNTER, owner, (short) 0, INDEX_BYTES);
    }
    used[0] = (short) (top + (top < 0 ? (short) 1 : ENTRY_BYTES));
    if (top < 0) {
      beginAtSecret(cell);
    } else {
      chain.setChain(cell, CafeTickChain.ID);
      toOther(cell, kept, top, next, (short) 0);
      chain.setIndex(next, (short) 0);
      chain.setValue(kept, (short) (top + INDEX_BYTES));
    }
  }

  /** Where the highest value not above that of this count is kept; -1 for none, or where all are below it. */
  private short highest(byte[] spent, short spentAt) {
    short at = (short) (used[0] - ENTRY_BYTES);
    if (at < 0) return -1;
    byte order = Num.compare(spent, spentAt, kept, at);
    if (order < 0) return -1;
    while (order > 0) {
      at -= ENTRY_BYTES;
      if (at < 0) return -1;
      order = Num.compare(spent, spentAt, kept, at);
    }
    return at;
  }

  private void beginAtSecret(byte[] cell) {
    chain.setChain(cell, CafeTickChain.ID);
    chain.setIndexZero();
    chain.setValue(cell, CafeTickChain.SECRET);
  }

  /** `next` holds where the chain stands, and gets the next index whose value is to be kept. */
  private void setNext(byte method, short size) {
    if (method == SEED_ONLY) {
      Util.arrayCopyNonAtomic(next, WANTED, next, (short) 0, INDEX_BYTES);
    } else if (method == PEBBLES) {
      Util.arrayCopyNonAtomic(next, WANTED, next, DISTANCE, INDEX_BYTES);
      Num.subtract(next, DISTANCE, next, (short) 0);
      Num.halveUp(next, DISTANCE, INDEX_BYTES);
      Num.add(next, (short) 0, next, DISTANCE, INDEX_BYTES);
    } else if (method == STORE_ALL) {
      Num.increment(next, (short) 0, INDEX_BYTES);
    } else {
      short from = Util.getShort(next, (short) 2); // such chains are shorter than 1,000
      Util.setShort(next, (short) 2, segmentEnd(from, Util.getShort(next, (short) (WANTED + 2)), size));
    }
  }

  /** The start of the next segment up to that of the wanted value, and in it every value. */
  private static short segmentEnd(short from, short wanted, short size) {
    short last = (short) (wanted - wanted % size);
    return from < last ? (short) (from - from % size + size) : (short) (from + 1);
  }

  private void push(byte[] cell) {
    short at = used[0];
    toOther(cell, chain.block, ChainSteps.INDEX, kept, at);
    used[0] = chain.copyValue(kept, (short) (at + INDEX_BYTES));
  }

  static boolean isSegmented(byte method) {
    return method == CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_SQUARE_ROOT
        || method == CafeTickLayouts.CAFE_TICK_CHAIN_TRAVERSAL_SMOOTH_SQUARE_ROOT;
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
