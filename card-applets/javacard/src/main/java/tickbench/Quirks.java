// What differs from card to card, in one place: the guide beside the sources says which card needs which line changed.
package tickbench;

final class Quirks {
  /** RAM for the echo applet's data, twice. Cards with 2 KiB of RAM and less want 255 here. */
  static final short ECHO_BYTES = 1024;

  /** The longest SignedCertificate: 126 with keys and signatures on P-256, 585 where the issuer signs with RSA-2048. */
  static final short CERTIFICATE_BYTES = 585;

  /** Values of a chain in RAM, 20 bytes each: more would refuse other chains than the applet in TypeScript does. */
  static final short CHAIN_VALUES_IN_RAM = 64;

  /** Values of a chain in persistent memory, 16 bytes each. Cards with 36 KiB for everything want 128 here. */
  static final short MOST_STORED = 256;

  /** The longest chain whose segments, as long as its square root, fit into RAM: 31 * 31. */
  static final short LONGEST_IN_SEGMENTS = 961;

  private Quirks() {}
}
