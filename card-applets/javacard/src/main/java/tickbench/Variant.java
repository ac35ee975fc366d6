// How much memory an applet takes, as INSTALL says: lean where it says nothing. README.md beside the sources has the table
// of the parameters. And the answers of an INSTALL that fails: a missing algorithm, too little memory, wrong parameters.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.SystemException;
import javacard.framework.TransactionException;
import javacard.framework.Util;
import javacard.security.CryptoException;

final class Variant {
  /** The flags of the first byte. */
  static final byte FULL = 0x01;
  static final byte BUFFERS_ON_RESET = 0x02;

  /** Places of the parameters: flags, values in RAM, values stored, bytes of an echo. */
  private static final short VALUES = 1;
  private static final short STORED = 2;
  private static final short ECHO = 4;
  private static final short BYTES = 6;

  private static final short SW_NOT_ENOUGH_MEMORY = 0x6a84;
  /** Pebbles of the longest chain, 2^20 ticks. */
  private static final short FEWEST_VALUES = 22;
  /** All of them in one array. */
  private static final short MOST_STORED = 2047;
  private static final short MOST_ECHO = 1024;

  /** RAM for the echo applet's data. */
  final short echoBytes;
  /** The longest SignedCertificate: 126 with keys and signatures on P-256, 585 where the issuer signs with RSA-2048. */
  final short certificateBytes;
  /** Values of a chain in RAM, 20 bytes each. */
  final short valuesInRam;
  /** Values of a chain in persistent memory, 16 bytes each. */
  final short mostStored;
  /** What clears the buffers of commands and answers: some cards have far less RAM for CLEAR_ON_DESELECT. */
  final byte buffersClearOn;

  /**
   * From the parameters of `install`: lengths before the instance's AID, the control information and what is ours. Some
   * runtimes end before ours, or before the control information.
   */
  Variant(byte[] parameters, short offset, byte bytes) {
    short end = (short) (offset + (bytes & 0xff));
    short at = (short) (offset + 1 + parameters[offset]);
    if (at < end) at += (short) (1 + (parameters[at] & 0xff));
    short length = at < end ? parameters[at] : 0;
    at++;
    if ((short) (at + length) > end && length > 0) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    if (length < 0 || length > BYTES || length == (short) (STORED + 1) || length == (short) (ECHO + 1)) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    byte flags = length == 0 ? 0 : parameters[at];
    if ((flags & ~(FULL | BUFFERS_ON_RESET)) != 0) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    boolean full = (flags & FULL) != 0;
    echoBytes = length > ECHO ? Util.getShort(parameters, (short) (at + ECHO)) : MOST_ECHO;
    certificateBytes = full ? (short) 585 : (short) 126;
    valuesInRam = length > VALUES ? (short) (parameters[(short) (at + VALUES)] & 0xff) : full ? (short) 64 : (short) 32;
    mostStored = length > STORED ? Util.getShort(parameters, (short) (at + STORED)) : full ? (short) 256 : (short) 128;
    boolean stored = mostStored >= 0 && mostStored <= MOST_STORED;
    if (!stored || valuesInRam < FEWEST_VALUES || echoBytes < 1 || echoBytes > MOST_ECHO) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    buffersClearOn = (flags & BUFFERS_ON_RESET) != 0 ? JCSystem.CLEAR_ON_RESET : JCSystem.CLEAR_ON_DESELECT;
  }

  /** Throws the status word of an installation that failed. */
  static void refuse(CardRuntimeException failure) {
    if (failure instanceof CryptoException) ISOException.throwIt(ISO7816.SW_FUNC_NOT_SUPPORTED);
    if (failure instanceof SystemException || failure instanceof TransactionException) {
      ISOException.throwIt(SW_NOT_ENOUGH_MEMORY);
    }
    throw failure;
  }
}
