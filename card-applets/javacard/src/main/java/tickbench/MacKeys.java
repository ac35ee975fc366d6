// Diversified keys of the symmetric purse (src/payment/purse-mac/keys.ts): a master makes a device's key, a purse's key one
// session key a transaction.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;

final class MacKeys {
  static final byte PURCHASE = 0;

  private static final byte KEY_CONTEXT = 0x56;
  private static final byte SESSION_CONTEXT = 0x57;
  private static final short ID_BYTES = 8;
  private static final short PURPOSE = Fields.PREAMBLE_BYTES;
  private static final short ID = (short) (PURPOSE + 1);
  private static final short KEY_CONTEXT_BYTES = (short) (ID + ID_BYTES);
  private static final short NUMBER = Fields.PREAMBLE_BYTES;
  private static final short SESSION_CONTEXT_BYTES = (short) (NUMBER + Num.U32);

  private final Cmac cmac;
  private final byte[] context = JCSystem.makeTransientByteArray(KEY_CONTEXT_BYTES, JCSystem.CLEAR_ON_DESELECT);

  MacKeys(Cmac cmac) {
    this.cmac = cmac;
  }

  /** The key of one purse or module. */
  void device(byte[] master, short masterAt, byte purpose, byte[] id, short idAt, byte[] key, short keyAt) {
    Fields.preamble(context, (short) 0, KEY_CONTEXT);
    context[PURPOSE] = purpose;
    Util.arrayCopyNonAtomic(id, idAt, context, ID, ID_BYTES);
    cmac.mac(master, masterAt, context, (short) 0, KEY_CONTEXT_BYTES, key, keyAt);
  }

  /** The key of one transaction of a purse; `session` may be where the purse's key is. */
  void session(byte[] key, short keyAt, byte[] number, short numberAt, byte[] session, short sessionAt) {
    Fields.preamble(context, (short) 0, SESSION_CONTEXT);
    Util.arrayCopyNonAtomic(number, numberAt, context, NUMBER, Num.U32);
    cmac.mac(key, keyAt, context, (short) 0, SESSION_CONTEXT_BYTES, session, sessionAt);
  }
}
