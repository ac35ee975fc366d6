import { describe, expect, it } from 'vitest'
import { LONGEST_CHAIN } from '../../chain/chain.ts'
import { LARGEST_MINOR_UNITS } from '../../money/amount.ts'
import { MOST_CHAINS, type ChainTerms, type Terms } from './common.ts'
import { captureOf, meetsOffer, type Offer } from './offer.ts'
import { sameChains, termsAreSane } from './terms.ts'

function chain(length = 10, fill = 1): ChainTerms {
  return { id: new Uint8Array(16).fill(fill), anchor: new Uint8Array(16).fill(fill), length }
}

const PLAIN: Terms = { currency: 'CHF', price: 25n, chains: [], values: [] }
/** Ten coupons of 2 and five of 1. */
const COUPONS: Terms = { currency: 'CHF', price: 25n, chains: [chain(10), chain(5, 2)], values: [2n, 1n] }

describe('terms are sane', () => {
  it('when there is a price, and where there are chains it is what they can pay', () => {
    expect(termsAreSane(PLAIN)).toBe(true)
    expect(termsAreSane(COUPONS)).toBe(true)
  })

  it.each<[string, Terms]>([
    ['a price of nothing', { ...PLAIN, price: 0n }],
    ['a price below zero', { ...PLAIN, price: -1n }],
    ['a price beyond the range of amounts', { ...PLAIN, price: LARGEST_MINOR_UNITS + 1n }],
    ['a price that the chains do not add up to', { ...COUPONS, price: 24n }],
    ['a chain without a value', { ...COUPONS, values: [2n] }],
    ['a value without a chain', { ...PLAIN, values: [25n] }],
    ['a coupon worth nothing', { ...COUPONS, values: [2n, 0n], price: 20n }],
    ['a chain of no coupons', { ...COUPONS, chains: [chain(10), chain(0, 2)], price: 20n }],
    [
      'a chain over the longest',
      { ...PLAIN, chains: [chain(LONGEST_CHAIN + 1)], values: [1n], price: BigInt(LONGEST_CHAIN + 1) },
    ],
    ['half a coupon', { ...PLAIN, chains: [chain(2.5)], values: [10n] }],
    [
      'a total beyond the range',
      { ...COUPONS, values: [LARGEST_MINOR_UNITS / 10n, LARGEST_MINOR_UNITS / 5n], price: LARGEST_MINOR_UNITS },
    ],
    [
      'more chains than one Common may hold',
      {
        ...PLAIN,
        chains: Array.from({ length: MOST_CHAINS + 1 }, (_, at) => chain(1, at)),
        values: Array.from({ length: MOST_CHAINS + 1 }, () => 1n),
        price: BigInt(MOST_CHAINS + 1),
      },
    ],
  ])('and not with %s', (_name, terms) => {
    expect(termsAreSane(terms)).toBe(false)
  })
})

describe('chains are the same', () => {
  const { chains } = COUPONS
  const [first, second] = [chains[0]!, chains[1]!]

  it('when identifier, anchor and length of each are, in the same order', () => {
    expect(sameChains(chains, [chain(10), chain(5, 2)])).toBe(true)
  })

  it.each<[string, readonly ChainTerms[]]>([
    ['an anchor', [first, { ...second, anchor: first.anchor }]],
    ['an identifier', [first, { ...second, id: first.id }]],
    ['a length', [first, { ...second, length: 6 }]],
    ['the order', [second, first]],
    ['how many there are', [first]],
  ])('and not when they differ in %s', (_name, others) => {
    expect(sameChains(chains, others)).toBe(false)
  })
})

describe('an offer', () => {
  const plain: Offer = { description: new Uint8Array(), currency: 'CHF', price: 25n, coupons: undefined }
  const coupons: Offer = { ...plain, coupons: { longestChain: 10, smallestValue: 1n } }

  it('is met by the exact price, or by coupons within its limits', () => {
    expect(meetsOffer(PLAIN, plain)).toBe(true)
    expect(meetsOffer(COUPONS, coupons)).toBe(true)
    expect(meetsOffer({ ...COUPONS, price: 24n }, coupons)).toBe(true)
  })

  it.each<[string, Terms, Offer]>([
    ['another price', { ...PLAIN, price: 24n }, plain],
    ['another currency', { ...PLAIN, currency: 'EUR' }, plain],
    ['coupons where a payment was asked for', COUPONS, plain],
    ['a payment where coupons were asked for', PLAIN, coupons],
    ['more than the seller lets a buyer spend', { ...COUPONS, price: 26n }, coupons],
    ['a chain that is too long', COUPONS, { ...coupons, coupons: { longestChain: 9, smallestValue: 1n } }],
    ['coupons that are too small', COUPONS, { ...coupons, coupons: { longestChain: 10, smallestValue: 2n } }],
  ])('is not met by %s', (_name, terms, offer) => {
    expect(meetsOffer(terms, offer)).toBe(false)
  })

  it('clears at once unless it says otherwise, and coupons never', () => {
    expect(captureOf(plain)).toBe('authorise-and-clear')
    expect(captureOf({ ...plain, capture: 'authorise' })).toBe('authorise')
    expect(captureOf({ ...coupons, capture: 'authorise-and-clear' })).toBe('authorise')
  })
})
