// Cancel and Inquiry, step by step; what they do on a hostile wire is in oracles.test.ts.

import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import { asked, paying } from '../testing/ikp-steps.ts'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms } from '../play/world.ts'
import { confirm, initiate } from './buyer.ts'
import { cancel, cancelOnRequest, takeCancel } from './cancel.ts'
import {
  acquirerStandingLayout,
  buyerLearnsFromAcquirer,
  buyerLearnsFromSeller,
  inquire,
  sellerLearnsFromAcquirer,
  sellerStandingLayout,
  standingAtAcquirer,
  standingAtSeller,
} from './inquiry.ts'
import { answered, invoice, requestAuthorisation } from './seller.ts'
import { VARIANTS } from './variant.ts'

const OTHER_DIGEST = new Uint8Array(32)

describe.each(VARIANTS)('%s: an Inquiry', (variant) => {
  it('gives a seller that missed flow 5 the answer, and changes nothing at the acquirer', async () => {
    const { world, requested, response } = await asked({ variant })
    const before = [...world.ledger.payments()]
    const standing = standingAtAcquirer(world.ledger, inquire(requested))
    expect([...world.ledger.payments()]).toEqual(before)
    const [state, outcome] = sellerLearnsFromAcquirer(world.seller, requested, standing)
    expect(accepted(outcome)).toBe('answered')
    expect(state).toEqual(answered(world.seller, requested, response)[0])
  })

  it('gives a buyer that missed flow 6 the same receipt as Confirm would', async () => {
    const { world, paid, requested, response } = await asked({ variant })
    const [authorised, sixth] = answered(world.seller, requested, response)
    const standing = standingAtSeller(authorised, inquire(paid))
    const [state, outcome] = buyerLearnsFromSeller(world.buyer, paid, standing)
    expect(accepted(outcome)).toBe('answered')
    expect(state).toEqual(confirm(world.buyer, paid, accepted(sixth))[0])
    expect(buyerLearnsFromSeller(world.buyer, state, standing)[0]).toEqual(state)
  })

  it('at the acquirer gives a receipt without V, which the seller may complete', async () => {
    const { world, paid, requested, response } = await asked({ variant })
    const [bare, outcome] = buyerLearnsFromAcquirer(world.buyer, paid, standingAtAcquirer(world.ledger, inquire(paid)))
    expect(accepted(outcome)).toBe('answered')
    expect(bare).toMatchObject({ step: 'answered', receipt: { answer: 'yes', accept: undefined } })
    const confirmation = accepted(answered(world.seller, requested, response)[1])
    const [completed] = confirm(world.buyer, bare, confirmation)
    expect(completed).toEqual(confirm(world.buyer, paid, confirmation)[0])
  })

  it('before there is an answer is unknown everywhere, and nobody moves', async () => {
    const { world, paid, payment, invoiced } = await paying({ variant })
    const [requested] = requestAuthorisation(world.seller, invoiced, payment, NOW)
    for (const state of [undefined, invoiced, requested]) {
      const [next, outcome] = buyerLearnsFromSeller(world.buyer, paid, standingAtSeller(state, inquire(paid)))
      expect([next, accepted(outcome)]).toEqual([paid, 'unknown'])
    }
    const nothing = standingAtAcquirer(world.ledger, inquire(paid))
    expect(buyerLearnsFromAcquirer(world.buyer, paid, nothing)).toEqual([paid, { ok: true, value: 'unknown' }])
    const forSeller = sellerLearnsFromAcquirer(world.seller, requested, nothing)
    expect(forSeller).toEqual([requested, { ok: true, value: 'unknown' }])
  })

  it('about another H(Common) under the same TID_S learns nothing', async () => {
    const { world, paid, requested, response } = await asked({ variant })
    const curious = { ...inquire(paid), commonDigest: OTHER_DIGEST }
    const [authorised] = answered(world.seller, requested, response)
    expect(standingAtSeller(authorised, curious)).toMatchObject({ confirm: undefined, cancel: undefined })
    expect(standingAtAcquirer(world.ledger, curious).response).toBeUndefined()
  })
})

it('an Inquiry about a no brings the no', async () => {
  const { world, paid } = await asked({ creditLimit: 24n })
  const [state] = buyerLearnsFromAcquirer(world.buyer, paid, standingAtAcquirer(world.ledger, inquire(paid)))
  expect(state).toMatchObject({ step: 'answered', receipt: { answer: 'no', accept: undefined } })
})

