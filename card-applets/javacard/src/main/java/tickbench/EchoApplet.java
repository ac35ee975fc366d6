// The transport baseline: commands that cost a card nothing but the wire (card-applets/echo in TypeScript).
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

public final class EchoApplet extends TickApplet {
  private static final byte PROPRIETARY = (byte) 0x80;

  private EchoApplet() {
    super(Quirks.ECHO_BYTES, Quirks.ECHO_BYTES);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new EchoApplet().register();
  }

  protected short run(byte cla, byte ins, short p1p2, short length) {
    if ((cla & PROPRIETARY) == 0) ISOException.throwIt(ISO7816.SW_CLA_NOT_SUPPORTED);
    switch (ins) {
      case EchoCommands.INS_ECHO:
        return Util.arrayCopyNonAtomic(data, (short) 0, answer, (short) 0, length);
      case EchoCommands.INS_SOURCE:
        return count(p1p2);
      case EchoCommands.INS_SINK:
        return 0;
      default:
        ISOException.throwIt(ISO7816.SW_INS_NOT_SUPPORTED);
        return 0;
    }
  }

  /** 00 01 02 ... as many as asked for; lengths from 32,768 on are negative shorts. */
  private short count(short wanted) {
    if (wanted <= 0 || wanted > (short) answer.length) ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    for (short at = 0; at < wanted; at++) answer[at] = (byte) at;
    return wanted;
  }
}
