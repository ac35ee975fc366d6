// A kind of card that signs payments, as `card-signature` uses it. Another application that can sign (PIV, OpenPGP, U2F)
// joins the comparison by implementing this and by a line in `PAYMENT_SIGNERS` (signers.ts).

import type { AppletFactory } from '../../../card-applets/applet.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { type SignatureTerminal } from '../../../src/card/card-signature/terminal.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { Crypto, RandomBytes, SuiteName } from '../../../src/crypto/crypto.ts'
import {
  type SignatureIssuer,
  type SignerAccount,
  type SignerOrder,
} from '../../../src/payment/card-signature/acquirer.ts'
import {
  type PaymentClaim,
  type PaymentRequest,
  type ProvesPayment,
} from '../../../src/payment/card-signature/messages.ts'
import type { Outcome } from '../../../src/payment/outcome.ts'
import type { CheckedCertificate } from '../../../src/payment/card-certificate.ts'
import type { CardRefusal } from '../chips/refusals.ts'

export interface PaymentSigner {
  /** For people. */
  readonly title: string
  /** The suites that it can sign with; all unless given. */
  readonly suites?: readonly SuiteName[]
  /** What an emulated card of the run carries; keys that it makes itself come from the crypto of the run. */
  applet(crypto: Crypto, random: RandomBytes): AppletFactory
  /** Which signatures count: `plainProof`, unless the card cannot sign the payment itself. */
  proof(crypto: Crypto): ProvesPayment
  /** Set-up, neither counted nor timed: the card gets a key or shows the one it has, and the issuer certifies it. */
  enrol(card: OpenCard, issuer: SignatureIssuer, enrolment: Enrolment): Promise<EnrolledSigner>
}

export interface Enrolment {
  readonly random: RandomBytes
  readonly order: SignerOrder
  readonly pins: TokenPins
  /** Where it will pay. */
  readonly terminal: SignatureTerminal
}

/** A card in its holder's hand. Both verbs are asked until the answer is definite, so that asking never pays twice. */
export interface EnrolledSigner {
  readonly account: SignerAccount
  /** The issuer's certificate, checked by the seller: once a card and seller. */
  certificate(): Promise<Outcome<CheckedCertificate, CardRefusal>>
  /** One payment, checked by the seller: its claim at the acquirer. */
  pay(certificate: CheckedCertificate, request: PaymentRequest): Promise<Outcome<PaymentClaim, CardRefusal>>
}
