// The curve P-256 (FIPS 186-4, D.1.2.3) for keys that do not bring their curve, and signatures as the pair r, s of 64
// bytes that the protocols use, out of the DER that Java Card gives.
package tickbench;

import javacard.framework.Util;
import javacard.security.ECKey;

final class P256 {
  static final short SCALAR_BYTES = 32;
  static final short SIGNATURE_BYTES = 64;
  /** SEQUENCE of two INTEGERs of up to 33 bytes. */
  static final short MOST_DER = 72;

  private static final byte[] P = {
    -1, -1, -1, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  };
  private static final byte[] A = {
    -1, -1, -1, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -4,
  };
  private static final byte[] B = {
    0x5a, (byte) 0xc6, 0x35, (byte) 0xd8, (byte) 0xaa, 0x3a, (byte) 0x93, (byte) 0xe7,
    (byte) 0xb3, (byte) 0xeb, (byte) 0xbd, 0x55, 0x76, (byte) 0x98, (byte) 0x86, (byte) 0xbc,
    0x65, 0x1d, 0x06, (byte) 0xb0, (byte) 0xcc, 0x53, (byte) 0xb0, (byte) 0xf6,
    0x3b, (byte) 0xce, 0x3c, 0x3e, 0x27, (byte) 0xd2, 0x60, 0x4b,
  };
  private static final byte[] G = {
    0x04,
    0x6b, 0x17, (byte) 0xd1, (byte) 0xf2, (byte) 0xe1, 0x2c, 0x42, 0x47,
    (byte) 0xf8, (byte) 0xbc, (byte) 0xe6, (byte) 0xe5, 0x63, (byte) 0xa4, 0x40, (byte) 0xf2,
    0x77, 0x03, 0x7d, (byte) 0x81, 0x2d, (byte) 0xeb, 0x33, (byte) 0xa0,
    (byte) 0xf4, (byte) 0xa1, 0x39, 0x45, (byte) 0xd8, (byte) 0x98, (byte) 0xc2, (byte) 0x96,
    0x4f, (byte) 0xe3, 0x42, (byte) 0xe2, (byte) 0xfe, 0x1a, 0x7f, (byte) 0x9b,
    (byte) 0x8e, (byte) 0xe7, (byte) 0xeb, 0x4a, 0x7c, 0x0f, (byte) 0x9e, 0x16,
    0x2b, (byte) 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, (byte) 0xce,
    (byte) 0xcb, (byte) 0xb6, 0x40, 0x68, 0x37, (byte) 0xbf, 0x51, (byte) 0xf5,
  };
  private static final byte[] N = {
    -1, -1, -1, -1, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1,
    (byte) 0xbc, (byte) 0xe6, (byte) 0xfa, (byte) 0xad, (byte) 0xa7, 0x17, (byte) 0x9e, (byte) 0x84,
    (byte) 0xf3, (byte) 0xb9, (byte) 0xca, (byte) 0xc2, (byte) 0xfc, 0x63, 0x25, 0x51,
  };

  private P256() {}

  static void setCurve(ECKey key) {
    key.setFieldFP(P, (short) 0, (short) P.length);
    key.setA(A, (short) 0, (short) A.length);
    key.setB(B, (short) 0, (short) B.length);
    key.setG(G, (short) 0, (short) G.length);
    key.setR(N, (short) 0, (short) N.length);
    key.setK((short) 1);
  }

  /** r and s of the DER at `at`, into 64 bytes elsewhere. */
  static void plainSignature(byte[] der, short at, byte[] out, short outAt) {
    short r = (short) (at + 2); // SEQUENCE, length: below 128 for this curve
    short s = (short) (r + 2 + der[(short) (r + 1)]);
    integer(der, r, out, outAt);
    integer(der, s, out, (short) (outAt + SCALAR_BYTES));
  }

  private static void integer(byte[] der, short at, byte[] out, short outAt) {
    short length = der[(short) (at + 1)];
    short from = (short) (at + 2);
    if (length > SCALAR_BYTES) {
      from++; // the zero before a high bit
      length = SCALAR_BYTES;
    }
    short zeros = (short) (SCALAR_BYTES - length);
    Util.arrayFillNonAtomic(out, outAt, zeros, (byte) 0);
    Util.arrayCopyNonAtomic(der, from, out, (short) (outAt + zeros), length);
  }
}
