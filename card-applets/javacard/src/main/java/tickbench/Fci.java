// What SELECT by name answers: FCI, FCP, FMD or nothing, as P2 asks (ISO/IEC 7816-4:2005, 7.1.1, table 40).
package tickbench;

import javacard.framework.APDU;
import javacard.framework.ISO7816;
import javacard.framework.JCSystem;

final class Fci {
  private static final byte INFORMATION = 0x0c;
  private static final byte FCP = 0x04;
  private static final byte FMD = 0x08;
  private static final byte TAG_FCI = 0x6f;
  private static final byte TAG_FCP = 0x62;
  private static final byte TAG_FMD = 0x64;
  private static final byte TAG_DF_NAME = (byte) 0x84;

  private Fci() {}

  /** The template with the name of the selected applet in it, built in the APDU buffer. */
  static void answerSelect(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    byte wanted = (byte) (buffer[ISO7816.OFFSET_P2] & INFORMATION);
    if (wanted == INFORMATION) return;
    byte tag = wanted == FCP ? TAG_FCP : wanted == FMD ? TAG_FMD : TAG_FCI;
    short asked = apdu.setOutgoing();
    byte nameLength = JCSystem.getAID().getBytes(buffer, (short) 4);
    buffer[0] = tag;
    buffer[1] = (byte) (nameLength + 2);
    buffer[2] = TAG_DF_NAME;
    buffer[3] = nameLength;
    short length = (short) (nameLength + 4);
    apdu.setOutgoingLength(asked > 0 && asked < length ? asked : length);
    apdu.sendBytes((short) 0, asked > 0 && asked < length ? asked : length);
  }
}
