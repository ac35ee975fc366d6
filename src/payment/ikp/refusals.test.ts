// Every refusal of buyer, seller and acquirer, each provoked by one change on the wire or one wrong party.

import { describe, expect, it } from 'vitest'
import { runFlow, type FlowResult, type Wiretap } from '../play/flow.ts'
import type { FlowOrder } from './flows.ts'
import {
  accepted,
  couponTerms,
  createWorld,
  DESCRIPTION,
  NOW,
  offerFor,
  priceTerms,
  runPayment,
  type World,
  type WorldOptions,
} from '../play/world.ts'
import { makeChain } from './coupon/buyer.ts'
import { confirm, initiate, pay } from './buyer.ts'
import { issueCertificate } from './certificate.ts'
import { slipLayout, type Clear, type SellerPart, type Slip } from './common.ts'
import { enrolSeller } from './enrol.ts'
import { signedPaymentLayout, signedRequestLayout, type Payment } from './messages.ts'
import { answered, invoice, requestAuthorisation } from './seller.ts'

const ZEROS = new Uint8Array(64)

async function tapped(tap: Wiretap, options: WorldOptions = {}, times: FlowOrder['times'] = {}): Promise<FlowResult> {
  return runFlow(await createWorld(options), priceTerms(25n), tap, times)
}

function by(party: string, refused: string): FlowResult {
  return { kind: 'stopped', by: party, refused } as FlowResult
}

/** Changes what the seller says in Clear. */
function clearWith(change: Partial<SellerPart>): Pick<Wiretap, 'invoice'> {
  return { invoice: (message) => ({ ...message, clear: withSeller(message.clear, change) }) }
}

function withSeller(clear: Clear, change: Partial<SellerPart>): Clear {
  return { ...clear, seller: { ...clear.seller, ...change } }
}

