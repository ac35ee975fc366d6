import { describe, expect, it } from 'vitest'
import { accepted, createWorld, NOW, openCoupons, type CouponRun, type World } from '../testing/world.ts'
import { clear, expire } from './acquirer.ts'
import { spend, type BuyerChain } from './buyer.ts'
import type { MicroPayment } from './messages.ts'
import { requestClearing, takeClearReply, takeCoupons, type SellerChain } from './seller.ts'

async function opened(length = 10, value = 1n): Promise<{ world: World } & CouponRun> {
  const world = await createWorld()
  return { world, ...(await openCoupons(world, length, value)) }
}

function paid(state: BuyerChain, units = 1): [BuyerChain, MicroPayment] {
  const [next, outcome] = spend(state, units)
  return [next, accepted(outcome)]
}

function taken(world: World, state: SellerChain, payment: MicroPayment, price = 1n): SellerChain {
  const [next, outcome] = takeCoupons(world.chain, state, { payment, price, now: NOW })
  accepted(outcome)
  return next
}

function signedClearing(world: World, state: SellerChain, final = false) {
  const signatureKey = world.seller.signatureKey!
  return requestClearing(world.seller.crypto, state, { kind: 'signed', signatureKey }, final)
}

describe('spending', () => {
  it('spends exactly n coupons, each worth one step, and not one more', async () => {
    const { world, buyerChain, sellerChain } = await opened(10)
    let buyer = buyerChain
    let seller = sellerChain
    for (let i = 0; i < 10; i += 1) {
      const [next, payment] = paid(buyer)
      expect(payment.index).toBe(9 - i)
      buyer = next
      seller = taken(world, seller, payment)
    }
    expect(seller.best.spent).toBe(10)
    expect(spend(buyer, 1)[1]).toEqual({ ok: false, refused: 'chainExhausted' })
  })

  it('pays several units by the lowest-numbered coupon alone', async () => {
    const { world, buyerChain, sellerChain } = await opened(10, 3n)
    const [, payment] = paid(buyerChain, 4)
    expect(taken(world, sellerChain, payment, 12n).best.spent).toBe(4)
  })

  it('answers a retransmission again without charging', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain)
    const once = taken(world, sellerChain, payment)
    const [twice, outcome] = takeCoupons(world.chain, once, { payment, price: 1n, now: NOW })
    expect(outcome).toEqual({ ok: true, value: { units: 0, repeated: true } })
    expect(twice).toBe(once)
  })

  it('refuses an older coupon and leaves the best one standing', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [second, first] = paid(buyerChain)
    const [, later] = paid(second)
    const state = taken(world, sellerChain, later, 2n)
    const [after, outcome] = takeCoupons(world.chain, state, { payment: first, price: 1n, now: NOW })
    expect(outcome).toEqual({ ok: false, refused: 'nothingNew' })
    expect(after.best.spent).toBe(2)
  })

  it('refuses a wrong coupon under the right number, and the right one under a wrong number', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain)
    const input = { price: 1n, now: NOW }
    const forged = { ...payment, coupon: new Uint8Array(16) }
    expect(takeCoupons(world.chain, sellerChain, { payment: forged, ...input })[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
    const renumbered = { ...payment, index: payment.index - 1 }
    const two = { price: 2n, now: NOW }
    expect(takeCoupons(world.chain, sellerChain, { payment: renumbered, ...two })[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
  })

  it('refuses coupons of another chain, an expired chain, a closed chain and a price that does not fit', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain)
    const input = { payment, price: 1n, now: NOW }
    const other = { ...payment, chainId: new Uint8Array(16) }
    expect(takeCoupons(world.chain, sellerChain, { ...input, payment: other })[1]).toMatchObject({
      refused: 'anotherChain',
    })
    expect(takeCoupons(world.chain, sellerChain, { ...input, now: NOW + 1e9 })[1]).toMatchObject({
      refused: 'chainExpired',
    })
    expect(takeCoupons(world.chain, { ...sellerChain, closed: true }, input)[1]).toMatchObject({
      refused: 'chainClosed',
    })
    expect(takeCoupons(world.chain, sellerChain, { ...input, price: 2n })[1]).toMatchObject({ refused: 'wrongPrice' })
  })
})

