// The card that signs each payment under a counter and keeps the last one, so that a retry repeats it
// (src/payment/card-signature/SPEC.md 3). ECDSA on P-256 only: another key is data that this card cannot take.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.ECPrivateKey;
import javacard.security.KeyBuilder;
import javacard.security.Signature;

public final class CardSignatureApplet extends BaseApplet {
  private static final short LENGTH_BYTES = 2;
  /** Of a personalisation, behind the certificate. */
  private static final short BEHIND_CERTIFICATE = (short) (LENGTH_BYTES + P256.SCALAR_BYTES + Num.U64);

  private static final short PAYMENT_BYTES = CardSignatureLayouts.CARD_PAYMENT_LENGTH;
  private static final short SIGNED_BYTES = (short) (PAYMENT_BYTES + LENGTH_BYTES + P256.SIGNATURE_BYTES);

  /** Behind the flag of `last`, and of the payment that is to become it. */
  private static final short PAYMENT = 1;

  private static final short COUNTER = (short) (PAYMENT + CardSignatureLayouts.CARD_PAYMENT_COUNTER);
  /** From here on a payment has the fields of its request, in the same order. */
  private static final short REQUESTED = (short) (PAYMENT + CardSignatureLayouts.CARD_PAYMENT_PAYEE);

  private final Fields fields;
  private final Signature ecdsa = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
  private final byte[] der = JCSystem.makeTransientByteArray(P256.MOST_DER, JCSystem.CLEAR_ON_DESELECT);
  private final ECPrivateKey key =
      (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, KeyBuilder.LENGTH_EC_FP_256, false);
  /** A SignedCertificate, as it came. */
  private final byte[] certificate;
  private final byte[] largestPayment = new byte[Num.U64];
  /** How long the certificate is; 0 until the card is personalised, and written last. */
  private short certificateLength;
  /** One byte 01 once there is a payment, then the last one, signed: one copy is one atomic write. */
  private final byte[] last = new byte[(short) (PAYMENT + SIGNED_BYTES)];

  private CardSignatureApplet(Variant variant) {
    super((short) (variant.certificateBytes + BEHIND_CERTIFICATE), mostAnswer(variant), variant);
    certificate = new byte[variant.certificateBytes];
    fields = new Fields(data);
  }