describe('the buyer refuses', () => {
  it.each<[string, Wiretap]>([
    ['otherSeller', clearWith({ sellerId: 'seller-2' })],
    ['dateOutsideWindow', clearWith({ date: NOW + 61_000 })],
    ['alreadyExpired', clearWith({ expires: NOW })],
    ['commonDiffers', clearWith({ transactionId: 2n })],
    ['commonDiffers', clearWith({ nonce: new Uint8Array(16) })],
    ['commonDiffers', clearWith({ acceptDigest: new Uint8Array(32) })],
    ['wrongShape', clearWith({ acceptDigest: undefined })],
    ['wrongShape', clearWith({ sellerShare: new Uint8Array(32) })],
    ['wrongShape', { invoice: (message) => ({ ...message, sellerSignature: undefined }) }],
    ['sellerSignatureWrong', { invoice: (message) => ({ ...message, sellerSignature: ZEROS }) }],
    ['sellerNotCertified', { invoice: (message) => ({ ...message, sellerCertificate: ZEROS }) }],
    ['acquirerNotCertified', { invoice: (message) => ({ ...message, acquirerCertificate: ZEROS }) }],
    ['acquirerSignatureWrong', { confirm: (message) => ({ ...message, answer: 'no', accept: undefined }) }],
    ['acquirerSignatureWrong', { confirm: (message) => ({ ...message, acquirerSignature: ZEROS }) }],
    ['acceptMissing', { confirm: (message) => ({ ...message, accept: undefined }) }],
    ['acceptWrong', { confirm: (message) => ({ ...message, accept: new Uint8Array(16) }) }],
  ])('%s', async (refused, tap) => {
    expect(await tapped(tap)).toEqual(by('buyer', refused))
  })

  it('otherTerms: another chain than its own', async () => {
    const world = await createWorld()
    const chain = makeChain(world.chain, world.buyer.random, 10, 1n)
    const tap: Wiretap = { invoice: (message) => ({ ...message, clear: { ...message.clear, chains: [] } }) }
    expect(await runFlow(world, couponTerms(chain), tap)).toEqual(by('buyer', 'otherTerms'))
  })

  it('a certificate that the authority gave to somebody in another role', async () => {
    const world = await createWorld()
    const asSeller: Wiretap = { invoice: (message) => ({ ...message, sellerCertificate: world.buyer.certificate }) }
    expect(await runFlow(world, priceTerms(25n), asSeller)).toEqual(by('buyer', 'sellerNotCertified'))
  })

  it('a certificate of an authority of the attacker’s own, with everything else signed by it', async () => {
    const world = await createWorld()
    const keys = world.scheme.crypto.signatures.keyPair(() => new Uint8Array(32).fill(9))
    const body = {
      serial: 1n,
      role: 'seller' as const,
      name: 'seller-1',
      notBefore: NOW - 1,
      notAfter: NOW + 1,
      signatureKey: keys.publicKey,
      sealingKey: undefined,
    }
    const sellerCertificate = issueCertificate(world.scheme.crypto, keys.secretKey, body)
    const tap: Wiretap = { invoice: (message) => ({ ...message, sellerCertificate }) }
    expect(await runFlow(world, priceTerms(25n), tap)).toEqual(by('buyer', 'sellerNotCertified'))
  })

  it('outOfOrder and changedRepeat: an answer before the payment, another invoice after it', async () => {
    const world = await createWorld()
    const { buyer, seller } = world
    const order = { sellerId: seller.sellerId, description: DESCRIPTION, terms: priceTerms(25n) }
    const [initiated, first] = initiate(buyer, order)
    const offer = offerFor(order.terms)
    const message = { answer: 'yes', acquirerSignature: ZEROS, accept: undefined } as const
    expect(confirm(buyer, initiated, message)[1]).toMatchObject({ refused: 'outOfOrder' })
    const one = accepted(invoice(seller, { initiate: first, offer, transactionId: 1n, now: NOW })[1])
    const two = accepted(invoice(seller, { initiate: first, offer, transactionId: 2n, now: NOW })[1])
    const [paid, payment] = await pay(buyer, initiated, one, NOW)
    expect((await pay(buyer, paid, one, NOW))[1]).toEqual(payment)
    expect((await pay(buyer, paid, two, NOW))[1]).toMatchObject({ refused: 'changedRepeat' })
  })
})

describe('the seller refuses', () => {
  it.each<[string, Wiretap]>([
    ['wrongShape', { initiate: (message) => ({ ...message, buyerCertificate: undefined }) }],
    ['otherTerms', { initiate: (message) => ({ ...message, terms: priceTerms(24n) }) }],
    ['termsNotSane', { initiate: (message) => ({ ...message, terms: { ...message.terms, values: [1n] } }) }],
    ['buyerNotCertified', { initiate: (message) => ({ ...message, buyerCertificate: ZEROS }) }],
    ['buyerSignatureWrong', { payment: (message) => ({ ...message, buyerSignature: ZEROS }) }],
    ['buyerSignatureWrong', { payment: (message) => ({ ...message, sealedSlip: ZEROS }) }],
    ['wrongShape', { payment: (message) => ({ ...message, buyerSignature: undefined }) }],
    ['acquirerSignatureWrong', { response: (message) => ({ ...message, answer: 'no' }) }],
    ['acquirerSignatureWrong', { response: (message) => ({ ...message, acquirerSignature: ZEROS }) }],
  ])('%s', async (refused, tap) => {
    expect(await tapped(tap)).toEqual(by('seller', refused))
  })

  it('alreadyExpired: a payment after the hold that it asks for would have ended', async () => {
    expect(await tapped({}, {}, { seller: NOW + 3_600_000 })).toEqual(by('seller', 'alreadyExpired'))
  })

  it('outOfOrder and changedRepeat', async () => {
    const world = await createWorld()
    const run = await runPayment(world, priceTerms(25n))
    const other: Payment = { sealedSlip: ZEROS, buyerSignature: ZEROS }
    expect(requestAuthorisation(world.seller, run.seller, other, NOW)[1]).toMatchObject({ refused: 'changedRepeat' })
    const no = { answer: 'no', acquirerSignature: ZEROS } as const
    expect(answered(world.seller, run.seller, no)[1]).toMatchObject({ refused: 'changedRepeat' })
    const [, first] = initiate(world.buyer, { sellerId: 'seller-1', description: DESCRIPTION, terms: priceTerms(25n) })
    const input = { initiate: first, offer: offerFor(priceTerms(25n)), transactionId: 2n, now: NOW }
    const [invoiced] = invoice(world.seller, input)
    expect(answered(world.seller, invoiced!, no)[1]).toMatchObject({ refused: 'outOfOrder' })
  })
})

