import { describe, expect, it } from 'vitest'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms, type World } from '../testing/world.ts'
import { authorise } from './acquirer.ts'
import { confirm, initiate, pay } from './buyer.ts'
import { createCertificateCheck } from './certificate.ts'
import { commonLayout, pseudonymOf, slipLayout } from './common.ts'
import * as judging from './judge.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  invoiceLayout,
  paymentLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  signedRequestLayout,
  type AuthRequest,
} from './messages.ts'
import { answered, invoice, requestAuthorisation } from './seller.ts'
import { VARIANTS, type Variant } from './variant.ts'

const ACCOUNT = { number: '4711 0815', pin: '2580' }

interface Files {
  readonly world: World
  readonly judge: judging.Judge
  readonly acquirer: judging.AcquirerFile
  readonly seller: judging.SellerFile
  readonly buyer: judging.BuyerFile
  readonly initiate: Uint8Array
}

/** One honest payment; what each party would have on disk afterwards. */
async function filesOf(variant: Variant): Promise<Files> {
  const world = await createWorld({ variant, pin: ACCOUNT.pin })
  const { buyer, seller, acquirer, ledger, scheme } = world
  const terms = priceTerms(25n)
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
  const [invoiced, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
  const [paid, third] = await pay(buyer, initiated, accepted(second), NOW)
  const [requested, fourth] = requestAuthorisation(seller, invoiced!, accepted(third), NOW)
  const request = accepted(fourth)
  const [change, fifth] = await authorise(acquirer, ledger, request, NOW)
  ledger.apply(change)
  const [, sixth] = answered(seller, requested, accepted(fifth))
  accepted(confirm(buyer, paid, accepted(sixth))[1])
  const common = commonLayout.encode(requested.common)
  const { signatureKey } = ledger.account(ACCOUNT.number)!
  const opened = await buyer.crypto.sealing.open(acquirer.sealingKey, request.sealedSlip, request.clear.commonDigest)
  return {
    world,
    judge: { crypto: scheme.crypto, certificates: createCertificateCheck(scheme.crypto, scheme.authority.publicKey) },
    acquirer: {
      common,
      request: authRequestLayout.encode(request),
      slip: opened!,
      account: { ...ACCOUNT, signatureKey },
    },
    seller: {
      common,
      payment: paymentLayout.encode(accepted(third)),
      response: authResponseLayout.encode(accepted(fifth)),
      buyerCertificate: first.buyerCertificate,
      acquirerCertificate: seller.acquirerCertificate,
    },
    buyer: {
      common,
      invoice: invoiceLayout.encode(accepted(second)),
      confirm: confirmLayout.encode(accepted(sixth)),
    },
    initiate: initiateLayout.encode(first),
  }
}

const SYMBOL: Record<judging.Strength, string> = { undeniable: 's', deniable: 'w', none: '--' }
const BUYER_KNOWN = {
  byPseudonymOnly: 'pseudonym',
  byCertificate: 'pseudonym, but CERT_B identifies',
  byAccount: 'known',
}

function verdicts({ judge, acquirer, seller, buyer, initiate: first }: Files): Record<string, string> {
  const known = judging.buyerIsKnownToSeller(judge, { initiate: first, payment: seller.payment }, ACCOUNT.number)
  return {
    A1: SYMBOL[judging.provesBuyerToAcquirer(judge, acquirer)],
    A2: SYMBOL[judging.provesSellerToAcquirer(judge, acquirer)],
    S1: SYMBOL[judging.provesAcquirerToSeller(judge, seller)],
    S2: SYMBOL[judging.provesBuyerToSeller(judge, seller)],
    B1: SYMBOL[judging.provesBuyerToAcquirer(judge, acquirer)],
    B2: SYMBOL[judging.provesAcquirerToBuyer(judge, buyer)],
    B3: SYMBOL[judging.provesSellerToBuyer(judge, buyer)],
    B4: SYMBOL[judging.provesReceipt(judge, buyer)],
    B5: judging.canConfirmOrder(judge, acquirer, DESCRIPTION) ? '--' : 's',
    B6: BUYER_KNOWN[known],
  }
}

/** The matrix of protocols.md 1.6, row by row. The hardened variant meets what 3KP meets. */
const IDENTIFIED = 'pseudonym, but CERT_B identifies'
const SIGNED_3KP = { A1: 's', A2: 's', S1: 's', S2: 's', B1: 's', B2: 's', B3: 's', B4: 's', B5: 's', B6: IDENTIFIED }
const MATRIX: Record<Variant, Record<string, string>> = {
  '1kp': { A1: 'w', A2: '--', S1: 's', S2: '--', B1: 'w', B2: 's', B3: '--', B4: '--', B5: 's', B6: 'pseudonym' },
  '2kp': { A1: 'w', A2: 's', S1: 's', S2: '--', B1: 'w', B2: 's', B3: 's', B4: 's', B5: 's', B6: 'pseudonym' },
  '3kp': SIGNED_3KP,
  '3kp-hardened': SIGNED_3KP,
}

it.each(VARIANTS)('%s: a judge with nothing but stored bytes finds the column of protocols.md 1.6', async (variant) => {
  expect(verdicts(await filesOf(variant))).toEqual(MATRIX[variant])
})

/** Who tries: somebody who has read every message of an earlier payment, or one who knows BAN and PIN besides. */
type Forger = 'outsider' | 'confidant'
const RANK: readonly judging.Strength[] = ['none', 'deniable', 'undeniable']

function strongest(attempts: readonly judging.Strength[]): judging.Strength {
  return attempts.reduce((best, each) => (RANK.indexOf(each) > RANK.indexOf(best) ? each : best), 'none')
}

/** The best evidence that a forger can put together for a payment of 99 that nobody made, requirement by requirement. */
function forged(files: Files, forger: Forger): Record<string, judging.Strength> {
  const { judge, acquirer, seller, buyer, world } = files
  const { crypto } = world.scheme
  const known = forger === 'confidant' ? ACCOUNT : { number: '4711 0816', pin: '0000' }
  const blinding = new Uint8Array(16).fill(7)
  const old = commonLayout.decode(acquirer.common)
  const buyerPseudonym = pseudonymOf(crypto, blinding, known.number)
  const common = commonLayout.encode({ ...old, terms: { ...old.terms, price: 99n }, buyerPseudonym })
  const commonDigest = crypto.hash(common)
  const slip = slipLayout.encode({
    ...slipLayout.decode(acquirer.slip),
    price: 99n,
    account: known.number,
    pin: world.buyer.signatureKey === undefined ? known.pin : undefined,
    blinding,
    commonDigest,
  })
  const request = authRequestLayout.decode(acquirer.request)
  const invoiced = invoiceLayout.decode(buyer.invoice)
  const confirmed = confirmLayout.decode(buyer.confirm)
  const keys = crypto.signatures.keyPair(() => new Uint8Array(32).fill(9))
  const { sealedSlip } = request
  const own = (signed: Uint8Array): Uint8Array => crypto.signatures.sign(keys.secretKey, signed)
  const ownInvoice = own(signedInvoiceLayout.encode({ commonDigest }))
  const bySeller = [request.sellerSignature, ownInvoice, own(signedRequestLayout.encode({ commonDigest, sealedSlip }))]
  const byBuyer = [request.buyerSignature, own(signedPaymentLayout.encode({ commonDigest, sealedSlip }))]
  const byAcquirer = [confirmed.acquirerSignature, own(signedAnswerLayout.encode({ answer: 'yes', commonDigest }))]
  const requests = bySeller.flatMap((sellerSignature) =>
    byBuyer.map((buyerSignature) => authRequestLayout.encode({ ...request, sellerSignature, buyerSignature })),
  )
  const acquirerFiles = requests.map((each) => ({ ...acquirer, common, slip, request: each }))
  const sellerFiles = byBuyer.flatMap((buyerSignature) =>
    byAcquirer.map((acquirerSignature) => ({
      ...seller,
      common,
      payment: paymentLayout.encode({ sealedSlip, buyerSignature }),
      response: authResponseLayout.encode({ answer: 'yes', acquirerSignature }),
    })),
  )
  const buyerFiles = [invoiced.sellerSignature, ownInvoice].flatMap((sellerSignature) =>
    byAcquirer.map((acquirerSignature) => ({
      common,
      invoice: invoiceLayout.encode({ ...invoiced, sellerSignature }),
      confirm: confirmLayout.encode({ ...confirmed, acquirerSignature }),
    })),
  )
  const fromBuyer = strongest(acquirerFiles.map((file) => judging.provesBuyerToAcquirer(judge, file)))
  return {
    A1: fromBuyer,
    A2: strongest(acquirerFiles.map((file) => judging.provesSellerToAcquirer(judge, file))),
    S1: strongest(sellerFiles.map((file) => judging.provesAcquirerToSeller(judge, file))),
    S2: strongest(sellerFiles.map((file) => judging.provesBuyerToSeller(judge, file))),
    B1: fromBuyer,
    B2: strongest(buyerFiles.map((file) => judging.provesAcquirerToBuyer(judge, file))),
    B3: strongest(buyerFiles.map((file) => judging.provesSellerToBuyer(judge, file))),
    B4: strongest(buyerFiles.map((file) => judging.provesReceipt(judge, file))),
  }
}

describe('a forger', () => {
  it.each(VARIANTS)(
    'gets as far as the letters of the matrix say, requirement by requirement, in %s',
    async (variant) => {
      const files = await filesOf(variant)
      const outsider = forged(files, 'outsider')
      const confidant = forged(files, 'confidant')
      const letters = Object.fromEntries(
        Object.entries(verdicts(files))
          .filter(([requirement]) => requirement in outsider)
          .map(([requirement, honest]) => {
            if (honest === SYMBOL[outsider[requirement]!]) return [requirement, '--']
            return [requirement, honest === SYMBOL[confidant[requirement]!] ? 'w' : 's']
          }),
      )
      const { B5: _privacy, B6: _anonymity, ...column } = MATRIX[variant]
      expect(letters).toEqual(column)
    },
  )

  it('who is a certified buyer signs for itself only, not for the account of another', async () => {
    const { judge, acquirer } = await filesOf('3kp')
    const stranger = (await createWorld({ variant: '3kp', seed: 2 })).ledger.account(ACCOUNT.number)!
    const account = { ...acquirer.account, signatureKey: stranger.signatureKey }
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, account })).toBe('none')
  })

  it('who only names the account, without R_B, does not tie a signed payment to it', async () => {
    const { judge, acquirer } = await filesOf('3kp')
    const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), blinding: new Uint8Array(16) })
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, slip })).toBe('none')
  })

  it.each(['1kp', '2kp'] as const)('who does not know the PIN proves nothing, in %s', async (variant) => {
    const { judge, acquirer } = await filesOf(variant)
    const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), pin: '0000' })
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, slip })).toBe('none')
  })

  it.each(['3kp', '3kp-hardened'] as const)('cannot move any signature to another order, in %s', async (variant) => {
    const files = await filesOf(variant)
    const common = commonLayout.decode(files.acquirer.common)
    const other = commonLayout.encode({ ...common, terms: { ...common.terms, price: 26n } })
    const { judge, acquirer, seller, buyer } = files
    expect(judging.provesSellerToAcquirer(judge, { ...acquirer, common: other })).toBe('none')
    expect(judging.provesBuyerToSeller(judge, { ...seller, common: other })).toBe('none')
    expect(judging.provesAcquirerToSeller(judge, { ...seller, common: other })).toBe('none')
    expect(judging.provesReceipt(judge, { ...buyer, common: other })).toBe('none')
  })

  it('proves nothing with V of another payment, and nothing with bytes that are no file', async () => {
    const { judge, buyer } = await filesOf('3kp')
    const confirmation = confirmLayout.decode(buyer.confirm)
    const withWrongV = confirmLayout.encode({ ...confirmation, accept: new Uint8Array(16) })
    expect(judging.provesReceipt(judge, { ...buyer, confirm: withWrongV })).toBe('none')
    expect(judging.provesReceipt(judge, { ...buyer, invoice: new Uint8Array(3) })).toBe('none')
  })

  it('who left the salt out would give the order away, and the account without R_B', async () => {
    const { judge, acquirer, initiate: first, seller, world } = await filesOf('2kp')
    const request = authRequestLayout.decode(acquirer.request)
    const unsalted = { ...request, descriptionDigest: world.scheme.crypto.hash(DESCRIPTION) }
    const file = { ...acquirer, request: authRequestLayout.encode(unsalted) }
    expect(judging.canConfirmOrder(judge, file, DESCRIPTION)).toBe(true)
    expect(judging.canConfirmOrder(judge, acquirer, DESCRIPTION)).toBe(false)
    expect(judging.canConfirmOrder(judge, acquirer, DESCRIPTION, first)).toBe(true) // SALT_B travels in flow 1
    const buyerPseudonym = pseudonymOf(world.scheme.crypto, new Uint8Array(16), ACCOUNT.number)
    const initiated = initiateLayout.encode({ ...initiateLayout.decode(first), buyerPseudonym })
    const messages = { initiate: initiated, payment: seller.payment }
    expect(judging.buyerIsKnownToSeller(judge, messages, ACCOUNT.number)).toBe('byAccount')
  })
})

