// The terminal's conversation with a card that signs each payment: one command a payment, asked again until its answer
// is definite; the same request gets the same signature, so asking again never pays twice.

import type { Crypto } from '../../crypto/crypto.ts'
import type { Outcome } from '../../payment/outcome.ts'
import type { PaymentClaim, PaymentRequest, ProvesPayment } from '../../payment/card-signature/messages.ts'
import { acceptPayment, type PaymentRefusal } from '../../payment/card-signature/seller.ts'
import type { PayRefusal } from '../../payment/card-signature/card.ts'
import { checkCertificate, type CertificateRefusal, type CheckedCertificate } from '../../payment/card-certificate.ts'
import type { OpenCard } from '../channel.ts'
import { openApplet } from '../card-applet.ts'
import type { CommonRefusal } from '../commands.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from './commands.ts'

/** What a terminal checks with, and whose cards it takes. */
export interface SignatureTerminal {
  readonly crypto: Crypto
  /** What counts as a card's signature. */
  readonly proves: ProvesPayment
  readonly issuerKey: Uint8Array
  /** ms since 1970. */
  readonly now: () => number
}

/** A card that signs payments, at a terminal. Both verbs ask until the answer is definite. */
export interface Signer {
  /** Reads and checks the card's certificate: once a card, not once a payment. */
  certificate(): Promise<Outcome<CheckedCertificate, CertificateRefusal | 'notPersonalised' | CommonRefusal>>
  /** One payment. The claim is to be persisted before serving. */
  pay(
    certificate: CheckedCertificate,
    request: PaymentRequest,
  ): Promise<Outcome<PaymentClaim, PayRefusal | PaymentRefusal | CommonRefusal>>
}

/** The signer that is selected on a card. */
export function openSigner(card: OpenCard, { crypto, proves, issuerKey, now }: SignatureTerminal): Signer {
  const { readCertificate, pay } = CARD_SIGNATURE_COMMANDS
  const applet = openApplet(card, CARD_SIGNATURE_AID, SPOILT)
  return {
    certificate: () => applet.ask(readCertificate, {}, (signed) => checkCertificate(crypto, issuerKey, signed, now())),
    pay: (certificate, request) =>
      applet.ask(pay, request, (signed) => acceptPayment(proves, certificate, request, signed)),
  }
}

const SPOILT: ReadonlySet<string> = new Set<CertificateRefusal | PaymentRefusal>([
  'certificateExpired',
  'certificateForged',
  'otherCard',
  'otherRequest',
  'paymentForged',
])
