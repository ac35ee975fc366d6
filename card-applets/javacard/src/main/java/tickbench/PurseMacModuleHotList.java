// The purses that the seller's module refuses (UPDATE PSAM PARAMETER): the newest list that the acquirer has MACed.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

final class PurseMacModuleHotList {
  private static final short COUNT_BYTES = 2;
  private static final short ID_BYTES = SharedLayouts.PURCHASE_OFFER_IEP_ID_BYTES;
  private static final short PURSES = (short) (Num.U32 + COUNT_BYTES);
  /** The longest list as it comes, with its preamble. */
  static final short MOST_BYTES =
      (short) (PurseMacModuleLayouts.HOT_LIST_PURSES + COUNT_BYTES + PurseMacModuleLayouts.HOT_LIST_PURSES_MOST * ID_BYTES);

  /** Without its preamble's bytes: version, count, purses. */
  private final byte[] list = new byte[(short) (MOST_BYTES - PurseMacModuleLayouts.HOT_LIST_VERSION)];

  boolean has(byte[] iepId, short idAt) {
    short count = Util.getShort(list, Num.U32);
    for (short i = 0; i < count; i++) {
      if (Num.isSame(list, (short) (PURSES + i * ID_BYTES), iepId, idAt, ID_BYTES)) return true;
    }
    return false;
  }

  /** Reads a list at the beginning of the data; its MAC follows. Gives the list's length. */
  static short read(Fields fields) {
    fields.preamble(PurseMacModuleLayouts.HOT_LIST_TYPE);
    fields.fixed(Num.U32);
    short purses = (short) (fields.count(PurseMacModuleLayouts.HOT_LIST_PURSES_MOST) * ID_BYTES);
    short length = (short) (fields.fixed(purses) + purses);
    fields.fixed(Cmac.SIGNATURE_BYTES);
    fields.end();
    return length;
  }

  /** Takes a list whose MAC is right, in one atomic write. The same list again changes nothing. */
  void replace(byte[] newer, short length) {
    short version = PurseMacModuleLayouts.HOT_LIST_VERSION;
    byte order = Num.compare(newer, version, list, (short) 0);
    if (order < 0) ISOException.throwIt(PurseMacModuleCommands.SW_LIST_OLD);
    if (order > 0) Util.arrayCopy(newer, version, list, (short) 0, (short) (length - version));
  }
}
