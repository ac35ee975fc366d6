import { describe, expect, it } from 'vitest'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms, runPayment } from '../play/world.ts'
import { initiate, pay } from './buyer.ts'
import { cancel, cancelOnRequest, askToCancel, takeCancel } from './cancel.ts'
import { invoice, requestAuthorisation } from './seller.ts'

describe('cancelling', () => {
  it('releases VC only before the acquirer is asked, and V only after a yes: never both', async () => {
    for (const variant of ['2kp', '3kp', '3kp-hardened'] as const) {
      const world = await createWorld({ variant })
      const run = await runPayment(world, priceTerms(25n))
      expect(cancel(run.seller)[1]).toMatchObject({ refused: 'tooLateToCancel' })
      expect(JSON.stringify(Object.keys(run.seller))).not.toContain('cancel')
    }
  })

  it('stops a payment, shows VC, and refuses the payment message afterwards', async () => {
    const world = await createWorld()
    const { buyer, seller } = world
    const terms = priceTerms(25n)
    const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
    const [invoiced, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
    const [paid, third] = await pay(buyer, initiated, accepted(second), NOW)
    if (paid.step !== 'paid') throw new Error(paid.step)
    const [withdrawn, shown] = cancelOnRequest(invoiced!, askToCancel(paid))
    expect(requestAuthorisation(seller, withdrawn, accepted(third), NOW)[1]).toMatchObject({ refused: 'outOfOrder' })
    const [cancelled, taken] = takeCancel(buyer, paid, accepted(shown))
    expect(accepted(taken)).toBe('cancelled')
    expect(cancelled.step).toBe('cancelled')
    const forged = { ...accepted(shown), cancel: new Uint8Array(16) }
    expect(takeCancel(buyer, paid, forged)[1]).toMatchObject({ refused: 'cancelWrong' })
    const other = { ...accepted(shown), commonDigest: new Uint8Array(32) }
    expect(takeCancel(buyer, paid, other)[1]).toMatchObject({ refused: 'anotherPayment' })
    expect(cancelOnRequest(invoiced!, { commonDigest: new Uint8Array(32) })[1]).toMatchObject({
      refused: 'anotherPayment',
    })
  })

  it('is not offered by 1KP, where nothing would prove who cancels', async () => {
    const world = await createWorld({ variant: '1kp' })
    const terms = priceTerms(25n)
    const [, first] = initiate(world.buyer, { sellerId: 'seller-1', description: DESCRIPTION, terms })
    const [state] = invoice(world.seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
    expect(cancel(state!)[1]).toMatchObject({ refused: 'variantHasNoCancel' })
  })
})
