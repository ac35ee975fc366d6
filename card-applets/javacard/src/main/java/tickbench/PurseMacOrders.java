// What DEBIT and CREDIT have in common: the checks of an order (src/payment/purse-mac/purse.ts, refuseOrder), the keys of a
// transaction, the record that is made of it, and the S3 that answers it.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

final class PurseMacOrders {
  private static final short ID_BYTES = PurseMacLayouts.IEP_PERSONALISATION_IEP_ID_BYTES;
  private static final short CURRENCY = PurseMacLayouts.IEP_PERSONALISATION_CURRENCY;
  /** Place of the type in a structure's preamble. */
  private static final short TYPE = 4;

  /** The order, from its first byte. */
  private final byte[] data;
  private final byte[] identity;
  final Cmac cmac = new Cmac();
  final MacKeys keys = new MacKeys(cmac);
  final PurseMacLog log = new PurseMacLog();
  /** The record that is made. */
  final byte[] record = JCSystem.makeTransientByteArray(PurseMacLog.RECORD_BYTES, JCSystem.CLEAR_ON_DESELECT);
  /** The session key of the transaction at hand. */
  final byte[] key = JCSystem.makeTransientByteArray(Cmac.KEY_BYTES, JCSystem.CLEAR_ON_DESELECT);

  PurseMacOrders(byte[] data, byte[] identity) {
    this.data = data;
    this.identity = identity;
  }

  /**
   * Whether the order has the number of the newest record, which is in `record` then. Else it must have the next number, and
   * `record` is the newest one under that number. Any other order is refused.
   */
  boolean isRepeated(short id, short number, short currency, short units) {
    if (!Num.isSame(data, id, identity, (short) 0, ID_BYTES)) ISOException.throwIt(PurseMacCommands.SW_OTHER_IEP);
    if (!Num.isSame(data, currency, identity, CURRENCY, Fields.CURRENCY_BYTES)) {
      ISOException.throwIt(PurseMacCommands.SW_CURRENCY_WRONG);
    }
    if (Num.isZero(data, units, Num.U64)) ISOException.throwIt(PurseMacCommands.SW_AMOUNT_ZERO);
    log.copyNewest(record);
    boolean zero = Num.isZero(data, number, Num.U32);
    if (!zero && Num.isSame(data, number, record, (short) 0, Num.U32)) return true;
    boolean over = Num.increment(record, (short) 0, Num.U32) != 0;
    if (zero || over || !Num.isSame(data, number, record, (short) 0, Num.U32)) {
      ISOException.throwIt(PurseMacCommands.SW_OTHER_NUMBER);
    }
    return false;
  }

  /** S2: derives the session key and checks the MAC behind the order. */
  void requireSigned(short keyAt, short number, short length) {
    keys.session(identity, keyAt, data, number, key, (short) 0);
    if (!cmac.isSigned(key, (short) 0, data, (short) 0, length)) ISOException.throwIt(PurseMacCommands.SW_ORDER_FORGED);
  }

  /** Whether `record` is of a load of so much. */
  boolean isLoadOf(short units) {
    return PurseMacMessages.isLoad(record) && hasUnits(units);
  }

  /** Whether `record` is of this purchase. */
  boolean isPurchaseOf(short psam, short units) {
    short paid = PurseMacLayouts.IEP_RECORD_PSAM_ID;
    return !PurseMacMessages.isLoad(record)
        && hasUnits(units)
        && Num.isSame(record, paid, data, psam, (short) (ID_BYTES + Num.U32));
  }

  private boolean hasUnits(short units) {
    return Num.isSame(record, PurseMacLayouts.IEP_RECORD_UNITS, data, units, Num.U64);
  }

  /** One atomic write: the transaction. */
  void commit(short units) {
    Util.arrayCopyNonAtomic(data, units, record, PurseMacLayouts.IEP_RECORD_UNITS, Num.U64);
    log.append(record);
  }

  /** S3: what was ordered, under the type of what is done. */
  short done(byte type, short length, byte[] answer) {
    data[TYPE] = type;
    return cmac.sign(key, (short) 0, data, (short) 0, length, answer, (short) 0);
  }
}
