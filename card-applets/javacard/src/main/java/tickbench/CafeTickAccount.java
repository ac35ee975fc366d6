// What moves money, and the log of finished transactions. A command changes a draft in RAM; committing it is one atomic
// write, or one transaction where a log record comes with it. Each commit goes to the next of eight cells, and the highest
// number counts: every tick writes the account, and in one cell it would wear out first.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;

final class CafeTickAccount {
  static final short BALANCE = CafeTickLayouts.CAFE_TICK_ACCOUNT_BALANCE;
  static final short TX_COUNTER = CafeTickLayouts.CAFE_TICK_ACCOUNT_TX_COUNTER;
  static final short PAID = CafeTickLayouts.CAFE_TICK_ACCOUNT_PAID;
  static final short PHASE = CafeTickLayouts.CAFE_TICK_ACCOUNT_PHASE;
  static final short WITHOUT_PIN = CafeTickLayouts.CAFE_TICK_ACCOUNT_WITHOUT_PIN;
  /** Which cell holds the chain opened last: 0 while there is none. Not in the layout: TypeScript has but one. */
  static final short CHAIN_CELL = CafeTickLayouts.CAFE_TICK_ACCOUNT_LENGTH;
  private static final short LOGGED = CafeTickLayouts.CAFE_TICK_ACCOUNT_LOGGED;
  /** The number of the commit: cell `number` mod 8 holds it. */
  private static final short COMMITS = (short) (CHAIN_CELL + 1);
  private static final short COMMITS_LOW = (short) (COMMITS + 2);
  private static final short BYTES = (short) (COMMITS + Num.U32);
  /** A power of two. */
  private static final short CELLS = 8;

  static final byte NEW = CafeTickLayouts.CAFE_TICK_ACCOUNT_PHASE_NEW;
  static final byte LOADED = CafeTickLayouts.CAFE_TICK_ACCOUNT_PHASE_LOADED;
  static final byte OPEN = CafeTickLayouts.CAFE_TICK_ACCOUNT_PHASE_OPEN;
  static final byte CLOSED = CafeTickLayouts.CAFE_TICK_ACCOUNT_PHASE_CLOSED;

  static final short RECORD_BYTES = CafeTickLayouts.LOG_RECORD_LENGTH;
  private static final short RECORDS = 8;

  private final byte[] cells = new byte[(short) (CELLS * BYTES)];
  /** The present account, as it was committed last. */
  final byte[] cell = JCSystem.makeTransientByteArray(BYTES, JCSystem.CLEAR_ON_DESELECT);
  private final boolean[] read = JCSystem.makeTransientBooleanArray((short) 1, JCSystem.CLEAR_ON_DESELECT);
  /** A ring: record `sequence` stands at (sequence - 1) mod 8. */
  final byte[] log = new byte[(short) (RECORDS * RECORD_BYTES)];
  final byte[] draft = JCSystem.makeTransientByteArray(BYTES, JCSystem.CLEAR_ON_DESELECT);

  /** Before every command: finds the present account where RAM does not hold it. */
  void read() {
    if (read[0]) return;
    short newest = 0;
    for (short at = BYTES; at < (short) cells.length; at += BYTES) {
      if (Num.compare(cells, (short) (at + COMMITS), cells, (short) (newest + COMMITS)) > 0) newest = at;
    }
    Util.arrayCopyNonAtomic(cells, newest, cell, (short) 0, BYTES);
    read[0] = true;
  }

  byte phase() {
    return cell[PHASE];
  }

  void begin() {
    Util.arrayCopyNonAtomic(cell, (short) 0, draft, (short) 0, BYTES);
  }

  void commit() {
    write();
    Util.arrayCopyNonAtomic(draft, (short) 0, cell, (short) 0, BYTES);
  }

  /** Counts in the lower word, which seldom carries. */
  private void write() {
    byte[] draft = this.draft;
    short commits = (short) (Util.getShort(draft, COMMITS_LOW) + 1);
    Util.setShort(draft, COMMITS_LOW, commits);
    if (commits == 0) Num.increment(draft, COMMITS, (short) 2);
    short place = (short) ((short) (commits & (CELLS - 1)) * BYTES);
    Util.arrayCopy(draft, (short) 0, cells, place, BYTES);
  }

  /** Commits the draft with a log record, which gets the next sequence number. */
  void commitLogged(byte[] record, short at) {
    Num.increment(draft, LOGGED, Num.U32);
    Util.arrayCopyNonAtomic(draft, LOGGED, record, at, Num.U32);
    short place = placeOf(draft, (short) 0);
    JCSystem.beginTransaction();
    Util.arrayCopy(record, at, log, place, RECORD_BYTES);
    write();
    JCSystem.commitTransaction();
    Util.arrayCopyNonAtomic(draft, (short) 0, cell, (short) 0, BYTES);
  }

  /** Where in the log the record of this age stands; below 0 where there is none. */
  short recordOf(short age) {
    if (age < 0 || age >= RECORDS) return -1;
    boolean fewer = Util.getShort(cell, LOGGED) == 0 && cell[(short) (LOGGED + 2)] == 0
        && (short) (cell[(short) (LOGGED + 3)] & 0xff) <= age;
    return fewer ? -1 : placeOf(cell, age);
  }

  /** Only the last three bits of the sequence matter. */
  private static short placeOf(byte[] account, short age) {
    short slot = (short) ((short) (account[(short) (LOGGED + 3)] - 1 - age) & (RECORDS - 1));
    return (short) (slot * RECORD_BYTES);
  }
}
