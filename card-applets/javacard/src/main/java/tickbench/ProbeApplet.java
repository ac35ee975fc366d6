// Single operations of the card, so often in one command (card-applets/probe in TypeScript; src/card/probe-commands.ts). The
// applet's own bytecode is the same at a count of 0, which is the baseline; so data change by one native call, not by a loop.
// An algorithm that the card has not is missing in its command alone.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.TransactionException;
import javacard.framework.Util;
import javacard.security.CryptoException;
import javacard.security.MessageDigest;
import javacard.security.RandomData;

public final class ProbeApplet extends BaseApplet {
  private static final short MOST_BYTES = 512;
  private static final short MOST_REPEATS = 1000;
  private static final short MOST_WRITES = 16;
  private static final short DIGEST_BYTES = 32;
  private static final byte[] MAC_KEY = {
    0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a,
  };

  private final Fields fields;
  private final MessageDigest sha256;
  private final Cmac cmac;
  private final RandomData random;
  private final ProbeSignature signature;
  /** Memory that is written to, and what is put into it and into all operations. */
  private final byte[] area = new byte[MOST_BYTES];
  private final byte[] buffer;
  private final byte[] digest = JCSystem.makeTransientByteArray(DIGEST_BYTES, JCSystem.CLEAR_ON_DESELECT);

  private ProbeApplet(Variant variant) {
    super(ProbeLayouts.TRANSACTION_REQUEST_LENGTH, (short) 0, variant);
    fields = new Fields(data);
    short room = variant.echoBytes < MOST_BYTES ? variant.echoBytes : MOST_BYTES;
    buffer = JCSystem.makeTransientByteArray(room, variant.buffersClearOn);
    MessageDigest hash = null;
    Cmac mac = null;
    RandomData source = null;
    try {
      hash = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
    } catch (CryptoException lacking) {
      hash = null;
    }
    try {
      mac = new Cmac();
    } catch (CryptoException lacking) {
      mac = null;
    }
    try {
      source = RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
    } catch (CryptoException lacking) {
      source = null;
    }
    sha256 = hash;
    cmac = mac;
    random = source;
    signature = new ProbeSignature();
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new ProbeApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  protected byte find(byte[] header) {
    return CommandTable.find(ProbeCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(ProbeCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    fields.begin(length);
    boolean transacts = command == ProbeCommands.PROBE_TRANSACTION;
    fields.fixed(transacts ? ProbeLayouts.TRANSACTION_REQUEST_LENGTH : ProbeLayouts.PROBE_REQUEST_LENGTH);
    fields.end();
    short count = Util.getShort(data, ProbeLayouts.PROBE_REQUEST_COUNT);
    short bytes = Util.getShort(data, ProbeLayouts.PROBE_REQUEST_BYTES);
    short writes = transacts ? (short) (data[ProbeLayouts.TRANSACTION_REQUEST_WRITES] & 0xff) : (short) 1;
    boolean inRange = count >= 0 && count <= MOST_REPEATS && bytes >= 1 && writes >= 1 && writes <= MOST_WRITES;
    if (!inRange || bytes > (short) buffer.length || (short) (bytes * writes) > MOST_BYTES) {
      ISOException.throwIt(ProbeCommands.SW_OUT_OF_RANGE);
    }
    requireAlgorithm(command);
    try {
      repeat(command, count, bytes, writes);
    } catch (TransactionException full) {
      if (JCSystem.getTransactionDepth() != 0) JCSystem.abortTransaction();
      ISOException.throwIt(ProbeCommands.SW_BEYOND_COMMIT);
    }
    return 0;
  }

  private void requireAlgorithm(byte command) {
    boolean there = true;
    if (command == ProbeCommands.PROBE_HASH) there = sha256 != null;
    if (command == ProbeCommands.PROBE_MAC) there = cmac != null;
    if (command == ProbeCommands.PROBE_RANDOM) there = random != null;
    if (command == ProbeCommands.PROBE_SIGN || command == ProbeCommands.PROBE_VERIFY) there = signature.isThere();
    if (!there) ISOException.throwIt(ISO7816.SW_FUNC_NOT_SUPPORTED);
  }

  private void repeat(byte command, short count, short bytes, short writes) {
    if (command == ProbeCommands.PROBE_VERIFY) signature.sign(buffer, bytes);
    for (short done = 0; done < count; done++) {
      switch (command) {
        case ProbeCommands.PROBE_HASH:
          sha256.doFinal(buffer, (short) 0, bytes, digest, (short) 0);
          break;
        case ProbeCommands.PROBE_MAC:
          cmac.mac(MAC_KEY, (short) 0, buffer, (short) 0, bytes, buffer, (short) 0);
          break;
        case ProbeCommands.PROBE_RANDOM:
          random.generateData(buffer, (short) 0, bytes);
          break;
        case ProbeCommands.PROBE_SIGN:
          signature.sign(buffer, bytes);
          break;
        case ProbeCommands.PROBE_VERIFY:
          signature.verify(buffer, bytes);
          break;
        case ProbeCommands.PROBE_WRITE_NON_ATOMIC:
          Util.arrayCopyNonAtomic(changed(bytes), (short) 0, area, (short) 0, bytes);
          break;
        case ProbeCommands.PROBE_WRITE:
          Util.arrayCopy(changed(bytes), (short) 0, area, (short) 0, bytes);
          break;
        default:
          transact(bytes, writes);
      }
    }
  }

  private void transact(short bytes, short writes) {
    changed(bytes);
    JCSystem.beginTransaction();
    for (short at = 0; at < writes; at++) Util.arrayCopy(buffer, (short) 0, area, (short) (at * bytes), bytes);
    JCSystem.commitTransaction();
  }

  /** Memory that is rewritten with what it holds may cost less: the buffer becomes what it was not. */
  private byte[] changed(short bytes) {
    Util.arrayFillNonAtomic(buffer, (short) 0, bytes, (byte) ~area[0]);
    return buffer;
  }
}
