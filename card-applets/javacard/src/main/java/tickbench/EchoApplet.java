// The transport baseline: commands that cost a card nothing but the wire (card-applets/echo in TypeScript).
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

public final class EchoApplet extends BaseApplet {
  private static final byte PROPRIETARY = (byte) 0x80;

  private EchoApplet(Variant variant) {
    super(variant.echoBytes, (short) 0, variant);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new EchoApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  protected byte find(byte[] header) {
    if ((header[ISO7816.OFFSET_CLA] & PROPRIETARY) == 0) ISOException.throwIt(ISO7816.SW_CLA_NOT_SUPPORTED);
    byte ins = header[ISO7816.OFFSET_INS];
    boolean known = ins == EchoCommands.INS_ECHO || ins == EchoCommands.INS_SOURCE || ins == EchoCommands.INS_SINK;
    if (!known) ISOException.throwIt(ISO7816.SW_INS_NOT_SUPPORTED);
    return ins;
  }

  protected boolean takesData(byte command) {
    return command != EchoCommands.INS_SOURCE;
  }

  protected short run(byte command, short length) {
    if (command == EchoCommands.INS_SINK) return 0;
    if (command == EchoCommands.INS_SOURCE) return count(parameters());
    return length; // answers where its data are
  }

  /** 00 01 02 ... as many as asked for; lengths from 32,768 on are negative shorts. */
  private short count(short wanted) {
    if (wanted <= 0 || wanted > (short) answer.length) ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    for (short at = 0; at < wanted; at++) answer[at] = (byte) at;
    return wanted;
  }
}