/** Protocols.md 1.7: the buyer, or whoever saw flows 1 to 3, asks the acquirer without the seller. */
describe('the disagreement attack', () => {
  it.each([
    ['2kp', 'yes'],
    ['3kp', 'yes'],
    ['3kp-hardened', 'sellerSignatureWrong'],
  ] as const)('on %s: %s', async (variant, expected) => {
    const world = await createWorld({ variant })
    const { buyer, seller, acquirer, ledger } = world
    const terms = priceTerms(25n)
    const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
    const [state, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
    const seen = accepted(second)
    const [paid, third] = await pay(buyer, initiated, seen, NOW)
    const { sealedSlip, buyerSignature } = accepted(third)
    if (paid.step !== 'paid') throw new Error(paid.step)
    const withoutSeller: AuthRequest = {
      clear: seen.clear,
      descriptionDigest: paid.common.descriptionDigest,
      sealedSlip,
      sellerSignature: seen.sellerSignature,
      sellerCertificate: seen.sellerCertificate,
      buyerSignature,
      buyerCertificate: first.buyerCertificate,
    }
    const [change, outcome] = await authorise(acquirer, ledger, withoutSeller, NOW)
    ledger.apply(change)
    expect(outcome.ok ? outcome.value.answer : outcome.refused).toBe(expected)
    // the acquirer has moved money for a payment of which the seller knows nothing but its own invoice
    expect(state?.step).toBe('invoiced')
    expect(ledger.seller('seller-1')?.credited ?? 0n).toBe(expected === 'yes' ? 25n : 0n)
  })
})
