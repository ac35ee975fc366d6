import { describe, expect, it } from 'vitest'
import type { Layout } from '../../bytes/layout.ts'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms, type World } from '../testing/world.ts'
import { authorise } from './acquirer.ts'
import { initiate, pay, type BuyerPayment, type SentPayment } from './buyer.ts'
import { askToCancel, cancel, cancelLayout, cancelOnRequest, cancelRequestLayout, takeCancel } from './cancel.ts'
import {
  acquirerStandingLayout,
  buyerLearnsFromAcquirer,
  buyerLearnsFromSeller,
  inquire,
  inquiryLayout,
  sellerLearnsFromAcquirer,
  sellerStandingLayout,
  standingAtAcquirer,
  standingAtSeller,
} from './inquiry.ts'
import { answered, invoice, requestAuthorisation, type SellerPayment } from './seller.ts'
import type { Variant } from './variant.ts'

interface Lost {
  readonly world: World
  readonly buyer: SentPayment
  /** Before the acquirer's answer came, and after it. */
  readonly waiting: SellerPayment
  readonly answered: SellerPayment
}

function carried<T>(layout: Layout<T>, message: T): T {
  return layout.decode(layout.encode(message))
}

/** A payment whose flows 5 and 6 got lost: the acquirer has answered, nobody else knows. */
async function lost(variant: Variant = '3kp-hardened', creditLimit?: bigint): Promise<Lost> {
  const world = await createWorld(creditLimit === undefined ? { variant } : { variant, creditLimit })
  const { buyer, seller, acquirer, ledger } = world
  const terms = priceTerms(25n)
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
  const [state, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
  const [paid, third] = await pay(buyer, initiated, accepted(second), NOW)
  const [waiting, fourth] = requestAuthorisation(seller, state!, accepted(third), NOW)
  const [change, fifth] = await authorise(acquirer, ledger, accepted(fourth), NOW)
  ledger.apply(change)
  if (paid.step !== 'paid') throw new Error(paid.step)
  return { world, buyer: paid, waiting, answered: answered(seller, waiting, accepted(fifth))[0] }
}

describe('inquiry', () => {
  it('gives a seller the answer that it missed, and with it V for the buyer', async () => {
    const { world, buyer, waiting } = await lost()
    const inquiry = carried(inquiryLayout, inquire(waiting))
    const standing = carried(acquirerStandingLayout, standingAtAcquirer(world.ledger, inquiry))
    const [state, learnt] = sellerLearnsFromAcquirer(world.seller, waiting, standing)
    expect(accepted(learnt)).toBe('answered')
    const toBuyer = carried(sellerStandingLayout, standingAtSeller(state, carried(inquiryLayout, inquire(buyer))))
    const [receipt, told] = buyerLearnsFromSeller(world.buyer, buyer, toBuyer)
    expect(accepted(told)).toBe('answered')
    expect(receipt).toMatchObject({ step: 'answered', receipt: { answer: 'yes' } })
  })

  it('gives a buyer whose seller is silent a receipt without V, which the seller completes later', async () => {
    const { world, buyer, answered: state } = await lost()
    const standing = standingAtAcquirer(world.ledger, inquire(buyer))
    const [known, learnt] = buyerLearnsFromAcquirer(world.buyer, buyer, standing)
    expect(accepted(learnt)).toBe('answered')
    expect(known).toMatchObject({ receipt: { answer: 'yes', accept: undefined } })
    const [complete] = buyerLearnsFromSeller(world.buyer, known, standingAtSeller(state, inquire(buyer)))
    expect((complete as { receipt: { accept?: Uint8Array } }).receipt.accept).toBeInstanceOf(Uint8Array)
  })

  it('changes nothing at who answers, however often it is asked', async () => {
    const { world, buyer, answered: state } = await lost()
    const before = [...world.ledger.payments()]
    expect(standingAtAcquirer(world.ledger, inquire(buyer))).toEqual(standingAtAcquirer(world.ledger, inquire(buyer)))
    expect(standingAtSeller(state, inquire(buyer))).toEqual(standingAtSeller(state, inquire(buyer)))
    expect([...world.ledger.payments()]).toEqual(before)
  })

  it('learns nothing of a payment that nobody knows, and nothing by another H(Common) under the same TID', async () => {
    const { world, buyer, waiting, answered: state } = await lost()
    const other = { ...inquire(buyer), commonDigest: new Uint8Array(32) }
    expect(standingAtAcquirer(world.ledger, other).response).toBeUndefined()
    expect(standingAtSeller(state, other)).toMatchObject({ confirm: undefined, cancel: undefined })
    expect(standingAtSeller(undefined, inquire(buyer))).toMatchObject({ confirm: undefined, cancel: undefined })
    const unknown = { commonDigest: buyer.commonDigest, response: undefined }
    expect(accepted(sellerLearnsFromAcquirer(world.seller, waiting, unknown)[1])).toBe('unknown')
    expect(accepted(buyerLearnsFromAcquirer(world.buyer, buyer, unknown)[1])).toBe('unknown')
  })

  it('refuses a reply about another payment, and one that says two things at once', async () => {
    const { world, buyer, waiting, answered: state } = await lost()
    const other = { commonDigest: new Uint8Array(32), response: undefined }
    expect(sellerLearnsFromAcquirer(world.seller, waiting, other)[1]).toMatchObject({ refused: 'anotherPayment' })
    expect(buyerLearnsFromAcquirer(world.buyer, buyer, other)[1]).toMatchObject({ refused: 'anotherPayment' })
    const both = { ...standingAtSeller(state, inquire(buyer)), cancel: new Uint8Array(16) }
    expect(buyerLearnsFromSeller(world.buyer, buyer, both)[1]).toMatchObject({ refused: 'wrongShape' })
  })

  it('refuses an answer that the acquirer did not sign', async () => {
    const { world, buyer } = await lost()
    const forged = { answer: 'no' as const, acquirerSignature: new Uint8Array(64) }
    const standing = { commonDigest: buyer.commonDigest, response: forged }
    expect(buyerLearnsFromAcquirer(world.buyer, buyer, standing)[1]).toMatchObject({
      refused: 'acquirerSignatureWrong',
    })
  })

  it('tells of a cancellation with VC', async () => {
    const world = await createWorld()
    const { buyer, seller } = world
    const terms = priceTerms(25n)
    const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
    const [state, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
    const [paid] = await pay(buyer, initiated, accepted(second), NOW)
    if (paid.step !== 'paid') throw new Error(paid.step)
    const request = carried(cancelRequestLayout, askToCancel(paid))
    const [withdrawn, shown] = cancelOnRequest(state!, request)
    carried(cancelLayout, accepted(shown))
    const [cancelled, told] = buyerLearnsFromSeller(buyer, paid, standingAtSeller(withdrawn, inquire(paid)))
    expect(accepted(told)).toBe('cancelled')
    expect(cancelled.step).toBe('cancelled')
    expect(cancel(withdrawn)[1]).toEqual(shown)
  })
})

it('a yes of the acquirer beside a VC of the seller is a contradiction, and the buyer keeps both', async () => {
  const { world, buyer, answered: state } = await lost()
  const standing = standingAtSeller(state, inquire(buyer))
  const [receipt] = buyerLearnsFromSeller(world.buyer, buyer, standing)
  // a seller that kept VC although the state machine drops it
  const twin = await createWorld()
  const [, first] = initiate(twin.buyer, { sellerId: 'seller-1', description: DESCRIPTION, terms: priceTerms(25n) })
  const input = { initiate: first, offer: offerFor(priceTerms(25n)), transactionId: 1n, now: NOW }
  const [kept] = invoice(twin.seller, input)
  const shown = { ...accepted(cancel(kept!)[1]), commonDigest: buyer.commonDigest }
  const [evidence, outcome]: readonly [BuyerPayment, unknown] = takeCancel(world.buyer, receipt, shown)
  expect(outcome).toMatchObject({ refused: 'contradiction' })
  expect(evidence.step).toBe('contradicted')
})
