import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../bytes/decode-error.ts'
import { commonLayout } from '../common.ts'
import { checkFor } from '../enrol.ts'
import { authResponseLayout, paymentLayout } from '../messages.ts'
import { opened } from '../../play/coupon-steps.ts'
import { takenUpTo } from '../../testing/coupon-steps.ts'
import { createWorld, openCoupons } from '../../play/world.ts'
import { judgeCoupons, type CouponEvidence, type CouponJudge } from './judge.ts'

/** What a seller keeps of a chain of which it has taken `spent` coupons at 3 units each. */
async function stored(spent: number) {
  const run = await opened(10, 3n)
  const { world } = run
  const { best } = spent === 0 ? run.sellerChain : takenUpTo(run, spent).seller
  const { seller } = run.run
  if (seller.step !== 'authorised' || seller.buyerCertificate === undefined) throw new Error(seller.step)
  const { payment, response, buyerCertificate } = seller
  const proof = { common: commonLayout.encode(seller.common), payment, response, buyerCertificate }
  const evidence: CouponEvidence = { ...proof, position: 0, spent: best.spent, coupon: best.value }
  const judge: CouponJudge = {
    crypto: world.seller.crypto,
    variant: world.seller.variant,
    chain: world.chain,
    certificates: checkFor(world.scheme, world.seller.crypto),
    acquirerKey: world.seller.acquirerKey,
  }
  return { evidence, judge, world }
}

describe('from stored bytes a judge', () => {
  it.each([
    [0, 0n],
    [1, 3n],
    [10, 30n],
  ])('finds what %d coupons are worth', async (spent, owed) => {
    const { judge, evidence } = await stored(spent)
    expect(judgeCoupons(judge, evidence)).toEqual({ ok: true, value: { sellerId: 'seller-1', owed } })
  })

  it.each<[string, Partial<CouponEvidence>, string]>([
    ['a coupon that was not shown', { spent: 5 }, 'valueNotOnChain'],
    ['a chain that is not in Common', { position: 1 }, 'chainUnknown'],
    ['a certificate that is none', { buyerCertificate: new Uint8Array(4) }, 'buyerNotCertified'],
    [
      'a payment that the buyer did not sign',
      { payment: paymentLayout.encode({ sealedSlip: new Uint8Array(4), buyerSignature: new Uint8Array(64) }) },
      'buyerDidNotSign',
    ],
    [
      'a payment without any signature of the buyer',
      { payment: paymentLayout.encode({ sealedSlip: new Uint8Array(4), buyerSignature: undefined }) },
      'buyerDidNotSign',
    ],
    [
      'an answer that the acquirer did not sign',
      { response: authResponseLayout.encode({ answer: 'yes', acquirerSignature: new Uint8Array(64) }) },
      'acquirerDidNotAuthorise',
    ],
  ])('does not believe %s', async (_name, change, refused) => {
    const { judge, evidence } = await stored(3)
    expect(judgeCoupons(judge, { ...evidence, ...change })).toEqual({ ok: false, refused })
  })

  it('does not take a signed no for a yes', async () => {
    const world = await createWorld({ creditLimit: 1n })
    const { run } = await openCoupons(world, 10)
    if (run.seller.step !== 'declined') throw new Error(run.seller.step)
    const { judge, evidence } = await stored(0)
    const { payment, response, buyerCertificate = new Uint8Array(), common } = run.seller
    const declined = { ...evidence, payment, response, buyerCertificate, common: commonLayout.encode(common) }
    const certificates = checkFor(world.scheme, world.seller.crypto)
    const local = { ...judge, certificates, acquirerKey: world.seller.acquirerKey }
    expect(judgeCoupons(local, declined)).toEqual({ ok: false, refused: 'acquirerDidNotAuthorise' })
  })

  it('needs Common and Sig_B: the coupon alone proves nothing', async () => {
    const { judge, evidence } = await stored(3)
    expect(() => judgeCoupons(judge, { ...evidence, common: new Uint8Array() })).toThrow(DecodeError)
    expect(() => judgeCoupons(judge, { ...evidence, payment: new Uint8Array() })).toThrow(DecodeError)
    const signed = paymentLayout.decode(evidence.payment)
    const lost = paymentLayout.encode({ ...signed, buyerSignature: signed.buyerSignature?.with(0, 0xff) })
    expect(judgeCoupons(judge, { ...evidence, payment: lost })).toEqual({ ok: false, refused: 'buyerDidNotSign' })
  })

  it('needs no Sig_B below 3KP: there only Sig_A speaks for the buyer', async () => {
    const { judge, evidence } = await stored(3)
    const unsigned = { ...evidence, buyerCertificate: undefined }
    expect(judgeCoupons({ ...judge, variant: '2kp' }, unsigned)).toMatchObject({ ok: true, value: { owed: 9n } })
    expect(judgeCoupons(judge, unsigned)).toEqual({ ok: false, refused: 'buyerNotCertified' })
  })

  it('is told by Common alone what a coupon is worth: another Common is not what was signed', async () => {
    const { judge, evidence } = await stored(3)
    const common = commonLayout.decode(evidence.common)
    const dearer = commonLayout.encode({ ...common, terms: { ...common.terms, values: [4n] } })
    expect(judgeCoupons(judge, { ...evidence, common: dearer })).toMatchObject({ refused: 'buyerDidNotSign' })
  })
})
