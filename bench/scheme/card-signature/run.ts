// The expensive baseline on a workload: a card signs every payment, the seller checks every signature and deposits every
// claim by itself, because there is nothing to add up. The issuer gives credit, so nothing is loaded.

import { OUTSIDE } from '../../witness/accounts.ts'
import { observed } from '../../../src/crypto/observed.ts'
import {
  createSignatureIssuer,
  payClaim,
  signatureIssuerOf,
  type SignatureIssuer,
} from '../../../src/payment/card-signature/acquirer.ts'
import { paymentClaimLayout, type PaymentClaim } from '../../../src/payment/card-signature/messages.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { SignatureTerminal } from '../../../src/card/card-signature/terminal.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { CARD_ID_BYTES, type CheckedCertificate, NONCE_BYTES } from '../../../src/payment/card-certificate.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { FACTORY_PINS } from '../../../card-applets/kit/token-key.ts'
import { openCardRun, partiesOf, payeeOf, payeesOf, type CardRun } from '../chips/card-run.ts'
import { issuerOfReal } from '../contract/lasting.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../contract/declaration.ts'
import { valueOf } from '../contract/option.ts'
import { CURRENCY, GRACE_MS } from '../contract/policy.ts'
import { revenueOf } from '../contract/self-check.ts'
import { signatureChecks, type SignatureHolder, type StoredClaim } from './checks.ts'
import type { ClaimEvidence } from './judge.ts'
import type { EnrolledSigner, PaymentSigner } from './signer.ts'
import { CARD_SIGNER, PAYMENT_SIGNERS } from './signers.ts'

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
  readonly chips: CardRun
  readonly issuer: SignatureIssuer
  readonly signer: PaymentSigner
  readonly cards: ReadonlyMap<string, SigningHolder>
  readonly desks: ReadonlyMap<string, Desk>
  readonly claims: StoredClaim[]
  readonly unit: bigint
  payments: number
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<ClaimEvidence>> {
  const run = await setUp(input)
  const { chips, claims, issuer } = run
  let judged = 0
  return {
    pay: (transaction) => pay(run, transaction),
    settle: async () => chips.stop(),
    books: () => books(run),
    meters: () => ({ ...chips.meters(), claims: claims.length }),
    evidence() {
      const portion = claims.slice(judged).map(({ claim }) => paymentClaimLayout.encode(claim))
      judged = claims.length
      return {
        signer: valueOf(CARD_SIGNER, input.options),
        issuerKey: issuer.certificateKey.publicKey,
        claims: portion,
        payees: payeesOf(input.directory),
      }
    },
    cardClock: chips.cardClock,
  }
}

const EMULATED_PINS: TokenPins = { ...FACTORY_PINS, tellTries: () => undefined }

async function setUp(input: SchemeInput): Promise<SignatureRun> {
  const { pins = EMULATED_PINS, directory, policy, options } = input
  const signer = PAYMENT_SIGNERS[valueOf(CARD_SIGNER, options)]
  const lasting = issuerOfReal(input)
  const chips = openCardRun('card-signature', input, { steps: {} })
  const { crypto, random, tallies, clock, expires } = chips
  const keys = lasting && { certificateKey: lasting.certificateKey }
  const made = createSignatureIssuer(crypto, random, policy.holdMs + GRACE_MS)
  const bureau = { ...made, ...keys, proves: signer.proof(crypto) }
  const limits = { largestPayment: LARGEST_MINOR_UNITS, creditLimit: LARGEST_MINOR_UNITS }
  const [atSeller, atIssuer] = [observed(crypto, tallies.seller.observe), observed(crypto, tallies.issuer.observe)]
  const terminal: SignatureTerminal = {
    crypto: atSeller,
    proves: signer.proof(atSeller),
    issuerKey: bureau.certificateKey.publicKey,
    now: () => clock.now,
  }
  const cards = await chips.makeCards(signer.applet(crypto, random), async (channel): Promise<SigningHolder> => {
    const cardId = lasting?.cardNumber ?? random(CARD_ID_BYTES)
    const order = { cardId, currency: CURRENCY, expires, ...limits }
    await lasting?.keepKeys()
    const card = await signer.enrol(channel, bureau, { random: lasting?.random ?? random, order, pins, terminal })
    return { card, account: card.account }
  })
  chips.start()
  return {
    chips,
    signer,
    cards,
    issuer: signatureIssuerOf({ ...bureau, crypto: atIssuer, proves: signer.proof(atIssuer) }),
    desks: new Map([...directory.sellers].map(([name, number]) => [name, deskOf(name, number)])),
    claims: [],
    unit: input.unit,
    payments: 0,
  }
}

async function pay(run: SignatureRun, transaction: MicroTransaction): Promise<void> {
  const { chips } = run
  await chips.clock.moveTo(transaction.atMs)
  const { held, desk } = partiesOf(run.cards, run.desks, transaction)
  const certificate = desk.certificates.get(held) ?? chips.unwrap('certificate', await held.card.certificate())
  desk.certificates.set(held, certificate)
  const request = {
    payee: desk.payee,
    terminalNonce: chips.random(NONCE_BYTES),
    date: chips.clock.now,
    currency: CURRENCY,
    units: transaction.price,
  }
  deposit(run, held, desk, chips.unwrap('payment', await held.card.pay(certificate, request)))
  run.payments += 1
}

const CLAIM = { from: 'seller', to: 'issuer', step: 'claim' } as const

function deposit(run: SignatureRun, held: SigningHolder, desk: Desk, claim: PaymentClaim): void {
  const { chips, issuer, claims } = run
  const received = chips.wire.carry(paymentClaimLayout, claim, CLAIM)
  const [account, outcome] = payClaim(issuer, held.account, { payee: desk.payee, now: chips.clock.now }, received)
  held.account = account
  const paid = chips.unwrap('claim', outcome)
  claims.push({ seller: desk.name, claim, paid })
  chips.lane?.move('paid', OUTSIDE, desk.name, paid / run.unit)
}

function books({ cards, claims, desks, payments, signer }: SignatureRun): MoneyBooks {
  return {
    payments,
    revenueBySeller: revenueOf(desks.keys(), claims),
    checks: signatureChecks(new Set(cards.values()), claims),
    notes: [`signed by ${signer.title}; every claim is deposited at once, with its payment`],
  }
}

function deskOf(name: string, number: number): Desk {
  return { name, payee: payeeOf(number), certificates: new Map() }
}