  /** A signed payment behind its flag, or the certificate where that is longer. */
  private static short mostAnswer(Variant variant) {
    short signed = (short) (1 + SIGNED_BYTES);
    return variant.certificateBytes > signed ? variant.certificateBytes : signed;
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new CardSignatureApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  protected byte find(byte[] header) {
    return CommandTable.find(CardSignatureCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(CardSignatureCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    fields.begin(length);
    switch (command) {
      case CardSignatureCommands.PERSONALISE:
        return personalise();
      case CardSignatureCommands.GET_DATA_STATUS:
        return readStatus();
      case CardSignatureCommands.GET_DATA_CERTIFICATE:
        return readCertificate();
      case CardSignatureCommands.SIGN_PAYMENT:
        return pay();
      default:
        return readLast();
    }
  }

  private short personalise() {
    fields.preamble(SharedLayouts.CARD_CERTIFICATE_TYPE);
    fields.fixed(SharedLayouts.CARD_CERTIFICATE_CARD_ID_BYTES);
    fields.bytes(SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY_MOST);
    fields.currency();
    fields.time();
    short signature = fields.bytes(SharedLayouts.SIGNED_CERTIFICATE_SIGNATURE_MOST);
    short secret = fields.bytes(P256.SCALAR_BYTES);
    short limit = fields.units();
    fields.end();
    short length = (short) (signature + fields.lengthAt(signature));
    boolean isTaken = length <= (short) certificate.length && fields.lengthAt(secret) == P256.SCALAR_BYTES;
    if (!isTaken) ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    if (certificateLength != 0) ISOException.throwIt(CardSignatureCommands.SW_ALREADY_PERSONALISED);
    if (Num.isZero(data, limit, Num.U64)) ISOException.throwIt(CardSignatureCommands.SW_LIMIT_WRONG);
    P256.setCurve(key);
    key.setS(data, secret, P256.SCALAR_BYTES);
    Util.arrayCopyNonAtomic(data, limit, largestPayment, (short) 0, Num.U64);
    Util.arrayCopyNonAtomic(data, (short) 0, certificate, (short) 0, length);
    certificateLength = length;
    return 0;
  }

  private short readStatus() {
    fields.end();
    requirePersonalised();
    copyCardId(answer, CardSignatureLayouts.SIGNER_STATUS_CARD_ID);
    Util.arrayCopyNonAtomic(
        certificate, currency(), answer, CardSignatureLayouts.SIGNER_STATUS_CURRENCY, Fields.CURRENCY_BYTES);
    Util.arrayCopyNonAtomic(last, COUNTER, answer, CardSignatureLayouts.SIGNER_STATUS_COUNTER, Num.U32);
    return CardSignatureLayouts.SIGNER_STATUS_LENGTH;
  }

  private short readCertificate() {
    fields.end();
    requirePersonalised();
    return Util.arrayCopyNonAtomic(certificate, (short) 0, answer, (short) 0, certificateLength);
  }

  /** Refused, repeated, or signed; only a payment that is signed and kept leaves the card. */
  private short pay() {
    fields.fixed(CardSignatureLayouts.PAYMENT_REQUEST_DATE); // payee and nonce may be any bytes
    fields.time();
    fields.currency();
    fields.units();
    fields.end();
    requirePersonalised();
    if (!isRepeat()) {
      refuseTerms();
      sign();
    }
    return copyLast();
  }

  private boolean isRepeat() {
    short length = CardSignatureLayouts.PAYMENT_REQUEST_LENGTH;
    return last[0] != 0 && Num.isSame(last, REQUESTED, data, (short) 0, length);
  }

  private void refuseTerms() {
    short units = CardSignatureLayouts.PAYMENT_REQUEST_UNITS;
    short asked = CardSignatureLayouts.PAYMENT_REQUEST_CURRENCY;
    if (!Num.isSame(data, asked, certificate, currency(), Fields.CURRENCY_BYTES)) {
      ISOException.throwIt(CardSignatureCommands.SW_CURRENCY_WRONG);
    }
    if (Num.isZero(data, units, Num.U64)) ISOException.throwIt(CardSignatureCommands.SW_AMOUNT_ZERO);
    if (Num.compare(data, units, largestPayment, (short) 0, Num.U64) > 0) {
      ISOException.throwIt(CardSignatureCommands.SW_AMOUNT_OVER_LIMIT);
    }
  }

  /** Builds the payment behind a flag byte in `answer`, signs it, and keeps both in one write. */
  private void sign() {
    answer[0] = 1;
    Fields.preamble(answer, PAYMENT, CardSignatureLayouts.CARD_PAYMENT_TYPE);
    copyCardId(answer, (short) (PAYMENT + CardSignatureLayouts.CARD_PAYMENT_CARD_ID));
    Util.arrayCopyNonAtomic(last, COUNTER, answer, COUNTER, Num.U32);
    if (Num.increment(answer, COUNTER, Num.U32) != 0) ISOException.throwIt(CardSignatureCommands.SW_COUNTER_EXHAUSTED);
    Util.arrayCopyNonAtomic(data, (short) 0, answer, REQUESTED, CardSignatureLayouts.PAYMENT_REQUEST_LENGTH);
    short signature = Util.setShort(answer, (short) (PAYMENT + PAYMENT_BYTES), P256.SIGNATURE_BYTES);
    ecdsa.init(key, Signature.MODE_SIGN);
    ecdsa.sign(answer, PAYMENT, PAYMENT_BYTES, der, (short) 0);
    P256.plainSignature(der, (short) 0, answer, signature);
    Util.arrayCopy(answer, (short) 0, last, (short) 0, (short) last.length);
  }

  private short readLast() {
    fields.end();
    if (last[0] == 0) ISOException.throwIt(CardSignatureCommands.SW_NOTHING_SIGNED);
    return copyLast();
  }

  private short copyLast() {
    return Util.arrayCopyNonAtomic(last, PAYMENT, answer, (short) 0, SIGNED_BYTES);
  }

  private void copyCardId(byte[] to, short at) {
    short length = SharedLayouts.CARD_CERTIFICATE_CARD_ID_BYTES;
    Util.arrayCopyNonAtomic(certificate, SharedLayouts.CARD_CERTIFICATE_CARD_ID, to, at, length);
  }

  /** Where the certificate has its currency: behind the public key. */
  private short currency() {
    short key = SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY;
    return (short) (key + LENGTH_BYTES + Util.getShort(certificate, key));
  }

  private void requirePersonalised() {
    if (certificateLength == 0) ISOException.throwIt(CardSignatureCommands.SW_NOT_PERSONALISED);
  }
}