describe('the acquirer refuses', () => {
  it.each<[string, Wiretap]>([
    ['wrongShape', { request: (message) => ({ ...message, buyerSignature: undefined }) }],
    ['holdTooLong', { request: (message) => ({ ...message, clear: withSeller(message.clear, { expires: 2e12 }) }) }],
    ['sellerNotCertified', { request: (message) => ({ ...message, sellerCertificate: ZEROS }) }],
    [
      'sellerNotCertified',
      { request: (message) => ({ ...message, clear: withSeller(message.clear, { sellerId: 'x' }) }) },
    ],
    ['sellerSignatureWrong', { request: (message) => ({ ...message, sellerSignature: ZEROS }) }],
    ['sellerSignatureWrong', { request: (message) => ({ ...message, sealedSlip: ZEROS }) }],
    ['commonDiffers', { request: (message) => ({ ...message, descriptionDigest: new Uint8Array(32) }) }],
    [
      'commonDiffers',
      { request: (message) => ({ ...message, clear: withSeller(message.clear, { transactionId: 9n }) }) },
    ],
    ['buyerNotCertified', { request: (message) => ({ ...message, buyerCertificate: ZEROS }) }],
    ['buyerSignatureWrong', { request: (message) => ({ ...message, buyerSignature: ZEROS }) }],
  ])('%s', async (refused, tap) => {
    expect(await tapped(tap)).toEqual(by('acquirer', refused))
  })

  it('dateOutsideWindow, on both sides of its clock, and alreadyExpired inside it', async () => {
    const day = 24 * 3_600_000
    expect(await tapped({}, {}, { acquirer: NOW + day + 1 })).toEqual(by('acquirer', 'dateOutsideWindow'))
    expect(await tapped({}, {}, { acquirer: NOW - day - 1 })).toEqual(by('acquirer', 'dateOutsideWindow'))
    expect(await tapped({}, {}, { acquirer: NOW + 3_600_000 })).toEqual(by('acquirer', 'alreadyExpired'))
  })

  it('slipNotIntact: a slip sealed to somebody else', async () => {
    const world = await createWorld({ variant: '2kp' })
    const other = await world.scheme.crypto.sealing.keyPair(() => new Uint8Array(32).fill(3))
    const { sealing } = world.scheme.crypto
    const sealed = await sealing.seal(other.publicKey, DESCRIPTION, new Uint8Array(32))
    const tap: Wiretap = { request: (message) => ({ ...message, sealedSlip: sealed }) }
    expect(await runFlow(world, priceTerms(25n), tap)).toEqual(by('acquirer', 'slipNotIntact'))
  })

  it.each<[string, Partial<Slip>]>([
    ['slipForAnotherOrder', { commonDigest: new Uint8Array(32) }],
    ['commonDiffers', { price: 24n }],
    ['commonDiffers', { currency: 'EUR' }],
    ['commonDiffers', { account: '0000 0000' }],
    ['commonDiffers', { blinding: new Uint8Array(16) }],
    ['accountUnknown', { expiration: '01/26' }],
    ['pinWrong', { pin: '0000' }],
    ['pinWrong', { pin: undefined }],
  ])('%s: a buyer whose slip says something else than the order', async (refused, change) => {
    const world = await createWorld({ variant: '2kp', pin: '2580' })
    expect(await runFlow(world, priceTerms(25n), { payment: await slipWith(world, change) })).toEqual(
      by('acquirer', refused),
    )
  })

  it('anchorUsedBefore: the same chain at a second payment', async () => {
    const world = await createWorld()
    const chain = makeChain(world.chain, world.buyer.random, 10, 1n)
    await runPayment(world, couponTerms(chain), 7n)
    expect(await runFlow(world, couponTerms(chain))).toEqual(by('acquirer', 'anchorUsedBefore'))
  })

  it('buyerKeyNotRegistered: a certified buyer pays from another buyer’s account', async () => {
    const world = await createWorld()
    const account = world.ledger.account('4711 0815')!
    world.ledger.apply({ account: { ...account, signatureKey: new Uint8Array(32) } })
    expect(await runFlow(world, priceTerms(25n))).toEqual(by('acquirer', 'buyerKeyNotRegistered'))
  })

  it('changedRepeat: another request under a used TID, whoever is behind it, and counts an alarm', async () => {
    const world = await createWorld()
    await runFlow(world, priceTerms(25n))
    expect(await runFlow(world, priceTerms(25n))).toEqual(by('acquirer', 'changedRepeat'))
    expect(world.ledger.payment('seller-1', 1n)?.alarms).toBe(1)
    expect(world.ledger.account('4711 0815')).toMatchObject({ charged: 25n })
  })

  it('not the same TID of another seller: TIDs are per seller', async () => {
    const world = await createWorld()
    await runFlow(world, priceTerms(25n))
    const acquirer = world.acquirerSetup
    const { crypto, random, holdMs } = world.seller
    const seller = enrolSeller(world.scheme, { crypto, random, sellerId: 'seller-2', acquirer, holdMs })
    expect(await runFlow({ ...world, seller }, priceTerms(25n))).toEqual({ kind: 'answered', answer: 'yes' })
  })

  it('signatures of one purpose in place of another', async () => {
    const world = await createWorld({ variant: '3kp' })
    const swap: Wiretap = { request: (message) => ({ ...message, sellerSignature: message.buyerSignature }) }
    expect(await runFlow(world, priceTerms(25n), swap)).toEqual(by('acquirer', 'sellerSignatureWrong'))
    const input = { sealedSlip: ZEROS, commonDigest: new Uint8Array(32) }
    expect(signedPaymentLayout.encode(input)).not.toEqual(signedRequestLayout.encode(input))
  })
})

