// What every applet of ours shares: it sees whole commands, as the applets in TypeScript do. Chained parts are joined
// here, long answers wait here for GET RESPONSE (ISO/IEC 7816-4:2005, 5.1.1.1 and 5.1.3), SELECT is answered with the
// FCI. Logical channels are the card's business.
package tickbench;

import javacard.framework.APDU;
import javacard.framework.APDUException;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacardx.apdu.ExtendedLength;

public abstract class BaseApplet extends Applet implements ExtendedLength {
  /** GlobalPlatform's channel bits; which channel it is, is the card's business. */
  private static final byte CHANNEL_BITS = 0x03;
  private static final byte INS_GET_RESPONSE = (byte) 0xc0;
  private static final byte INTERINDUSTRY = 0x00;
  private static final byte BY_NAME = 0x04;
  private static final short SW_LAST_COMMAND_EXPECTED = 0x6883;

  /** Places in `word`. */
  private static final short JOINED = 0;
  private static final short WAITING = 1;
  private static final short SENT = 2;
  private static final short COMMAND = 3;
  private static final short WORDS = 4;

  private static final short HEADER_BYTES = 4;
  /** Places in `header` behind the header itself. */
  private static final short STATE = 4;
  private static final short DATA = 5;

  /** Whether the header is that of the last command, all of whose answer is sent; or of a chain that is open. */
  private static final byte NONE = 0;
  private static final byte KNOWN = 1;
  private static final byte CHAINING = 2;

  /** CLA INS P1 P2 of the command, its class without channel and chaining bits; the state; whether it takes data. */
  private final byte[] header;
  private final short[] word;
  /** The command's data, whole. */
  protected final byte[] data;
  /** The answer's data; in `data` where the applet has no other room. */
  protected final byte[] answer;

  BaseApplet(short mostData, short mostAnswer, Variant variant) {
    header = JCSystem.makeTransientByteArray((short) (DATA + 1), JCSystem.CLEAR_ON_DESELECT);
    word = JCSystem.makeTransientShortArray(WORDS, JCSystem.CLEAR_ON_DESELECT);
    data = JCSystem.makeTransientByteArray(mostData, variant.buffersClearOn);
    answer = mostAnswer == 0 ? data : JCSystem.makeTransientByteArray(mostAnswer, variant.buffersClearOn);
  }

  /** Under the name that INSTALL gives the instance, so that one card can have several. */
  protected final void register(byte[] parameters, short offset) {
    byte length = parameters[offset];
    if (length == 0) register();
    else register(parameters, (short) (offset + 1), length);
  }

  /** The number of the command with this header. Throws the status word for what is none. */
  protected abstract byte find(byte[] header);

  /** Whether a command brings data: only then the card may ask the terminal for them. */
  protected abstract boolean takesData(byte command);

  /** Runs the whole command in `data` and leaves its answer in `answer`. Returns the answer's length. */
  protected abstract short run(byte command, short length);

  /** P1 and P2 of the command. */
  protected final short parameters() {
    return Util.getShort(header, ISO7816.OFFSET_P1);
  }

  /** A command with the header of the one before, as a tick has that follows a tick, is not looked up again. */
  public void process(APDU apdu) {
    if (selectingApplet()) {
      header[STATE] = NONE;
      word[WAITING] = 0;
      Fci.answerSelect(apdu);
      return;
    }
    byte[] buffer = apdu.getBuffer();
    short joined = 0;
    if (header[STATE] != KNOWN || Util.arrayCompare(buffer, (short) 0, header, (short) 0, HEADER_BYTES) != 0) {
      if (isSelectByName(buffer)) ISOException.throwIt(ISO7816.SW_FILE_NOT_FOUND);
      if (isGetResponse(buffer)) {
        sendWaiting(apdu);
        return;
      }
      word[WAITING] = 0;
      joined = begin(apdu);
      if (header[STATE] == CHAINING) {
        word[JOINED] = header[DATA] == 0 ? joined : receive(apdu, joined);
        return;
      }
    }
    if (header[DATA] != 0) joined = receive(apdu, joined);
    short length = run((byte) word[COMMAND], joined);
    if (length > 0) send(apdu, (short) 0, length);
  }

