import { describe, expect, it } from 'vitest'
import { opened } from '../../play/coupon-steps.ts'
import { paid, taken } from '../../testing/coupon-steps.ts'
import { createWorld, NOW, openCoupons } from '../../play/world.ts'
import { couponsLeft, spend } from './buyer.ts'
import { takeCoupons } from './seller.ts'

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
    const beyond = { chainId: seller.chain.id, index: -1, coupon: new Uint8Array(16) }
    expect(takeCoupons(world.chain, seller, { payment: beyond, price: 1n, now: NOW })).toEqual([
      seller,
      { ok: false, refused: 'spentOutOfRange' },
    ])
    expect(spend(buyer, 1)[1]).toEqual({ ok: false, refused: 'chainExhausted' })
  })

  it('pays several units by the lowest-numbered coupon alone', async () => {
    const { world, buyerChain, sellerChain } = await opened(10, 3n)
    const [, payment] = paid(buyerChain, 4)
    expect(taken(world, sellerChain, payment, 12n).best.spent).toBe(4)
  })

  it.each([0, -1, 1.5, Number.NaN])('spends no %s units', async (units) => {
    const { buyerChain } = await opened()
    expect(spend(buyerChain, units)[1]).toEqual({ ok: false, refused: 'unitsNotWhole' })
  })

  it('counts what it sends before it sends it', async () => {
    const { buyerChain } = await opened(10)
    const [persisted, outcome] = spend(buyerChain, 3)
    expect(couponsLeft(persisted)).toBe(7)
    expect(outcome).toEqual({ ok: true, value: persisted.last })
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

  it('takes for a retransmission only the same coupon under the same number', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain, 3)
    const state = taken(world, sellerChain, payment, 3n)
    const input = { price: 1n, now: NOW }
    const other = { ...payment, coupon: new Uint8Array(16) }
    expect(takeCoupons(world.chain, state, { payment: other, ...input })[1]).toMatchObject({ refused: 'nothingNew' })
    const renumbered = { ...payment, index: payment.index - 1 }
    expect(takeCoupons(world.chain, state, { payment: renumbered, ...input })[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
  })

  it('refuses a number that is not whole', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const payment = { ...paid(buyerChain)[1], index: 8.5 }
    expect(takeCoupons(world.chain, sellerChain, { payment, price: 1n, now: NOW })[1]).toMatchObject({
      refused: 'spentNotWhole',
    })
  })

  it('refuses the first coupon when it does not lead to the anchor', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const forged = { ...paid(buyerChain)[1], coupon: new Uint8Array(16) }
    expect(takeCoupons(world.chain, sellerChain, { payment: forged, price: 1n, now: NOW })[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
  })

  it('refuses the right coupon under a wrong number', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain)
    const renumbered = { ...payment, index: payment.index - 1 }
    expect(takeCoupons(world.chain, sellerChain, { payment: renumbered, price: 2n, now: NOW })[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
  })

  it('refuses the anchor itself: nothing is no payment', async () => {
    const { world, sellerChain } = await opened(10)
    const payment = { chainId: sellerChain.chain.id, index: 10, coupon: sellerChain.chain.anchor }
    expect(takeCoupons(world.chain, sellerChain, { payment, price: 0n, now: NOW })[1]).toMatchObject({
      refused: 'spentOutOfRange',
    })
  })

  it('refuses coupons of another chain', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const payment = { ...paid(buyerChain)[1], chainId: new Uint8Array(16) }
    expect(takeCoupons(world.chain, sellerChain, { payment, price: 1n, now: NOW })[1]).toMatchObject({
      refused: 'anotherChain',
    })
  })

  it.each([
    ['a closed chain', { closed: true }, NOW, 1n, 'chainClosed'],
    ['a chain at the moment it expires', { expires: NOW }, NOW, 1n, 'chainExpired'],
    ['a price above', {}, NOW, 2n, 'wrongPrice'],
    ['a price of nothing', {}, NOW, 0n, 'wrongPrice'],
  ])('refuses %s', async (_name, change, now, price, refused) => {
    const { world, buyerChain, sellerChain } = await opened()
    const state = { ...sellerChain, ...change }
    const [, payment] = paid(buyerChain)
    expect(takeCoupons(world.chain, state, { payment, price, now })).toEqual([state, { ok: false, refused }])
  })

  it('takes coupons until the last moment of the hold', async () => {
    const { world, buyerChain, sellerChain } = await opened()
    const [, payment] = paid(buyerChain)
    const now = sellerChain.expires - 1
    expect(takeCoupons(world.chain, sellerChain, { payment, price: 1n, now })[1].ok).toBe(true)
  })
})

it('draws a new identifier and a new secret for each chain, whatever its length', async () => {
  const world = await createWorld()
  const short = await openCoupons(world, 5, 1n, 1n)
  const long = await openCoupons(world, 10, 1n, 2n)
  expect(long.buyerChain.chain.id).not.toEqual(short.buyerChain.chain.id)
  expect(long.buyerChain.coupons.slice(0, 16)).not.toEqual(short.buyerChain.coupons.slice(0, 16))
})

it('charges a buyer who skips coupons for all that it skipped', async () => {
  const { world, buyerChain, sellerChain } = await opened(10)
  const [, fourth] = paid(paid(buyerChain, 3)[0])
  const state = taken(world, sellerChain, fourth, 4n)
  expect(state.best.spent).toBe(4)
})
