// Finds a command by its header, as src/card/commands.ts does: 6E00, 6D00 and 6A86 for what is none.
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

final class CommandTable {
  private static final short HEADER_BYTES = 4;

  private CommandTable() {}

  /** The number of the command in a generated table of headers. */
  static byte find(byte[] headers, byte cla, byte ins, short p1p2) {
    boolean claKnown = false;
    boolean insKnown = false;
    for (short at = 0; at < (short) headers.length; at += HEADER_BYTES) {
      boolean sameCla = headers[at] == cla;
      boolean sameIns = headers[(short) (at + 1)] == ins;
      if (sameCla && sameIns && Util.getShort(headers, (short) (at + 2)) == p1p2) return (byte) (at / HEADER_BYTES);
      claKnown |= sameCla;
      insKnown |= sameIns;
    }
    if (!claKnown) ISOException.throwIt(ISO7816.SW_CLA_NOT_SUPPORTED);
    ISOException.throwIt(insKnown ? ISO7816.SW_INCORRECT_P1P2 : ISO7816.SW_INS_NOT_SUPPORTED);
    return 0;
  }
}
