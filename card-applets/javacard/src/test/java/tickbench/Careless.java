// An applet that does what no card has to bear, one thing a command: what the strict card is there to find.
package tickbench;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

public class Careless extends Applet {
  static final byte COMPARE = 0x10;
  static final byte RECEIVE = 0x12;
  static final byte ALLOCATE = 0x14;
  static final byte ALLOCATE_RAM = 0x16;
  static final byte MAKE_DIGEST = 0x18;
  static final byte ABORT = 0x20;
  static final byte FORGET = 0x22;
  static final byte THROW = 0x24;
  static final byte COMMIT = 0x26;
  static final byte OVERFILL = 0x28;
  static final byte COPY_MUCH = 0x2a;
  static final byte FILL_RAM = 0x30;
  static final byte READ = 0x40;
  /** In transactions, P1: what is allocated in one is gone when it is aborted. */
  static final byte ALLOCATE_LATE = 0x01;

  static final short RAM_BYTES = 1500;
  private static final byte[] SMALL = {0x7f};
  private static final byte[] LARGE = {(byte) 0x80};

  private final byte[] kept = new byte[600];
  private short field;
  private final byte[] source = new byte[600];
  private final byte[] onReset = JCSystem.makeTransientByteArray((short) 1, JCSystem.CLEAR_ON_RESET);
  private final byte[] onDeselect = JCSystem.makeTransientByteArray(RAM_BYTES, JCSystem.CLEAR_ON_DESELECT);
  /** Made in the constructor, in a transaction where the installer wants that. */
  private final byte[] late;

  protected Careless(boolean inTransaction) {
    for (short at = 0; at < (short) source.length; at++) source[at] = 1;
    if (inTransaction) JCSystem.beginTransaction();
    late = new byte[4];
    if (inTransaction) JCSystem.commitTransaction();
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new Careless(parameters[(short) (offset + length - 1)] == ALLOCATE_LATE).register(parameters, (short) (offset + 1), parameters[offset]);
  }

  @Override
  public void process(APDU apdu) {
    if (selectingApplet()) return;
    byte[] buffer = apdu.getBuffer();
    switch (buffer[ISO7816.OFFSET_INS]) {
      case COMPARE:
        send(apdu, Util.arrayCompare(SMALL, (short) 0, LARGE, (short) 0, (short) 1));
        break;
      case RECEIVE:
        apdu.setIncomingAndReceive();
        break;
      case ALLOCATE:
        send(apdu, (byte) new byte[7].length);
        break;
      case ALLOCATE_RAM:
        JCSystem.makeTransientByteArray((short) 1, JCSystem.CLEAR_ON_RESET);
        break;
      case MAKE_DIGEST:
        MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
        break;
      case FILL_RAM:
        onReset[0] = 1;
        onDeselect[0] = 1;
        break;
      case COPY_MUCH:
        Util.arrayCopy(source, (short) 0, kept, (short) 0, (short) kept.length);
        break;
      case READ:
        read(apdu);
        break;
      default:
        transact(buffer[ISO7816.OFFSET_INS]);
    }
  }

  private void transact(byte ins) {
    JCSystem.beginTransaction();
    kept[0] = 1;
    Util.setShort(kept, (short) 1, (short) 0x0101);
    Util.arrayCopy(source, (short) 0, kept, (short) 3, (short) 4);
    field = 1;
    if (ins == OVERFILL) for (short at = 0; at < 100; at++) kept[at] = 1;
    if (ins == THROW) ISOException.throwIt(ISO7816.SW_UNKNOWN);
    if (ins == ABORT) JCSystem.abortTransaction();
    if (ins == COMMIT) JCSystem.commitTransaction();
  }

  /** Eight bytes of memory, the field, RAM of both kinds. */
  private void read(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    short end = Util.arrayCopyNonAtomic(kept, (short) 0, buffer, (short) 0, (short) 7);
    buffer[end++] = (byte) field;
    buffer[end++] = onReset[0];
    buffer[end++] = onDeselect[0];
    apdu.setOutgoingAndSend((short) 0, end);
  }

  private static void send(APDU apdu, byte value) {
    apdu.getBuffer()[0] = value;
    apdu.setOutgoingAndSend((short) 0, (short) 1);
  }
}
