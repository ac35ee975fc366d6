// Finds a command by its header, as src/card/commands.ts does: 6E00, 6D00 and 6A86 for what is none.
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

final class CommandTable {
  private static final short HEADER_BYTES = 4;
  /** A header and whether data come with it. */
  private static final short ROW_BYTES = 5;

  private CommandTable() {}

  /** The number of the command in a generated table. */
  static byte find(byte[] table, byte[] header) {
    for (short at = 0; at < (short) table.length; at += ROW_BYTES) {
      if (Util.arrayCompare(table, at, header, (short) 0, HEADER_BYTES) == 0) return (byte) (at / ROW_BYTES);
    }
    refuse(table, header[ISO7816.OFFSET_CLA], header[ISO7816.OFFSET_INS]);
    return 0;
  }

  static boolean takesData(byte[] table, byte command) {
    return table[(short) (command * ROW_BYTES + HEADER_BYTES)] != 0;
  }

  private static void refuse(byte[] table, byte cla, byte ins) {
    boolean claKnown = false;
    boolean insKnown = false;
    for (short at = 0; at < (short) table.length; at += ROW_BYTES) {
      claKnown |= table[at] == cla;
      insKnown |= table[(short) (at + ISO7816.OFFSET_INS)] == ins;
    }
    if (!claKnown) ISOException.throwIt(ISO7816.SW_CLA_NOT_SUPPORTED);
    ISOException.throwIt(insKnown ? ISO7816.SW_INCORRECT_P1P2 : ISO7816.SW_INS_NOT_SUPPORTED);
  }
}
