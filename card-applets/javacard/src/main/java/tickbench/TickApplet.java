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

public abstract class TickApplet extends Applet implements ExtendedLength {
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
  /** Place in `header` of the flag that a chain is open. */
  private static final short CHAINING = 4;

  /** CLA INS P1 P2 of the command, its class without channel and chaining bits; then the flag. */
  private final byte[] header;
  private final short[] word;
  /** The command's data, whole. */
  protected final byte[] data;
  /** The answer's data; in `data` where the applet has no other room. */
  protected final byte[] answer;

  TickApplet(short mostData, short mostAnswer, Variant variant) {
    header = JCSystem.makeTransientByteArray((short) (HEADER_BYTES + 1), JCSystem.CLEAR_ON_DESELECT);
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

  /** The number of the command with this header, which may be the last one. Throws the status word for what is none. */
  protected abstract byte find(byte[] header, byte last);

  /** Whether a command brings data: only then the card may ask the terminal for them. */
  protected abstract boolean takesData(byte command);

  /** Runs the whole command in `data` and leaves its answer in `answer`. Returns the answer's length. */
  protected abstract short run(byte command, short length);

  /** P1 and P2 of the command. */
  protected final short parameters() {
    return Util.getShort(header, ISO7816.OFFSET_P1);
  }

  public void process(APDU apdu) {
    if (selectingApplet()) {
      word[JOINED] = 0;
      header[CHAINING] = 0;
      word[WAITING] = 0;
      Fci.answerSelect(apdu);
      return;
    }
    byte[] buffer = apdu.getBuffer();
    byte ins = buffer[ISO7816.OFFSET_INS];
    if (ins == ISO7816.INS_SELECT && isSelectByName(buffer)) ISOException.throwIt(ISO7816.SW_FILE_NOT_FOUND);
    if (ins == INS_GET_RESPONSE && isGetResponse(buffer)) {
      send(apdu);
      return;
    }
    word[WAITING] = 0;
    if (!join(apdu)) return;
    word[WAITING] = run((byte) word[COMMAND], word[JOINED]);
    word[SENT] = 0;
    if (word[WAITING] > 0) send(apdu);
  }

  /** A name that the card does not know: the runtime hands that SELECT to the applet that is selected (JCRE 3.0.4, 4.6). */
  private boolean isSelectByName(byte[] buffer) {
    byte cla = (byte) (buffer[ISO7816.OFFSET_CLA] & ~CHANNEL_BITS);
    return cla == INTERINDUSTRY && buffer[ISO7816.OFFSET_P1] == BY_NAME;
  }

  private boolean isGetResponse(byte[] buffer) {
    byte cla = (byte) (buffer[ISO7816.OFFSET_CLA] & ~CHANNEL_BITS);
    return cla == INTERINDUSTRY && header[CHAINING] == 0;
  }

  /** Adds the command's data to what the chain has brought. False while more parts are to come. */
  private boolean join(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    boolean more = apdu.isCommandChainingCLA();
    byte cla = (byte) (buffer[ISO7816.OFFSET_CLA] & ~CHANNEL_BITS);
    buffer[ISO7816.OFFSET_CLA] = more ? (byte) (cla & ~0x10) : cla;
    if (header[CHAINING] == 0) {
      word[JOINED] = 0;
      word[COMMAND] = find(buffer, (byte) word[COMMAND]);
      Util.arrayCopyNonAtomic(buffer, (short) 0, header, (short) 0, HEADER_BYTES);
    } else if (!Num.isSame(buffer, (short) 0, header, (short) 0, HEADER_BYTES)) {
      header[CHAINING] = 0;
      ISOException.throwIt(SW_LAST_COMMAND_EXPECTED);
    }
    header[CHAINING] = more ? (byte) 1 : (byte) 0;
    if (takesData((byte) word[COMMAND])) receive(apdu);
    return !more;
  }

  /** Where data may come and none did, the runtime refuses to receive any: then there are none. */
  private void receive(APDU apdu) {
    short received;
    try {
      received = apdu.setIncomingAndReceive();
    } catch (APDUException none) {
      return;
    }
    short from = apdu.getOffsetCdata();
    while (received > 0) {
      short joined = word[JOINED];
      if (received > (short) (data.length - joined)) {
        header[CHAINING] = 0;
        ISOException.throwIt(CommonStatus.SW_WRONG_DATA); // longer than any layout of this applet
      }
      word[JOINED] = Util.arrayCopyNonAtomic(apdu.getBuffer(), from, data, joined, received);
      from = 0;
      received = apdu.receiveBytes(from);
    }
  }

  /** As much as was asked for; the rest waits. */
  private void send(APDU apdu) {
    short left = word[WAITING];
    if (left == 0) ISOException.throwIt(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    short asked = apdu.setOutgoing();
    short length = asked > 0 && asked < left ? asked : left;
    apdu.setOutgoingLength(length);
    apdu.sendBytesLong(answer, word[SENT], length);
    word[SENT] += length;
    left -= length;
    word[WAITING] = left;
    if (left == 0) return;
    ISOException.throwIt((short) (ISO7816.SW_BYTES_REMAINING_00 | (left < 0x100 ? left : 0)));
  }
}
