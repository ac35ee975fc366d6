// What the issuer gives a purse once, at the bureau, and the chain master that the card draws for itself then.
package tickbench;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.ECPrivateKey;
import javacard.security.KeyBuilder;
import javacard.security.RandomData;
import javacard.security.Signature;

final class CafeTickIdentity {
  static final short CARD_ID = SharedLayouts.CARD_CERTIFICATE_CARD_ID;
  static final short CARD_ID_BYTES = SharedLayouts.CARD_CERTIFICATE_CARD_ID_BYTES;
  static final short CURRENCY_BYTES = SharedLayouts.CARD_CERTIFICATE_CURRENCY_BYTES;
  private static final short LENGTH_BYTES = 2;
  private static final short LIMITS_BYTES = CafeTickLayouts.PERSONALISATION_LIMITS_BYTES;
  /** Of a personalisation, behind the certificate. */
  private static final short BEHIND_CERTIFICATE =
      (short) (LENGTH_BYTES + P256.SCALAR_BYTES + Hmac.TAG_BYTES + LIMITS_BYTES + 1 + SharedLayouts.HOLDER_PROTECTION_LENGTH);
  /** 2^20 (src/chain/chain.ts). */
  private static final byte[] LONGEST_CHAIN = {0x00, 0x10, 0x00, 0x00};

  private final RandomData random = RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
  private final ECPrivateKey key =
      (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, KeyBuilder.LENGTH_EC_FP_256, false);
  private final Signature ecdsa = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
  private final byte[] der = JCSystem.makeTransientByteArray(P256.MOST_DER, JCSystem.CLEAR_ON_DESELECT);
  /** A SignedCertificate, as it came. */
  final byte[] certificate;
  final byte[] loadKey = new byte[Hmac.TAG_BYTES];
  final byte[] chainMaster = new byte[Hmac.TAG_BYTES];
  final byte[] limits = new byte[LIMITS_BYTES];
  /** How long the certificate is; 0 until the card is personalised, and written last. */
  private short certificateLength;

  CafeTickIdentity(Variant variant) {
    certificate = new byte[variant.certificateBytes];
  }

  static short mostPersonalisation(Variant variant) {
    return (short) (variant.certificateBytes + BEHIND_CERTIFICATE);
  }

  void require() {
    if (certificateLength == 0) ISOException.throwIt(CafeTickCommands.SW_NOT_PERSONALISED);
  }

  /** Every field is checked before one is kept. A key on another curve is data that this card cannot take. */
  void personalise(Fields fields, byte[] data, HolderGuard guard) {
    short certificateEnd = readCertificate(fields);
    short secret = fields.bytes(P256.SCALAR_BYTES);
    if (fields.lengthAt(secret) != P256.SCALAR_BYTES) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    short loadKeyAt = fields.fixed(Hmac.TAG_BYTES);
    short limitsAt = fields.units();
    fields.fixed(CafeTickLayouts.PURSE_LIMITS_LONGEST_CHAIN_BYTES);
    fields.units();
    boolean isProtected = fields.flag();
    short holder = isProtected ? fields.fixed(SharedLayouts.HOLDER_PROTECTION_WITHOUT_PIN) : (short) 0;
    if (isProtected) fields.units();
    fields.end();
    if (certificateLength != 0) ISOException.throwIt(CafeTickCommands.SW_ALREADY_PERSONALISED);
    refuseLimits(data, limitsAt);
    Util.arrayCopyNonAtomic(data, (short) 0, certificate, (short) 0, certificateEnd);
    P256.setCurve(key);
    key.setS(data, secret, P256.SCALAR_BYTES);
    Util.arrayCopyNonAtomic(data, loadKeyAt, loadKey, (short) 0, Hmac.TAG_BYTES);
    Util.arrayCopyNonAtomic(data, limitsAt, limits, (short) 0, LIMITS_BYTES);
    random.generateData(chainMaster, (short) 0, Hmac.TAG_BYTES);
    guard.protect(data, holder, isProtected);
    certificateLength = certificateEnd;
  }

  /** r and s over the message, 64 bytes. */
  void sign(byte[] message, short length, byte[] to, short at) {
    ecdsa.init(key, Signature.MODE_SIGN);
    ecdsa.sign(message, (short) 0, length, der, (short) 0);
    P256.plainSignature(der, (short) 0, to, at);
  }

  short copyCertificate(byte[] to) {
    return Util.arrayCopyNonAtomic(certificate, (short) 0, to, (short) 0, certificateLength);
  }

  short copyCurrency(byte[] to, short at) {
    return Util.arrayCopyNonAtomic(certificate, currencyAt(), to, at, CURRENCY_BYTES);
  }

  boolean isCard(byte[] data, short at) {
    return Num.isSame(data, at, certificate, CARD_ID, CARD_ID_BYTES);
  }

  boolean isCurrency(byte[] data, short at) {
    return Num.isSame(data, at, certificate, currencyAt(), CURRENCY_BYTES);
  }

  /** Behind the public key. */
  private short currencyAt() {
    short key = SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY;
    return (short) (key + LENGTH_BYTES + Util.getShort(certificate, key));
  }

  /** Gives the offset behind it. */
  private short readCertificate(Fields fields) {
    fields.preamble(SharedLayouts.CARD_CERTIFICATE_TYPE);
    fields.fixed(CARD_ID_BYTES);
    fields.bytes(SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY_MOST);
    fields.currency();
    fields.time();
    short signature = fields.bytes(SharedLayouts.SIGNED_CERTIFICATE_SIGNATURE_MOST);
    short end = (short) (signature + fields.lengthAt(signature));
    if (end > (short) certificate.length) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    return end;
  }

  private static void refuseLimits(byte[] data, short at) {
    short longest = (short) (at + CafeTickLayouts.PURSE_LIMITS_LONGEST_CHAIN);
    boolean zero = Num.isZero(data, (short) (at + CafeTickLayouts.PURSE_LIMITS_LARGEST_BALANCE), Num.U64)
        || Num.isZero(data, longest, Num.U32)
        || Num.isZero(data, (short) (at + CafeTickLayouts.PURSE_LIMITS_LARGEST_CHAIN_VALUE), Num.U64);
    if (zero || Num.compare(data, longest, LONGEST_CHAIN, (short) 0) > 0) {
      ISOException.throwIt(CafeTickCommands.SW_LIMITS_WRONG);
    }
  }
}
