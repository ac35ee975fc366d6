// A kind of card that signs payments, as `card-signature` uses it. Another application that can sign (PIV, OpenPGP, U2F)
// joins the comparison by implementing this and by a line in `PAYMENT_SIGNERS`.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { send } from '../../../src/card/commands.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from '../../../src/card/card-signature/commands.ts'
import {
  payBySignature,
  readSignerCertificate,
  type SignatureTerminal,
} from '../../../src/card/card-signature/terminal.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { Crypto, RandomBytes, SuiteName } from '../../../src/crypto/crypto.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import {
  certifyKey,
  makeSigner,
  type SignatureIssuer,
  type SignerAccount,
  type SignerOrder,
} from '../../../src/payment/card-signature/acquirer.ts'
import {
  plainProof,
  type PaymentClaim,
  type PaymentRequest,
  type ProvesPayment,
} from '../../../src/payment/card-signature/messages.ts'
import type { Outcome } from '../../../src/payment/outcome.ts'
import { cardCertificateLayout } from '../../../src/payment/cafe-tick/messages.ts'
import type { CheckedCertificate } from '../../../src/payment/cafe-tick/seller.ts'
import { ForeignCard } from '../cafe-tick/issuer.ts'
import { CardUnfit, reached } from '../scheme.ts'
import type { CardRefusal } from '../steps.ts'
import { TOKEN_SIGNERS, type TokenSignerName } from './token-signers.ts'

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
}

/** A card in its holder's hand. Both verbs are asked until the answer is definite, so that asking never pays twice. */
export interface EnrolledSigner {
  readonly account: SignerAccount
  /** The issuer's certificate, checked by the seller: once a card and seller. */
  certificate(terminal: SignatureTerminal): Promise<Outcome<CheckedCertificate, CardRefusal>>
  /** One payment, checked by the seller: its claim at the acquirer. */
  pay(
    terminal: SignatureTerminal,
    certificate: CheckedCertificate,
    request: PaymentRequest,
  ): Promise<Outcome<PaymentClaim, CardRefusal>>
}

/** This project's own applet, made for it: the card counts, keeps a limit and repeats its last answer. */
const counterSigner: PaymentSigner = {
  title: 'an applet that signs each payment under a counter of its own',
  applet: () => cardSignatureApplet(),
  proof: plainProof,
  async enrol(card, issuer, { random, order }) {
    if (!(await selectApplet(card, CARD_SIGNATURE_AID))) throw new CardUnfit('there is no signer applet on this card')
    return {
      account: (await accountOn(card, issuer)) ?? (await personalised(card, issuer, { random, order })),
      certificate: (terminal) => readSignerCertificate(card, terminal),
      pay: (terminal, certificate, request) => payBySignature(card, terminal, certificate, request),
    }
  },
}

/** Of a card that comes back; undefined for a blank one. Throws `ForeignCard`. */
async function accountOn(card: OpenCard, issuer: SignatureIssuer): Promise<SignerAccount | undefined> {
  const shown = await send(card, CARD_SIGNATURE_COMMANDS.readCertificate, {})
  if (!shown.ok) return undefined
  const { certificate, signature } = shown.value
  const { crypto, certificateKey } = issuer
  const signed = cardCertificateLayout.encode(certificate)
  if (!crypto.signatures.verify(certificateKey.publicKey, signed, signature)) throw new ForeignCard()
  const [account] = certifyKey(issuer, certificate.publicKey, { ...certificate, creditLimit: LARGEST_MINOR_UNITS })
  return account
}

async function personalised(
  card: OpenCard,
  issuer: SignatureIssuer,
  { random, order }: Pick<Enrolment, 'random' | 'order'>,
): Promise<SignerAccount> {
  const [account, personalisation] = makeSigner(issuer, random, order)
  reached('PERSONALISE', await send(card, CARD_SIGNATURE_COMMANDS.personalise, personalisation))
  return account
}

export type PaymentSignerName = 'counter-signer' | TokenSignerName

export const PAYMENT_SIGNERS: Readonly<Record<PaymentSignerName, PaymentSigner>> = {
  'counter-signer': counterSigner,
  ...TOKEN_SIGNERS,
}

export const PAYMENT_SIGNER_NAMES = Object.keys(PAYMENT_SIGNERS) as readonly PaymentSignerName[]
