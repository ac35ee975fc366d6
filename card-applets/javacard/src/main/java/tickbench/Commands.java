// Which of an applet's declared commands this is, by its header (src/card/commands.ts, parserOf).
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

final class Commands {
  private static final short HEADER_BYTES = 4;

  private Commands() {}

  /** The command's number. An unknown class, instruction or pair of parameters is refused, in this order. */
  static byte numberOf(byte[] headers, byte cla, byte ins, short p1p2) {
    boolean classKnown = false;
    boolean instructionKnown = false;
    for (short at = 0; at < headers.length; at += HEADER_BYTES) {
      boolean sameClass = headers[at] == cla;
      boolean sameInstruction = headers[(short) (at + 1)] == ins;
      if (sameClass && sameInstruction && Util.getShort(headers, (short) (at + 2)) == p1p2) {
        return (byte) (at / HEADER_BYTES);
      }
      classKnown |= sameClass;
      instructionKnown |= sameInstruction;
    }
    if (!classKnown) ISOException.throwIt(CommonStatus.SW_CLA_UNKNOWN);
    ISOException.throwIt(instructionKnown ? CommonStatus.SW_WRONG_PARAMETERS : CommonStatus.SW_INS_UNKNOWN);
    return 0;
  }
}