describe('clearing', () => {
  it('pays the difference each time, in as many steps as the difference', async () => {
    const { world, buyerChain, sellerChain } = await opened(10, 5n)
    const [after3, first] = paid(buyerChain, 3)
    const at3 = taken(world, sellerChain, first, 15n)
    const [asked3, request3] = signedClearing(world, at3)
    const [change3, reply3] = clear(world.clearing, world.ledger, request3, NOW)
    world.ledger.apply(change3)
    const [cleared3, paid3] = takeClearReply(world.seller.crypto, world.seller.acquirerKey, asked3, accepted(reply3))
    expect(accepted(paid3)).toBe(15n)

    const [, second] = paid(after3, 4)
    const [asked7, request7] = signedClearing(world, taken(world, cleared3, second, 20n), true)
    const before = world.tallies.acquirer.read().chainStep
    const [change7, reply7] = clear(world.clearing, world.ledger, request7, NOW)
    world.ledger.apply(change7)
    expect((world.tallies.acquirer.read().chainStep ?? 0) - (before ?? 0)).toBe(4)
    expect(accepted(reply7).statement).toMatchObject({ paid: 20n, paidInAll: 35n, closed: true })
    expect(takeClearReply(world.seller.crypto, world.seller.acquirerKey, asked7, accepted(reply7))[0].cleared).toBe(7)
    expect(world.ledger.account('4711 0815')).toMatchObject({ charged: 35n, held: 0n })
    expect(world.ledger.seller('seller-1')).toMatchObject({ credited: 35n })
  })

  it('clears a full chain without remainder', async () => {
    const { world, buyerChain, sellerChain } = await opened(10)
    const [, all] = paid(buyerChain, 10)
    const [, request] = signedClearing(world, taken(world, sellerChain, all, 10n), true)
    const [change, reply] = clear(world.clearing, world.ledger, request, NOW)
    world.ledger.apply(change)
    expect(accepted(reply).statement.paid).toBe(10n)
    expect(world.ledger.payment('seller-1', 1n)?.state).toBe('cleared')
  })

  it('repeats the reply to an identical request and pays once', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, request] = signedClearing(world, taken(world, sellerChain, paid(buyerChain)[1]))
    const [change, reply] = clear(world.clearing, world.ledger, request, NOW)
    world.ledger.apply(change)
    const [again, sameReply] = clear(world.clearing, world.ledger, request, NOW)
    expect(again).toEqual({})
    expect(sameReply).toEqual(reply)
  })

  it('answers an old, smaller claim with a signed statement of how things stand, and moves nothing', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [next, first] = paid(buyerChain)
    const at1 = taken(world, sellerChain, first)
    const [asked1, request1] = signedClearing(world, at1)
    const at2 = taken(world, asked1, paid(next)[1])
    const [, request2] = signedClearing(world, at2)
    world.ledger.apply(clear(world.clearing, world.ledger, request2, NOW)[0])
    const [change, reply] = clear(world.clearing, world.ledger, request1, NOW)
    expect(change).toEqual({})
    expect(accepted(reply).statement).toMatchObject({ paid: 0n, paidInAll: 2n })
  })

  it('refuses over-claims, forged proofs and claims after the grace', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const at1 = taken(world, sellerChain, paid(buyerChain)[1])
    const over = { ...at1, best: { spent: 2, value: at1.best.value } }
    expect(clear(world.clearing, world.ledger, signedClearing(world, over)[1], NOW)[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
    const beyond = { ...at1, chain: { ...at1.chain, length: 30 }, best: { spent: 5, value: at1.best.value } }
    expect(clear(world.clearing, world.ledger, signedClearing(world, beyond)[1], NOW)[1]).toMatchObject({
      refused: 'spentOutOfRange',
    })
    const [, request] = signedClearing(world, at1)
    const forged = { ...request, proof: new Uint8Array(64) }
    expect(clear(world.clearing, world.ledger, forged, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
    expect(clear(world.clearing, world.ledger, request, NOW + 4e6)[1]).toMatchObject({ refused: 'holdExpired' })
  })

  it('gives the unspent part back at expiry, and not before', async () => {
    const { world, buyerChain, sellerChain } = await opened(10)
    const [, request] = signedClearing(world, taken(world, sellerChain, paid(buyerChain)[1]))
    world.ledger.apply(clear(world.clearing, world.ledger, request, NOW)[0])
    const payment = world.ledger.payment('seller-1', 1n)!
    expect(expire(world.clearing, world.ledger, payment, NOW)).toBeUndefined()
    world.ledger.apply(expire(world.clearing, world.ledger, payment, NOW + 4e6)!)
    expect(world.ledger.account('4711 0815')).toMatchObject({ charged: 1n, held: 0n })
  })
})
