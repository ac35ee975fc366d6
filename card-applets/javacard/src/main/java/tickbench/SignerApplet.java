// The card that signs each payment under a counter and keeps the last one, so that a retry repeats it
// (src/payment/card-signature/SPEC.md 3). ECDSA on P-256 only: another key is data that this card cannot take.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;

public final class SignerApplet extends TickApplet {
  private static final short MOST_CERTIFICATE = Quirks.CERTIFICATE_BYTES;
  private static final short LENGTH_BYTES = 2;
  private static final short AMOUNT_BYTES = SignerLayouts.SIGNER_PERSONALISATION_LARGEST_PAYMENT_BYTES;
  private static final short MOST_PERSONALISATION =
      (short) (MOST_CERTIFICATE + LENGTH_BYTES + P256.SECRET_KEY_BYTES + AMOUNT_BYTES);

  private static final short PAYMENT_BYTES = SignerLayouts.CARD_PAYMENT_LENGTH;
  private static final short SIGNED_BYTES = (short) (PAYMENT_BYTES + LENGTH_BYTES + P256.SIGNATURE_BYTES);

  private final P256 key = new P256();
  /** A SignedCertificate, as it came. */
  private final byte[] certificate = new byte[MOST_CERTIFICATE];
  private final byte[] largestPayment = new byte[AMOUNT_BYTES];
  /** How long the certificate is; 0 until the card is personalised, and written last. */
  private short certificateLength;
  /** One byte 01 once there is a payment, then the last one, signed: one copy is one atomic write. */
  private final byte[] last = new byte[(short) (1 + SIGNED_BYTES)];

  private SignerApplet() {
    super(MOST_PERSONALISATION, MOST_CERTIFICATE);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new SignerApplet().register();
  }

  protected short run(byte cla, byte ins, short p1p2, short length) {
    switch (Commands.numberOf(SignerCommands.HEADERS, cla, ins, p1p2)) {
      case SignerCommands.PERSONALISE:
        return personalise(length);
      case SignerCommands.GET_DATA_STATUS:
        return readStatus(length);
      case SignerCommands.GET_DATA_CERTIFICATE:
        return readCertificate(length);
      case SignerCommands.SIGN_PAYMENT:
        return pay(length);
      default:
        return readLast(length);
    }
  }

  private short personalise(short length) {
    short keyAt = endOfCertificate(length);
    short limitAt = Decode.bytes(data, keyAt, length, P256.SECRET_KEY_BYTES);
    if ((short) (limitAt - keyAt) != (short) (LENGTH_BYTES + P256.SECRET_KEY_BYTES)) Decode.refuse();
    Decode.length(length, Decode.amount(data, limitAt, length));
    if (certificateLength != 0) ISOException.throwIt(SignerCommands.SW_ALREADY_PERSONALISED);
    if (Unsigned.isZero(data, limitAt, AMOUNT_BYTES)) ISOException.throwIt(SignerCommands.SW_LIMIT_WRONG);
    key.setSecretKey(data, (short) (keyAt + LENGTH_BYTES));
    Util.arrayCopyNonAtomic(data, limitAt, largestPayment, (short) 0, AMOUNT_BYTES);
    Util.arrayCopyNonAtomic(data, (short) 0, certificate, (short) 0, keyAt);
    certificateLength = keyAt;
    return 0;
  }

  /** Where the certificate that the data begin with ends. */
  private short endOfCertificate(short end) {
    short at = Decode.preamble(data, (short) 0, end, SharedLayouts.CARD_CERTIFICATE_TYPE);
    at = Decode.fixed(at, SharedLayouts.CARD_CERTIFICATE_CARD_ID_BYTES, end);
    at = Decode.bytes(data, at, end, SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY_MOST);
    at = Decode.currency(data, at, end);
    at = Decode.time(data, at, end);
    at = Decode.bytes(data, at, end, SharedLayouts.SIGNED_CERTIFICATE_SIGNATURE_MOST);
    if (at > MOST_CERTIFICATE) Decode.refuse();
    return at;
  }

  private short readStatus(short length) {
    Decode.length(length, (short) 0);
    requirePersonalised();
    copyCardId(answer, SignerLayouts.SIGNER_STATUS_CARD_ID);
    Util.arrayCopyNonAtomic(
        certificate, currencyAt(), answer, SignerLayouts.SIGNER_STATUS_CURRENCY, SignerLayouts.SIGNER_STATUS_CURRENCY_BYTES);
    copyCounter(answer, SignerLayouts.SIGNER_STATUS_COUNTER);
    return SignerLayouts.SIGNER_STATUS_LENGTH;
  }

  private short readCertificate(short length) {
    Decode.length(length, (short) 0);
    requirePersonalised();
    return Util.arrayCopyNonAtomic(certificate, (short) 0, answer, (short) 0, certificateLength);
  }