  /** A name that the card does not know: the runtime hands that SELECT to the applet that is selected (JCRE 3.0.4, 4.6). */
  private static boolean isSelectByName(byte[] buffer) {
    return buffer[ISO7816.OFFSET_INS] == ISO7816.INS_SELECT
        && isInterindustry(buffer)
        && buffer[ISO7816.OFFSET_P1] == BY_NAME;
  }

  private boolean isGetResponse(byte[] buffer) {
    return buffer[ISO7816.OFFSET_INS] == INS_GET_RESPONSE && isInterindustry(buffer) && header[STATE] != CHAINING;
  }

  private static boolean isInterindustry(byte[] buffer) {
    return (byte) (buffer[ISO7816.OFFSET_CLA] & ~CHANNEL_BITS) == INTERINDUSTRY;
  }

  /** Finds the command, or goes on with the chain that is open. Gives how many bytes the chain has brought. */
  private short begin(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    boolean more = apdu.isCommandChainingCLA();
    byte cla = (byte) (buffer[ISO7816.OFFSET_CLA] & ~CHANNEL_BITS);
    buffer[ISO7816.OFFSET_CLA] = more ? (byte) (cla & ~0x10) : cla;
    short joined = 0;
    if (header[STATE] == CHAINING) {
      header[STATE] = NONE;
      if (!Num.isSame(buffer, (short) 0, header, (short) 0, HEADER_BYTES)) ISOException.throwIt(SW_LAST_COMMAND_EXPECTED);
      joined = word[JOINED];
    } else {
      header[STATE] = NONE;
      byte command = find(buffer);
      word[COMMAND] = command;
      header[DATA] = takesData(command) ? (byte) 1 : (byte) 0;
      Util.arrayCopyNonAtomic(buffer, (short) 0, header, (short) 0, HEADER_BYTES);
    }
    header[STATE] = more ? CHAINING : KNOWN;
    return joined;
  }

  /**
   * Adds the command's data to what the chain has brought. Where data may come and none did, the runtime refuses to
   * receive any: then there are none.
   */
  private short receive(APDU apdu, short joined) {
    short received;
    try {
      received = apdu.setIncomingAndReceive();
    } catch (APDUException none) {
      return joined;
    }
    short from = apdu.getOffsetCdata();
    while (received > 0) {
      if (received > (short) (data.length - joined)) {
        header[STATE] = NONE;
        ISOException.throwIt(CommonStatus.SW_WRONG_DATA); // longer than any layout of this applet
      }
      joined = Util.arrayCopyNonAtomic(apdu.getBuffer(), from, data, joined, received);
      from = 0;
      received = apdu.receiveBytes(from);
    }
    return joined;
  }

  private void sendWaiting(APDU apdu) {
    short left = word[WAITING];
    if (left == 0) ISOException.throwIt(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    send(apdu, word[SENT], left);
    word[WAITING] = 0; // all is sent, else `send` has thrown
  }

  /** As much as was asked for; the rest waits. */
  private void send(APDU apdu, short from, short left) {
    short asked = apdu.setOutgoing();
    short length = asked > 0 && asked < left ? asked : left;
    apdu.setOutgoingLength(length);
    apdu.sendBytesLong(answer, from, length);
    if (length == left) return;
    left -= length;
    header[STATE] = NONE; // so that whatever comes next is looked at, and forgets what waits
    word[WAITING] = left;
    word[SENT] = (short) (from + length);
    ISOException.throwIt((short) (ISO7816.SW_BYTES_REMAINING_00 | (left < 0x100 ? left : 0)));
  }
}
