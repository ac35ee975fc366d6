// ECDSA on P-256 with SHA-256: the domain parameters, which a card must be told (FIPS 186-4, D.1.2.3), and signatures as
// r and s in 32 bytes each, where Java Card gives DER.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.ECPrivateKey;
import javacard.security.KeyBuilder;
import javacard.security.Signature;

final class P256 {
  static final short SECRET_KEY_BYTES = 32;
  static final short SIGNATURE_BYTES = 64;

  private static final short HALF = 32;
  /** 30 len 02 len 00 r 02 len 00 s. */
  private static final short LONGEST_DER = 72;
  /** Places of the first integer's length byte in DER: below 128 bytes the lengths have one byte each. */
  private static final short FIRST_LENGTH = 3;

  private static final byte[] FIELD = {
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, (byte) 0xff, (byte) 0xff, (byte) 0xff,
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
    (byte) 0xff, (byte) 0xff,
  };
  private static final byte[] A = {
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, (byte) 0xff, (byte) 0xff, (byte) 0xff,
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
    (byte) 0xff, (byte) 0xfc,
  };
  private static final byte[] B = {
    0x5a, (byte) 0xc6, 0x35, (byte) 0xd8, (byte) 0xaa, 0x3a, (byte) 0x93, (byte) 0xe7, (byte) 0xb3,
    (byte) 0xeb, (byte) 0xbd, 0x55, 0x76, (byte) 0x98, (byte) 0x86, (byte) 0xbc, 0x65, 0x1d, 0x06,
    (byte) 0xb0, (byte) 0xcc, 0x53, (byte) 0xb0, (byte) 0xf6, 0x3b, (byte) 0xce, 0x3c, 0x3e, 0x27,
    (byte) 0xd2, 0x60, 0x4b,
  };
  /** Uncompressed. */
  private static final byte[] G = {
    0x04, 0x6b, 0x17, (byte) 0xd1, (byte) 0xf2, (byte) 0xe1, 0x2c, 0x42, 0x47, (byte) 0xf8,
    (byte) 0xbc, (byte) 0xe6, (byte) 0xe5, 0x63, (byte) 0xa4, 0x40, (byte) 0xf2, 0x77, 0x03, 0x7d,
    (byte) 0x81, 0x2d, (byte) 0xeb, 0x33, (byte) 0xa0, (byte) 0xf4, (byte) 0xa1, 0x39, 0x45,
    (byte) 0xd8, (byte) 0x98, (byte) 0xc2, (byte) 0x96, 0x4f, (byte) 0xe3, 0x42, (byte) 0xe2,
    (byte) 0xfe, 0x1a, 0x7f, (byte) 0x9b, (byte) 0x8e, (byte) 0xe7, (byte) 0xeb, 0x4a, 0x7c, 0x0f,
    (byte) 0x9e, 0x16, 0x2b, (byte) 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, (byte) 0xce, (byte) 0xcb,
    (byte) 0xb6, 0x40, 0x68, 0x37, (byte) 0xbf, 0x51, (byte) 0xf5,
  };
  /** The order of G. */
  private static final byte[] N = {
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x00, 0x00, 0x00, 0x00, (byte) 0xff,
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
    (byte) 0xbc, (byte) 0xe6, (byte) 0xfa, (byte) 0xad, (byte) 0xa7, 0x17, (byte) 0x9e, (byte) 0x84,
    (byte) 0xf3, (byte) 0xb9, (byte) 0xca, (byte) 0xc2, (byte) 0xfc, 0x63, 0x25, 0x51,
  };
  private static final short COFACTOR = 1;

  private final ECPrivateKey key =
      (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, KeyBuilder.LENGTH_EC_FP_256, false);
  private final Signature ecdsa = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
  private final byte[] der = JCSystem.makeTransientByteArray(LONGEST_DER, JCSystem.CLEAR_ON_DESELECT);

  /** Keeps the key, over any reset. */
  void setSecretKey(byte[] bytes, short at) {
    key.setFieldFP(FIELD, (short) 0, (short) FIELD.length);
    key.setA(A, (short) 0, (short) A.length);
    key.setB(B, (short) 0, (short) B.length);
    key.setG(G, (short) 0, (short) G.length);
    key.setR(N, (short) 0, (short) N.length);
    key.setK(COFACTOR);
    key.setS(bytes, at, SECRET_KEY_BYTES);
  }

  /** Writes r and s. Gives the offset behind them. */
  short sign(byte[] message, short at, short length, byte[] signature, short signatureAt) {
    ecdsa.init(key, Signature.MODE_SIGN);
    ecdsa.sign(message, at, length, der, (short) 0);
    short second = integer(FIRST_LENGTH, signature, signatureAt);
    integer((short) (second + 1), signature, (short) (signatureAt + HALF));
    return (short) (signatureAt + SIGNATURE_BYTES);
  }

  /** The DER integer whose length byte is at `lengthAt`, in 32 bytes. Gives the offset behind it. */
  private short integer(short lengthAt, byte[] to, short at) {
    short length = der[lengthAt];
    short from = (short) (lengthAt + 1);
    short next = (short) (from + length);
    if (length > HALF) { // a zero in front keeps it positive
      from++;
      length--;
    }
    short zeros = (short) (HALF - length);
    Util.arrayFillNonAtomic(to, at, zeros, (byte) 0);
    Util.arrayCopyNonAtomic(der, from, to, (short) (at + zeros), length);
    return next;
  }
}
