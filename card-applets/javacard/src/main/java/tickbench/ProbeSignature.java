// The probe's signatures: ECDSA on P-256 with a key pair that anybody knows (RFC 6979, A.2.5) and that signs nothing else.
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.security.CryptoException;
import javacard.security.ECPrivateKey;
import javacard.security.ECPublicKey;
import javacard.security.KeyBuilder;
import javacard.security.Signature;

final class ProbeSignature {
  private static final byte[] SECRET = {
    (byte) 0xc9, (byte) 0xaf, (byte) 0xa9, (byte) 0xd8, 0x45, (byte) 0xba, 0x75, 0x16,
    0x6b, 0x5c, 0x21, 0x57, 0x67, (byte) 0xb1, (byte) 0xd6, (byte) 0x93,
    0x4e, 0x50, (byte) 0xc3, (byte) 0xdb, 0x36, (byte) 0xe8, (byte) 0x9b, 0x12,
    0x7b, (byte) 0x8a, 0x62, 0x2b, 0x12, 0x0f, 0x67, 0x21,
  };
  private static final byte[] POINT = {
    0x04,
    0x60, (byte) 0xfe, (byte) 0xd4, (byte) 0xba, 0x25, 0x5a, (byte) 0x9d, 0x31,
    (byte) 0xc9, 0x61, (byte) 0xeb, 0x74, (byte) 0xc6, 0x35, 0x6d, 0x68,
    (byte) 0xc0, 0x49, (byte) 0xb8, (byte) 0x92, 0x3b, 0x61, (byte) 0xfa, 0x6c,
    (byte) 0xe6, 0x69, 0x62, 0x2e, 0x60, (byte) 0xf2, (byte) 0x9f, (byte) 0xb6,
    0x79, 0x03, (byte) 0xfe, 0x10, 0x08, (byte) 0xb8, (byte) 0xbc, (byte) 0x99,
    (byte) 0xa4, 0x1a, (byte) 0xe9, (byte) 0xe9, 0x56, 0x28, (byte) 0xbc, 0x64,
    (byte) 0xf2, (byte) 0xf1, (byte) 0xb2, 0x0c, 0x2d, 0x7e, (byte) 0x9f, 0x51,
    0x77, (byte) 0xa3, (byte) 0xc2, (byte) 0x94, (byte) 0xd4, 0x46, 0x22, (byte) 0x99,
  };

  private final ECPrivateKey secretKey;
  private final ECPublicKey publicKey;
  /** Null where the card has no such algorithm. */
  private final Signature ecdsa;
  private final byte[] der = JCSystem.makeTransientByteArray(P256.MOST_DER, JCSystem.CLEAR_ON_DESELECT);
  private final short[] length = JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_DESELECT);

  ProbeSignature() {
    Signature algorithm = null;
    ECPrivateKey secret = null;
    ECPublicKey point = null;
    try {
      algorithm = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
      secret = (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, KeyBuilder.LENGTH_EC_FP_256, false);
      point = (ECPublicKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PUBLIC, KeyBuilder.LENGTH_EC_FP_256, false);
      P256.setCurve(secret);
      P256.setCurve(point);
      secret.setS(SECRET, (short) 0, (short) SECRET.length);
      point.setW(POINT, (short) 0, (short) POINT.length);
    } catch (CryptoException lacking) {
      algorithm = null;
    }
    ecdsa = algorithm;
    secretKey = secret;
    publicKey = point;
  }

  boolean isThere() {
    return ecdsa != null;
  }

  void sign(byte[] message, short bytes) {
    ecdsa.init(secretKey, Signature.MODE_SIGN);
    length[0] = ecdsa.sign(message, (short) 0, bytes, der, (short) 0);
  }

  /** What was signed last; the card is faulty where that is wrong. */
  void verify(byte[] message, short bytes) {
    ecdsa.init(publicKey, Signature.MODE_VERIFY);
    boolean right = ecdsa.verify(message, (short) 0, bytes, der, (short) 0, length[0]);
    if (!right) ISOException.throwIt(ISO7816.SW_UNKNOWN);
  }
}