  /** Refused or signed; only a payment that is signed and kept leaves the card. */
  private short pay(short length) {
    Decode.length(length, SignerLayouts.PAYMENT_REQUEST_LENGTH);
    Decode.time(data, SignerLayouts.PAYMENT_REQUEST_DATE, length);
    Decode.currency(data, SignerLayouts.PAYMENT_REQUEST_CURRENCY, length);
    Decode.amount(data, SignerLayouts.PAYMENT_REQUEST_UNITS, length);
    requirePersonalised();
    if (isRepeat()) return copyLast();
    refuseTerms();
    sign();
    return copyLast();
  }

  private boolean isRepeat() {
    short payee = (short) (1 + SignerLayouts.CARD_PAYMENT_PAYEE);
    return last[0] != 0
        && Util.arrayCompare(last, payee, data, (short) 0, SignerLayouts.PAYMENT_REQUEST_LENGTH) == 0;
  }

  private void refuseTerms() {
    short units = SignerLayouts.PAYMENT_REQUEST_UNITS;
    if (Util.arrayCompare(
            data,
            SignerLayouts.PAYMENT_REQUEST_CURRENCY,
            certificate,
            currencyAt(),
            SignerLayouts.PAYMENT_REQUEST_CURRENCY_BYTES)
        != 0) ISOException.throwIt(SignerCommands.SW_CURRENCY_WRONG);
    if (Unsigned.isZero(data, units, AMOUNT_BYTES)) ISOException.throwIt(SignerCommands.SW_AMOUNT_ZERO);
    if (Unsigned.compare(data, units, largestPayment, (short) 0, AMOUNT_BYTES) > 0) {
      ISOException.throwIt(SignerCommands.SW_AMOUNT_OVER_LIMIT);
    }
    short counter = (short) (1 + SignerLayouts.CARD_PAYMENT_COUNTER);
    if (Unsigned.isHighest(last, counter, SignerLayouts.CARD_PAYMENT_COUNTER_BYTES)) {
      ISOException.throwIt(SignerCommands.SW_COUNTER_EXHAUSTED);
    }
  }

  /** Builds the payment behind a flag byte in `answer`, signs it, and keeps both in one write. */
  private void sign() {
    answer[0] = 1;
    short payment = 1;
    Decode.writePreamble(answer, payment, SignerLayouts.CARD_PAYMENT_TYPE);
    copyCardId(answer, (short) (payment + SignerLayouts.CARD_PAYMENT_CARD_ID));
    short counter = (short) (payment + SignerLayouts.CARD_PAYMENT_COUNTER);
    copyCounter(answer, counter);
    Unsigned.increment(answer, counter, SignerLayouts.CARD_PAYMENT_COUNTER_BYTES);
    short payee = (short) (payment + SignerLayouts.CARD_PAYMENT_PAYEE);
    Util.arrayCopyNonAtomic(data, (short) 0, answer, payee, SignerLayouts.PAYMENT_REQUEST_LENGTH);
    short signature = Util.setShort(answer, (short) (payment + PAYMENT_BYTES), P256.SIGNATURE_BYTES);
    key.sign(answer, payment, PAYMENT_BYTES, answer, signature);
    Util.arrayCopy(answer, (short) 0, last, (short) 0, (short) last.length);
  }

  private short readLast(short length) {
    Decode.length(length, (short) 0);
    if (last[0] == 0) ISOException.throwIt(SignerCommands.SW_NOTHING_SIGNED);
    return copyLast();
  }

  private short copyLast() {
    return Util.arrayCopyNonAtomic(last, (short) 1, answer, (short) 0, SIGNED_BYTES);
  }

  private void copyCardId(byte[] to, short at) {
    Util.arrayCopyNonAtomic(
        certificate, SharedLayouts.CARD_CERTIFICATE_CARD_ID, to, at, SharedLayouts.CARD_CERTIFICATE_CARD_ID_BYTES);
  }

  /** 0 before the first payment. */
  private void copyCounter(byte[] to, short at) {
    Util.arrayCopyNonAtomic(
        last, (short) (1 + SignerLayouts.CARD_PAYMENT_COUNTER), to, at, SignerLayouts.CARD_PAYMENT_COUNTER_BYTES);
  }

  /** Behind the public key. */
  private short currencyAt() {
    short key = SharedLayouts.CARD_CERTIFICATE_PUBLIC_KEY;
    return (short) (key + LENGTH_BYTES + Util.getShort(certificate, key));
  }

  private void requirePersonalised() {
    if (certificateLength == 0) ISOException.throwIt(SignerCommands.SW_NOT_PERSONALISED);
  }
}
