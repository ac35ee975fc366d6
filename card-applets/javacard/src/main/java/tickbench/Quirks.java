// What differs from card to card, in one place: the guide beside the sources says which card needs which line changed.
package tickbench;

final class Quirks {
  /** RAM for the echo applet's data, twice. Cards with 2 KiB of RAM and less want 255 here. */
  static final short ECHO_BYTES = 1024;

  /** The longest SignedCertificate: 126 with keys and signatures on P-256, 585 where the issuer signs with RSA-2048. */
  static final short CERTIFICATE_BYTES = 585;

  private Quirks() {}
}
