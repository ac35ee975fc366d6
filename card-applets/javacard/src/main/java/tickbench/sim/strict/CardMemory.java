// The persistent memory of a strict card, as applets write it: what a transaction changes is kept until it commits and put
// back when it is aborted or the power is lost (runtime environment specification 3.0.4, 7.7), within the commit buffer;
// an array copied atomically outside of one is all written or not at all. The power can be cut before any write.
package tickbench.sim.strict;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import javacard.framework.TransactionException;

final class CardMemory {
  /** What a card keeps beside the bytes of each write: where they belong, and how many. */
  private static final int ENTRY_BYTES = 6;

  private final int capacity;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private boolean inTransaction;
  private int used;
  /** How many writes there were, and the one that the power is cut before; 0 for none. */
  private int writes;
  private int cutBefore;
  private boolean torn;
  /** How often each element of each array was written. */
  private final Map<Object, int[]> wear = new IdentityHashMap<>();

  CardMemory(int capacity) {
    this.capacity = capacity;
  }

  int writes() {
    return writes;
  }

  /** Of the place that was written most. */
  int mostWritten() {
    return wear.values().stream().flatMapToInt(Arrays::stream).max().orElse(0);
  }

  boolean isTorn() {
    return torn;
  }

  void cutBefore(int write) {
    cutBefore = write == 0 ? 0 : writes + write;
  }

  void begin() {
    inTransaction = true;
    used = 0;
  }

  void commit() {
    step();
    undo.clear();
    inTransaction = false;
  }

  /** Puts back what the transaction has changed, the last write first. */
  void abort() {
    while (!undo.isEmpty()) undo.pop().run();
    inTransaction = false;
  }

  void powerUp() {
    if (inTransaction) abort();
    torn = false;
    cutBefore = 0;
  }

  int unused() {
    return inTransaction ? capacity - used : capacity;
  }

  int capacity() {
    return capacity;
  }

  /** Before these elements of an array change, all at once. */
  void beforeAtomic(Object array, int at, int length, int bytes) {
    if (bytes + ENTRY_BYTES > unused()) TransactionException.throwIt(TransactionException.BUFFER_FULL);
    step();
    wear(array, at, length);
    if (!inTransaction) return;
    used += bytes + ENTRY_BYTES;
    Object old = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, at, old, 0, length);
    undo.push(() -> System.arraycopy(old, 0, array, at, length));
  }

  /** Before a field changes: `restore` gives it its old value. */
  void beforeField(int bytes, Runnable restore) {
    if (bytes + ENTRY_BYTES > unused()) TransactionException.throwIt(TransactionException.BUFFER_FULL);
    step();
    if (!inTransaction) return;
    used += bytes + ENTRY_BYTES;
    undo.push(restore);
  }

  /** Before a write that no transaction covers. False when the power goes in its middle: half of it is to be done, then `cut`. */
  boolean isWhole(Object array, int at, int length) {
    wear(array, at, length);
    return ++writes != cutBefore;
  }

  private void wear(Object array, int at, int length) {
    int[] places = wear.computeIfAbsent(array, (each) -> new int[Array.getLength(each)]);
    for (int place = at; place < at + length; place++) places[place]++;
  }

  void cut() {
    torn = true;
    throw new PowerLost();
  }

  private void step() {
    if (++writes == cutBefore) cut();
  }
}