/** A payment of 2KP in which the buyer seals another slip than its order asks for. */
async function slipWith(world: World, change: Partial<Slip>): Promise<(message: Payment) => Payment> {
  const { sealing } = world.scheme.crypto
  const acquirerKey = world.buyer.certificates(world.acquirerSetup.certificate, 'acquirer', NOW)!.sealingKey!
  let resealed: Payment | undefined
  const spying = await createWorld({ variant: '2kp', pin: '2580' })
  await runFlow(spying, priceTerms(25n), { payment: (message) => (resealed = message) })
  const opened = await sealing.open(spying.acquirer.sealingKey, resealed!.sealedSlip, await digestSeen(spying))
  const slip = { ...slipLayout.decode(opened!), ...change }
  const sealedSlip = await sealing.seal(acquirerKey, slipLayout.encode(slip), await digestSeen(world))
  return (message) => ({ ...message, sealedSlip })
}

/** H(Common) of the world's first payment: seeded worlds repeat themselves. */
async function digestSeen(world: World): Promise<Uint8Array> {
  const twin = await createWorld({ variant: '2kp', pin: '2580' })
  let digest = new Uint8Array()
  await runFlow(twin, priceTerms(25n), {
    invoice: (message) => {
      digest = message.clear.commonDigest.slice()
      return message
    },
  })
  expect(world.seller.sellerId).toBe(twin.seller.sellerId)
  return digest
}
