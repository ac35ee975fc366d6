// The expensive baseline on a workload: a card signs every payment, the seller checks every signature and deposits every
// claim by itself, because there is nothing to add up. The issuer gives credit, so nothing is loaded.

import { observed } from '../../../src/crypto/observed.ts'
import { createSignatureIssuer, payClaim, type SignatureIssuer } from '../../../src/payment/card-signature/acquirer.ts'
import { paymentClaimLayout, type PaymentClaim } from '../../../src/payment/card-signature/messages.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { SignatureTerminal } from '../../../src/card/card-signature/terminal.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { CARD_ID_BYTES, NONCE_BYTES } from '../../../src/payment/cafe-tick/messages.ts'
import type { CheckedCertificate } from '../../../src/payment/cafe-tick/seller.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { openCardBench, partiesOf, payeeOf, type CardBench, type CardSchemeInput } from '../chips/card-run.ts'
import type { EnrolledSigner, PaymentSigner } from './signer.ts'
import { GRACE_MS } from '../policy.ts'
import { CURRENCY, type LastingIssuer } from '../cafe-tick/issuer.ts'
import { reached, revenueOf, type Scheme, type SchemeBooks } from '../scheme.ts'
import { SIGNATURE_RISKS, signatureChecks, type SignatureHolder, type StoredClaim } from './checks.ts'

export interface SignatureSchemeInput extends CardSchemeInput {
  readonly signer: PaymentSigner
  readonly pins: TokenPins
  /** The one that keeps the card in the reader. */
  readonly issuer?: LastingIssuer | undefined
}

interface SigningHolder extends SignatureHolder {
  readonly card: EnrolledSigner
}

/** A seller's terminal: who it is paid as, and the certificates it has checked. */
interface Desk {
  readonly name: string
  readonly payee: Uint8Array
  readonly certificates: Map<SigningHolder, CheckedCertificate>
}

interface SignatureRun {
  readonly bench: CardBench
  readonly issuer: SignatureIssuer
  readonly terminal: SignatureTerminal
  readonly signer: PaymentSigner
  readonly cards: ReadonlyMap<string, SigningHolder>
  readonly desks: ReadonlyMap<string, Desk>
  readonly claims: StoredClaim[]
  payments: number
}

export async function createSignatureScheme(input: SignatureSchemeInput): Promise<Scheme> {
  const run = await setUp(input)
  return {
    name: 'card-signature',
    pay: (transaction) => pay(run, transaction),
    settle: async () => run.bench.stop(),
    books: () => books(run),
    cardClock: run.bench.cardClock,
  }
}

async function setUp(input: SignatureSchemeInput): Promise<SignatureRun> {
  const { signer, pins, directory, policy, issuer: lasting } = input
  const bench = openCardBench('card-signature', input)
  const { crypto, random, tallies, clock, expires } = bench
  const keys = lasting && { certificateKey: lasting.certificateKey }
  const made = createSignatureIssuer(crypto, random, policy.holdMs + GRACE_MS)
  const bureau = { ...made, ...keys, proves: signer.proof(crypto) }
  const limits = { largestPayment: LARGEST_MINOR_UNITS, creditLimit: LARGEST_MINOR_UNITS }
  const cards = await bench.equip(signer.applet(crypto, random), async (channel): Promise<SigningHolder> => {
    const cardId = lasting?.cardNumber ?? random(CARD_ID_BYTES)
    const order = { cardId, currency: CURRENCY, expires, ...limits }
    await lasting?.keepKeys()
    const card = await signer.enrol(channel, bureau, { random: lasting?.random ?? random, order, pins })
    return { card, account: card.account }
  })
  bench.start()
  const [atSeller, atIssuer] = [observed(crypto, tallies.seller.observe), observed(crypto, tallies.issuer.observe)]
  return {
    bench,
    signer,
    cards,
    issuer: { ...bureau, crypto: atIssuer, proves: signer.proof(atIssuer) },
    terminal: {
      crypto: atSeller,
      proves: signer.proof(atSeller),
      issuerKey: bureau.certificateKey.publicKey,
      now: () => clock.now,
    },
    desks: new Map([...directory.sellers].map(([name, number]) => [name, deskOf(name, number)])),
    claims: [],
    payments: 0,
  }
}

async function pay(run: SignatureRun, transaction: MicroTransaction): Promise<void> {
  const { bench, terminal } = run
  await bench.clock.moveTo(transaction.atMs)
  const { held, desk } = partiesOf(run.cards, run.desks, transaction)
  const certificate = desk.certificates.get(held) ?? reached('certificate', await held.card.certificate(terminal))
  desk.certificates.set(held, certificate)
  const request = {
    payee: desk.payee,
    terminalNonce: bench.random(NONCE_BYTES),
    date: bench.clock.now,
    currency: CURRENCY,
    units: transaction.price,
  }
  deposit(run, held, desk, reached('payment', await held.card.pay(terminal, certificate, request)))
  run.payments += 1
}

function deposit({ bench, issuer, claims }: SignatureRun, held: SigningHolder, desk: Desk, claim: PaymentClaim): void {
  const received = bench.wire.carry(paymentClaimLayout, claim)
  const [account, outcome] = payClaim(issuer, held.account, { payee: desk.payee, now: bench.clock.now }, received)
  held.account = account
  claims.push({ seller: desk.name, claim, paid: reached('claim', outcome) })
}

function books({ bench, cards, claims, desks, issuer, payments, signer }: SignatureRun): SchemeBooks {
  const { crypto } = bench
  const judge = { crypto, proves: signer.proof(crypto), issuerKey: issuer.certificateKey.publicKey }
  return {
    payments,
    revenueBySeller: revenueOf(desks.keys(), claims),
    chainsOpened: 0,
    closedForOther: 0,
    checks: signatureChecks(judge, new Set(cards.values()), claims),
    risks: SIGNATURE_RISKS,
    notes: [`signed by ${signer.title}; every claim is deposited at once, with its payment`],
    ...bench.measured(),
  }
}

function deskOf(name: string, number: number): Desk {
  return { name, payee: payeeOf(number), certificates: new Map() }
}
