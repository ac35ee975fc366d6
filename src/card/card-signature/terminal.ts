// The terminal's conversation with a card that signs each payment: one command a payment, asked again until its answer
// is definite; the same request gets the same signature, so asking again never pays twice.

import type { Crypto } from '../../crypto/crypto.ts'
import type { Outcome } from '../../payment/outcome.ts'
import type { PaymentClaim, PaymentRequest, ProvesPayment } from '../../payment/card-signature/messages.ts'
import { acceptPayment, type PaymentRefusal } from '../../payment/card-signature/seller.ts'
import type { PayRefusal } from '../../payment/card-signature/card.ts'
import { checkCertificate, type CertificateRefusal, type CheckedCertificate } from '../../payment/card-certificate.ts'
import type { OpenCard } from '../channel.ts'
import { send, type CommonRefusal } from '../commands.ts'
import { untilDefinite } from '../definite.ts'
import { restartApplet } from '../select.ts'
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

/** Reads and checks the card's certificate: once a card, not once a payment. */
export async function readSignerCertificate(
  card: OpenCard,
  { crypto, issuerKey, now }: SignatureTerminal,
): Promise<Outcome<CheckedCertificate, CertificateRefusal | 'notPersonalised' | CommonRefusal>> {
  return asked(card, async () => {
    const read = await send(card, CARD_SIGNATURE_COMMANDS.readCertificate, {})
    return read.ok ? checkCertificate(crypto, issuerKey, read.value, now()) : read
  })
}

/** One payment. The claim is to be persisted before serving. */
export async function payBySignature(
  card: OpenCard,
  { proves }: SignatureTerminal,
  certificate: CheckedCertificate,
  request: PaymentRequest,
): Promise<Outcome<PaymentClaim, PayRefusal | PaymentRefusal | CommonRefusal>> {
  return asked(card, async () => {
    const signed = await send(card, CARD_SIGNATURE_COMMANDS.pay, request)
    return signed.ok ? acceptPayment(proves, certificate, request, signed.value) : signed
  })
}

function asked<Value, Refusal extends string>(
  card: OpenCard,
  step: () => Promise<Outcome<Value, Refusal>>,
): Promise<Outcome<Value, Refusal>> {
  return untilDefinite(step, { restart: () => restartApplet(card, CARD_SIGNATURE_AID), spoilt: SPOILT })
}

const SPOILT: ReadonlySet<string> = new Set<CertificateRefusal | PaymentRefusal>([
  'certificateExpired',
  'certificateForged',
  'otherCard',
  'otherRequest',
  'paymentForged',
])
