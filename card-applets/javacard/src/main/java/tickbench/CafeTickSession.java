// The count answered last, in RAM: the card forgets it at reset, and then knows only that no more than `paid` ticks
// were answered. Needed where ticks leave the balance in batches.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;

final class CafeTickSession {
  private static final short KNOWN = 0;
  static final short ANSWERED = 1;

  final byte[] ram = JCSystem.makeTransientByteArray((short) (1 + Num.U32), JCSystem.CLEAR_ON_RESET);

  boolean isKnown() {
    return ram[KNOWN] != 0;
  }

  /** A new chain: nothing answered. */
  void begin() {
    Util.arrayFillNonAtomic(ram, ANSWERED, Num.U32, (byte) 0);
    ram[KNOWN] = 1;
  }

  /** Of a chain that is paid tick by tick: what is paid says it all. */
  void forget() {
    ram[KNOWN] = 0;
  }

  void answer(byte[] spent, short at) {
    Util.arrayCopyNonAtomic(spent, at, ram, ANSWERED, Num.U32);
    ram[KNOWN] = 1;
  }

  byte compare(byte[] count, short at) {
    return Num.compare(ram, ANSWERED, count, at);
  }
}
