// Blocking and unblocking by the issuer (src/payment/card-control.ts): orders have a number of their own, which only
// rises, so that an unblocking cannot be played again after the next blocking.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

final class Control {
  /** The last order's number and flag: as they stand in the order. */
  private final byte[] cell = new byte[SharedLayouts.CONTROL_LENGTH];

  boolean isBlocked() {
    return cell[SharedLayouts.CONTROL_BLOCKED] != 0;
  }

  /** Reads an order; its MAC follows. Gives its place. */
  static short read(Fields fields) {
    short at = fields.preamble(SharedLayouts.CONTROL_ORDER_TYPE);
    fields.fixed(SharedLayouts.CONTROL_ORDER_CARD_ID_BYTES);
    fields.fixed(SharedLayouts.CONTROL_ORDER_NUMBER_BYTES);
    fields.flag();
    return at;
  }

  /** Refuses an order for another card and one that is older than the last; the last again is not wrong. */
  void check(byte[] order, short at, byte[] cardId, short cardIdAt, short swOtherCard, short swOrderOld) {
    short idAt = (short) (at + SharedLayouts.CONTROL_ORDER_CARD_ID);
    short idBytes = SharedLayouts.CONTROL_ORDER_CARD_ID_BYTES;
    if (!Num.isSame(order, idAt, cardId, cardIdAt, idBytes)) ISOException.throwIt(swOtherCard);
    short numberAt = (short) (at + SharedLayouts.CONTROL_ORDER_NUMBER);
    if (Num.isSame(order, numberAt, cell, (short) 0, SharedLayouts.CONTROL_LENGTH)) return;
    if (Num.compare(order, numberAt, cell, (short) 0) <= 0) ISOException.throwIt(swOrderOld);
  }

  /** One atomic write; the same order again writes nothing. */
  void obey(byte[] order, short at) {
    short numberAt = (short) (at + SharedLayouts.CONTROL_ORDER_NUMBER);
    if (Num.isSame(order, numberAt, cell, (short) 0, Num.U32)) return;
    Util.arrayCopy(order, numberAt, cell, (short) 0, SharedLayouts.CONTROL_LENGTH);
  }
}
