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
  const opened = await buyer.crypto.sealing.open(acquirer.sealingKey, request.sealedSlip, request.clear.commonDigest)
  return {
    world,
    judge: { crypto: scheme.crypto, certificates: createCertificateCheck(scheme.crypto, scheme.authority.publicKey) },
    acquirer: { common, request: authRequestLayout.encode(request), slip: opened!, account: ACCOUNT },
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

describe('a forger', () => {
  it.each(['1kp', '2kp'] as const)(
    'who knows BAN and PIN makes the same weak evidence as the buyer, in %s',
    async (variant) => {
      const { judge, acquirer, world } = await filesOf(variant)
      const common = commonLayout.decode(acquirer.common)
      const blinding = new Uint8Array(16).fill(7)
      const forged = commonLayout.encode({
        ...common,
        buyerPseudonym: pseudonymOf(world.scheme.crypto, blinding, ACCOUNT.number),
      })
      const commonDigest = world.scheme.crypto.hash(forged)
      const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), blinding, commonDigest })
      expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, common: forged, slip })).toBe('deniable')
    },
  )

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
