// What differs from card to card, in one place: README.md beside the sources says which card needs which line changed,
// and how much memory an applet then takes. What a card lacks altogether (HMAC, CMAC) no line is for: it is in Hmac and Cmac.
package tickbench;

import javacard.framework.JCSystem;

final class Quirks {
  /** RAM for the echo applet's data, twice. */
  static final short ECHO_BYTES = 1024;

  /** The longest SignedCertificate: 126 with keys and signatures on P-256, 585 where the issuer signs with RSA-2048. */
  static final short CERTIFICATE_BYTES = 585;

  /** Values of a chain in RAM, 20 bytes each. With fewer, chains that are kept by their square root must be shorter. */
  static final short CHAIN_VALUES_IN_RAM = 64;

  /** Values of a chain in persistent memory, 16 bytes each. With fewer, chains that are stored whole must be shorter. */
  static final short MOST_STORED = 256;

  /** The longest chain whose segments, as long as its square root, fit into RAM: at 64 values 31 * 31. */
  static final short LONGEST_IN_SEGMENTS = 961;

  /** What clears the buffers of commands and answers. Some cards have far less RAM for CLEAR_ON_DESELECT. */
  static final byte BUFFERS_CLEAR_ON = JCSystem.CLEAR_ON_DESELECT;

  private Quirks() {}
}