it('an Inquiry about a cancelled payment brings VC, again and again', async () => {
  const { world, paid, invoiced } = await paying()
  const [cancelled] = cancel(invoiced)
  const standing = standingAtSeller(cancelled, inquire(paid))
  expect(standing).toEqual(standingAtSeller(cancelled, inquire(paid)))
  const [state, outcome] = buyerLearnsFromSeller(world.buyer, paid, standing)
  expect(accepted(outcome)).toBe('cancelled')
  expect(state).toMatchObject({ step: 'cancelled', cancel: invoiced.secrets?.cancel })
})

describe('a reply to an Inquiry is refused', () => {
  it('when it is about another payment: anotherPayment', async () => {
    const { world, paid, requested } = await asked()
    const forBuyer = { commonDigest: OTHER_DIGEST, confirm: undefined, cancel: undefined }
    const fromAcquirer = { commonDigest: OTHER_DIGEST, response: undefined }
    expect(buyerLearnsFromSeller(world.buyer, paid, forBuyer)[1]).toMatchObject({ refused: 'anotherPayment' })
    expect(buyerLearnsFromAcquirer(world.buyer, paid, fromAcquirer)[1]).toMatchObject({ refused: 'anotherPayment' })
    expect(sellerLearnsFromAcquirer(world.seller, requested, fromAcquirer)[1]).toMatchObject({
      refused: 'anotherPayment',
    })
  })

  it('before the buyer has paid anything: anotherPayment', async () => {
    const { world, initiated, paid, response } = await asked()
    const standing = { commonDigest: paid.commonDigest, response }
    expect(buyerLearnsFromAcquirer(world.buyer, initiated, standing)[1]).toMatchObject({ refused: 'anotherPayment' })
  })

  it('when it shows a Confirm and a VC at once: wrongShape', async () => {
    const { world, paid, requested, response, invoiced } = await asked()
    const confirmation = accepted(answered(world.seller, requested, response)[1])
    const both = { commonDigest: paid.commonDigest, confirm: confirmation, cancel: invoiced.secrets?.cancel }
    expect(buyerLearnsFromSeller(world.buyer, paid, both)[1]).toMatchObject({ refused: 'wrongShape' })
  })

  it('when the answer in it is not signed by the acquirer: acquirerSignatureWrong', async () => {
    const { world, paid, requested, response } = await asked()
    const forged = { commonDigest: paid.commonDigest, response: { ...response, answer: 'no' as const } }
    const refusal = { refused: 'acquirerSignatureWrong' }
    expect(buyerLearnsFromAcquirer(world.buyer, paid, forged)[1]).toMatchObject(refusal)
    expect(sellerLearnsFromAcquirer(world.seller, requested, forged)[1]).toMatchObject(refusal)
  })

  it('when any byte of it is altered', async () => {
    const { world, paid, requested, response } = await asked()
    const [authorised] = answered(world.seller, requested, response)
    const shown = sellerStandingLayout.encode(standingAtSeller(authorised, inquire(paid)))
    const stored = acquirerStandingLayout.encode(standingAtAcquirer(world.ledger, inquire(paid)))
    for (const position of shown.keys()) {
      expect(
        refusedOrUnreadable(() =>
          buyerLearnsFromSeller(world.buyer, paid, sellerStandingLayout.decode(flipped(shown, position))),
        ),
      ).toBe(true)
    }
    for (const position of stored.keys()) {
      expect(
        refusedOrUnreadable(() =>
          buyerLearnsFromAcquirer(world.buyer, paid, acquirerStandingLayout.decode(flipped(stored, position))),
        ),
      ).toBe(true)
    }
  })
})

function flipped(bytes: Uint8Array, position: number): Uint8Array {
  return bytes.with(position, (bytes[position] ?? 0) ^ 1)
}

function refusedOrUnreadable(run: () => readonly [unknown, { readonly ok: boolean }]): boolean {
  try {
    return !run()[1].ok
  } catch (error) {
    if (error instanceof DecodeError) return true
    throw error
  }
}

