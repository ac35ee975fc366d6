// Answers that come twice, late, or in two kinds, and what a dishonest acquirer or seller could make of that.

import { describe, expect, it } from 'vitest'
import { asked, paying, type Asked } from '../testing/ikp-steps.ts'
import { accepted, NOW, offerFor, priceTerms } from '../play/world.ts'
import { confirm, confirmByAcquirer, initiate } from './buyer.ts'
import { cancel, takeCancel } from './cancel.ts'
import { signedAnswerLayout, type Answer, type AuthResponse } from './messages.ts'
import { answered, invoice, requestAuthorisation } from './seller.ts'

/** What an acquirer that signs anything would say. */
function signedBy({ world, paid }: Asked, answer: Answer): AuthResponse {
  const signed = signedAnswerLayout.encode({ answer, commonDigest: paid.commonDigest })
  const { crypto, signatureKey } = world.acquirer
  return { answer, acquirerSignature: crypto.signatures.sign(signatureKey, signed) }
}

describe('the buyer', () => {
  it('refuses a no after a yes, though the acquirer signed both: changedRepeat', async () => {
    const made = await asked()
    const { world, paid, requested, response } = made
    const [yes] = confirm(world.buyer, paid, accepted(answered(world.seller, requested, response)[1]))
    expect(confirmByAcquirer(world.buyer, yes, signedBy(made, 'no'))).toEqual([
      yes,
      { ok: false, refused: 'changedRepeat' },
    ])
  })

  it('keeps V when the bare answer comes again', async () => {
    const { world, paid, requested, response } = await asked()
    const [complete, receipt] = confirm(world.buyer, paid, accepted(answered(world.seller, requested, response)[1]))
    expect(accepted(receipt).accept).toBeDefined()
    expect(confirmByAcquirer(world.buyer, complete, response)[0]).toBe(complete)
  })

  it('refuses V with a no, or from a seller of 1KP: wrongShape', async () => {
    const declined = await asked({ creditLimit: 24n })
    const { acceptSecret } = declined.requested
    const withV = { ...declined.response, accept: acceptSecret }
    expect(confirm(declined.world.buyer, declined.paid, withV)[1]).toMatchObject({ refused: 'wrongShape' })
    const plain = await asked({ variant: '1kp' })
    const invented = { ...plain.response, accept: new Uint8Array(16) }
    expect(confirm(plain.world.buyer, plain.paid, invented)[1]).toMatchObject({ refused: 'wrongShape' })
  })

  it('stays cancelled when a no comes late: outOfOrder', async () => {
    const made = await asked()
    const { world, paid, invoiced } = made
    const withdrawal = { commonDigest: paid.commonDigest, cancel: invoiced.secrets!.cancel }
    const [cancelled] = takeCancel(world.buyer, paid, withdrawal)
    expect(confirmByAcquirer(world.buyer, cancelled, signedBy(made, 'no'))).toEqual([
      cancelled,
      { ok: false, refused: 'outOfOrder' },
    ])
  })

  it('takes no answer before it has paid: outOfOrder', async () => {
    const { world, initiated, response } = await asked()
    expect(confirmByAcquirer(world.buyer, initiated, response)[1]).toMatchObject({ refused: 'outOfOrder' })
  })

  it('makes no order whose terms do not add up: a fault of its own', async () => {
    const { world, paid } = await paying()
    const order = { ...paid.order, terms: priceTerms(0n) }
    expect(() => initiate(world.buyer, order)).toThrow(RangeError)
  })
})

describe('the seller', () => {
  it('gives one session one invoice, and refuses another Initiate in it: changedRepeat', async () => {
    const { world, initiate: first, invoiced } = await paying()
    const input = { offer: offerFor(priceTerms(25n)), transactionId: 2n, now: NOW, known: invoiced }
    expect(invoice(world.seller, { ...input, initiate: first })).toEqual([
      invoiced,
      { ok: true, value: invoiced.invoice },
    ])
    const other = { ...first, salt: new Uint8Array(16) }
    expect(invoice(world.seller, { ...input, initiate: other })).toEqual([
      invoiced,
      { ok: false, refused: 'changedRepeat' },
    ])
  })

  it('takes no answer for what it cancelled, and no payment: outOfOrder', async () => {
    const { world, invoiced, payment } = await paying()
    const [cancelled] = cancel(invoiced)
    const refused = { refused: 'outOfOrder' }
    expect(requestAuthorisation(world.seller, cancelled, payment, NOW)[1]).toMatchObject(refused)
    const no = { answer: 'no', acquirerSignature: new Uint8Array(64) } as const
    expect(answered(world.seller, cancelled, no)[1]).toMatchObject(refused)
  })
})
