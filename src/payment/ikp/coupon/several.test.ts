import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexedChain } from '../../../chain/step.ts'
import { seededRandom } from '../../../crypto/random.ts'
import { openSeveral } from '../../testing/coupon-steps.ts'
import { paid } from '../../testing/coupon-steps.ts'
import { accepted, createWorld, NOW } from '../../play/world.ts'
import { spendExactly } from './buyer-chains.ts'
import { couponsLeft, makeChain, type BuyerChain } from './buyer.ts'
import { takeSeveral } from './seller-chains.ts'
import type { SellerChain } from './seller.ts'

const f = indexedChain

function chains(...shapes: readonly (readonly [number, bigint])[]): readonly BuyerChain[] {
  const random = seededRandom(1)
  return shapes.map(([length, value]) => makeChain(f, random, length, value))
}

function unitsSpent(made: readonly BuyerChain[]): readonly number[] {
  return made.map(({ spent }) => spent)
}

function valueLeft(made: readonly BuyerChain[]): bigint {
  return made.reduce((sum, chain) => sum + BigInt(couponsLeft(chain)) * chain.value, 0n)
}

describe('spendExactly', () => {
  it.each([
    [23n, [3, 2]],
    [7n, [7, 0]],
    [30n, [0, 3]],
    [58n, [8, 5]],
  ])('pays %d with the largest values first', (price, expected) => {
    expect(unitsSpent(spendExactly(chains([10, 1n], [5, 10n]), price)[0])).toEqual(expected)
  })

  it('finds the combination that taking the largest first misses', () => {
    expect(unitsSpent(spendExactly(chains([1, 7n], [3, 4n]), 12n)[0])).toEqual([0, 3])
  })

  it('spends of two equal chains the one that is nearly used up', () => {
    const [fresh, worn] = chains([10, 1n], [10, 1n])
    expect(unitsSpent(spendExactly([fresh!, paid(worn!, 8)[0]], 2n)[0])).toEqual([0, 10])
  })

  it.each([
    [61n, 'noExactChange'],
    [0n, 'priceNotPositive'],
    [-1n, 'priceNotPositive'],
  ])('refuses %d and spends nothing', (price, refused) => {
    const made = chains([10, 1n], [5, 10n])
    expect(spendExactly(made, price)).toEqual([made, { ok: false, refused }])
  })

  it('gives up a search that has too many ways', () => {
    const odd = chains(...Array.from({ length: 8 }, (_, at) => [200, BigInt(2 * at + 4)] as const))
    expect(spendExactly(odd, 1001n)[1]).toEqual({ ok: false, refused: 'noExactChange' })
  })

  it('takes from what is left exactly the price, or nothing', () => {
    const shapes = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.bigInt({ min: 1n, max: 12n })), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(shapes, fc.bigInt({ min: 1n, max: 60n }), (list, price) => {
        const before = chains(...list)
        const [after, outcome] = spendExactly(before, price)
        expect(valueLeft(before) - valueLeft(after)).toBe(outcome.ok ? price : 0n)
      }),
      { numRuns: 50 },
    )
  })
})

async function twoCommons() {
  const world = await createWorld()
  const first = await openSeveral(world, 1n, [10, 1n], [10, 10n])
  const second = await openSeveral(world, 2n, [10, 1n]) // topped up under a new TID_S
  return { world, buyer: [...first.buyer, ...second.buyer], seller: [...first.seller, ...second.seller] }
}

function bestOf(list: readonly SellerChain[]): readonly number[] {
  return list.map(({ best }) => best.spent)
}

describe('takeSeveral', () => {
  it('takes one price from chains of several values and several Commons', async () => {
    const { world, buyer, seller } = await twoCommons()
    const payments = accepted(spendExactly(buyer, 115n)[1])
    const [after, outcome] = takeSeveral(world.chain, seller, { payments, price: 115n, now: NOW })
    expect(outcome).toEqual({ ok: true, value: { units: 25, repeated: false } })
    expect(bestOf(after)).toEqual([10, 10, 5])
  })

  it('answers the same coupons again without charging', async () => {
    const { world, buyer, seller } = await twoCommons()
    const input = { payments: accepted(spendExactly(buyer, 23n)[1]), price: 23n, now: NOW }
    const [once] = takeSeveral(world.chain, seller, input)
    expect(takeSeveral(world.chain, once, input)).toEqual([once, { ok: true, value: { units: 0, repeated: true } }])
  })

  it('takes none when one of them is wrong', async () => {
    const { world, buyer, seller } = await twoCommons()
    const [good, bad] = accepted(spendExactly(buyer, 23n)[1])
    const payments = [good!, { ...bad!, coupon: new Uint8Array(16) }]
    expect(takeSeveral(world.chain, seller, { payments, price: 23n, now: NOW })).toEqual([
      seller,
      { ok: false, refused: 'valueNotOnChain' },
    ])
  })

  it('refuses a repeated coupon among new ones', async () => {
    const { world, buyer, seller } = await twoCommons()
    const [next, first] = spendExactly(buyer, 10n)
    const [after] = takeSeveral(world.chain, seller, { payments: accepted(first), price: 10n, now: NOW })
    const payments = [...accepted(first), ...accepted(spendExactly(next, 1n)[1])]
    expect(takeSeveral(world.chain, after, { payments, price: 1n, now: NOW })[1]).toMatchObject({
      refused: 'nothingNew',
    })
  })

  it.each(['nothingPaid', 'chainTwice', 'anotherChain', 'wrongPrice'] as const)('refuses: %s', async (refused) => {
    const { world, buyer, seller } = await twoCommons()
    const payments = accepted(spendExactly(buyer, 23n)[1])
    const wrong = {
      nothingPaid: { payments: [], price: 0n },
      chainTwice: { payments: [...payments, ...payments], price: 46n },
      anotherChain: { payments: [{ ...payments[0]!, chainId: new Uint8Array(16) }], price: 20n },
      wrongPrice: { payments, price: 24n },
    }[refused]
    expect(takeSeveral(world.chain, seller, { ...wrong, now: NOW })).toEqual([seller, { ok: false, refused }])
  })
})