describe('V and VC', () => {
  it('never stand in one state once either may leave: the types say so', async () => {
    const { invoiced, requested } = await asked()
    const [cancelled] = cancel(invoiced)
    if (cancelled.step !== 'cancelled') throw new Error(cancelled.step)
    // @ts-expect-error a seller that has asked the acquirer holds no VC any more
    expect(requested.cancelSecret).toBeUndefined()
    // @ts-expect-error a seller that has cancelled holds no V any more
    expect(cancelled.acceptSecret).toBeUndefined()
    expect(Object.values(requested)).not.toContain(invoiced.secrets?.cancel)
    expect(Object.values(cancelled)).not.toContain(invoiced.secrets?.accept)
  })

  it('both shown by somebody are kept as a contradiction, whichever came first', async () => {
    const { world, paid, requested, response, invoiced } = await asked()
    const confirmation = accepted(answered(world.seller, requested, response)[1])
    const withdrawal = { commonDigest: paid.commonDigest, cancel: invoiced.secrets!.cancel }
    const [yes] = confirm(world.buyer, paid, confirmation)
    const [afterYes, refused] = takeCancel(world.buyer, yes, withdrawal)
    expect(refused).toMatchObject({ refused: 'contradiction' })
    const [no] = takeCancel(world.buyer, paid, withdrawal)
    const [afterCancel, refusedToo] = confirm(world.buyer, no, confirmation)
    expect(refusedToo).toMatchObject({ refused: 'contradiction' })
    expect(afterCancel).toEqual(afterYes)
    expect(confirm(world.buyer, afterYes, confirmation)).toEqual([afterYes, refused])
    expect(takeCancel(world.buyer, afterYes, withdrawal)).toEqual([afterYes, refused])
  })

  it('of a payment that was declined: V is gone, and a cancellation comes too late', async () => {
    const { world, requested, response, invoiced } = await asked({ creditLimit: 24n })
    const [declined, confirmation] = answered(world.seller, requested, response)
    expect(accepted(confirmation).accept).toBeUndefined()
    expect(Object.values(declined)).not.toContain(invoiced.secrets?.accept)
    expect(cancel(declined)[1]).toMatchObject({ refused: 'tooLateToCancel' })
  })
})

describe('a cancellation', () => {
  it('is repeated with the same VC', async () => {
    const { invoiced } = await paying()
    const [cancelled, first] = cancel(invoiced)
    expect(cancelOnRequest(cancelled, { commonDigest: invoiced.commonDigest })).toEqual([cancelled, first])
  })

  it('is refused where the invoice has no H(VC): variantHasNoCancel', async () => {
    const { world, paid } = await paying({ variant: '1kp' })
    const made = { commonDigest: paid.commonDigest, cancel: new Uint8Array(16) }
    expect(takeCancel(world.buyer, paid, made)[1]).toMatchObject({ refused: 'variantHasNoCancel' })
  })

  it('is refused before the buyer holds an invoice: outOfOrder', async () => {
    const { world, paid, invoiced } = await paying()
    const [initiated] = initiate(world.buyer, paid.order)
    const withdrawal = { commonDigest: paid.commonDigest, cancel: invoiced.secrets!.cancel }
    expect(takeCancel(world.buyer, initiated, withdrawal)[1]).toMatchObject({ refused: 'outOfOrder' })
  })

  it('after a no is taken and changes nothing: V never left', async () => {
    const { world, paid, requested, response, invoiced } = await asked({ creditLimit: 24n })
    const [answeredNo] = confirm(world.buyer, paid, accepted(answered(world.seller, requested, response)[1]))
    const withdrawal = { commonDigest: paid.commonDigest, cancel: invoiced.secrets!.cancel }
    expect(takeCancel(world.buyer, answeredNo, withdrawal)).toEqual([answeredNo, { ok: true, value: 'cancelled' }])
  })
})

it('nothing that must be fresh is used twice: R_B, SALT_B, NONCE_S, H(V) and H(VC) differ from payment to payment', async () => {
  const world = await createWorld()
  const { buyer, seller } = world
  const order = { sellerId: seller.sellerId, description: DESCRIPTION, terms: priceTerms(25n) }
  const fresh: string[] = []
  for (const transactionId of [1n, 2n, 3n]) {
    const [initiated, first] = initiate(buyer, order)
    const offer = offerFor(order.terms)
    const { nonce, acceptDigest, cancelDigest } = accepted(
      invoice(seller, { initiate: first, offer, transactionId, now: NOW })[1],
    ).clear.seller
    fresh.push(...[initiated.blinding, first.salt, first.buyerPseudonym, nonce, acceptDigest, cancelDigest].map(String))
  }
  expect(new Set(fresh).size).toBe(18)
})
