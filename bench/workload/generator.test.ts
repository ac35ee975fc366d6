import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../src/bytes/bytes.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { generateWorkload, workloadOf, type GeneratorParameters } from './generator.ts'
import { type MicroTransaction, type Workload } from './micro-transaction.ts'
import { unitsPerKib } from './price.ts'

const builtIn = generateWorkload()

/** The transactions of each buyer whose name begins so, in order of time. */
function byBuyer(workload: Workload, kind: string): readonly (readonly MicroTransaction[])[] {
  const own = workload.transactions.filter(({ buyer }) => buyer.startsWith(kind))
  return [...new Set(own.map(({ buyer }) => buyer))].map((name) => own.filter(({ buyer }) => buyer === name))
}

const small: fc.Arbitrary<GeneratorParameters> = fc
  .record({
    seed: fc.maxSafeInteger(),
    sellers: fc.integer({ min: 1, max: 9 }),
    documentsPerSeller: fc.integer({ min: 1, max: 9 }),
    repeatedBuyers: fc.integer({ min: 1, max: 9 }),
    repeatedPurchases: fc.integer({ min: 0, max: 60 }),
    sellersPerBuyer: fc.integer({ min: 1, max: 9 }),
    oneOffBuyers: fc.nat(20),
    calls: fc.nat(3),
    ticksPerCall: fc.integer({ min: 1, max: 30 }),
    tickIntervalMs: fc.integer({ min: 1, max: 60_000 }),
    openMs: fc.integer({ min: 1, max: 1e9 }),
  })
  .map((drawn) => ({
    ...drawn,
    repeatedPurchases: drawn.repeatedPurchases + 2 * drawn.repeatedBuyers,
    sellersPerBuyer: Math.min(drawn.sellersPerBuyer, drawn.sellers),
  }))

function holds(check: (workload: Workload, parameters: GeneratorParameters) => void): void {
  fc.assert(fc.property(small, (parameters) => check(generateWorkload(parameters), parameters)))
}

describe('the built-in workload', () => {
  it('has about 3,000 transactions', () => {
    expect(builtIn.transactions).toHaveLength(3016)
  })

  it('is the same on every machine', () => {
    const text = builtIn.transactions.map(({ buyer, item, atMs }) => `${buyer},${item},${atMs}`).join('\n')
    expect(printHex(sha256(utf8(text)))).toBe('118a7428861d08e1755f220fc0309640d23f9750b24698bee1d55f5ec49004e2')
  })

  it('names its seed and its price rule', () => {
    expect(builtIn).toMatchObject({ name: 'built-in workload, seed 1', priceRule: '1 unit per request' })
  })
})

describe('any generated workload', () => {
  it('is the same for the same parameters', () => {
    holds((workload, parameters) => {
      expect(generateWorkload(parameters)).toEqual(workload)
    })
  })

  it('is in order of time', () => {
    holds(({ transactions }) => {
      const times = transactions.map(({ atMs }) => atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    })
  })

  it('has as many repeated purchases and one-off buyers as it was asked for', () => {
    holds((workload, { repeatedPurchases, oneOffBuyers, repeatedBuyers }) => {
      expect(byBuyer(workload, 'repeated-')).toHaveLength(repeatedBuyers)
      expect(byBuyer(workload, 'repeated-').flat()).toHaveLength(repeatedPurchases)
      expect(byBuyer(workload, 'one-off-')).toHaveLength(oneOffBuyers)
    })
  })

  it('lets every repeated buyer come back to a seller, and know no more sellers than said', () => {
    holds((workload, { sellersPerBuyer }) => {
      for (const own of byBuyer(workload, 'repeated-')) {
        const sellers = new Set(own.map(({ seller }) => seller))
        expect(sellers.size).toBeLessThanOrEqual(sellersPerBuyer)
        expect(sellers.size).toBeLessThan(own.length)
      }
    })
  })

  it('lets every one-off buyer buy once', () => {
    holds((workload) => {
      for (const own of byBuyer(workload, 'one-off-')) expect(own).toHaveLength(1)
    })
  })

  it('has calls of one caller, one payee, one price and one beat', () => {
    holds((workload, { calls, ticksPerCall, tickIntervalMs }) => {
      const all = byBuyer(workload, 'caller-')
      expect(all).toHaveLength(calls)
      for (const ticks of all) {
        expect(Math.abs(ticks.length - ticksPerCall)).toBeLessThanOrEqual(ticksPerCall / 2)
        const startMs = ticks[0]!.atMs
        expect(ticks).toEqual(ticks.map((_, at) => ({ ...ticks[0]!, atMs: startMs + at * tickIntervalMs })))
      }
    })
  })

  it('sells only what belongs to the seller', () => {
    holds(({ transactions }) => {
      for (const { seller, item } of transactions) expect(item.startsWith(`${seller}/`)).toBe(true)
    })
  })

  it('counts every transaction as a request and skips nothing', () => {
    holds(({ transactions, requests, skipped }) => {
      expect([requests, skipped]).toEqual([
        transactions.length,
        { malformed: 0, status: 0, noProduct: 0, noPath: 0, tooLarge: 0 },
      ])
    })
  })
})

it('differs from seed to seed', () => {
  expect(generateWorkload({ seed: 2 }).transactions).not.toEqual(builtIn.transactions)
})

it('leaves the other buyers alone when the number of calls changes', () => {
  const silent = generateWorkload({ calls: 0 })
  expect(silent.transactions).toEqual(builtIn.transactions.filter(({ buyer }) => !buyer.startsWith('caller-')))
})

it('asks one price for a document, whoever buys it, and the least for a tick', () => {
  const { transactions } = generateWorkload({}, unitsPerKib(2n))
  const prices = new Map(transactions.map(({ item, price }) => [item, price]))
  expect(transactions.every(({ item, price }) => prices.get(item) === price)).toBe(true)
  expect(new Set(prices.values()).size).toBeGreaterThan(10)
  expect(prices.get('/telephone/call-1')).toBe(2n)
})

it.each([
  { seed: 0.5 },
  { sellers: 0 },
  { calls: -1 },
  { oneOffBuyers: Number.NaN },
  { ticksPerCall: Infinity },
  { sellersPerBuyer: 9 },
  { repeatedBuyers: 901 },
  { repeatedBuyers: 0 },
])('refuses %j', (parameters) => {
  expect(() => generateWorkload(parameters)).toThrow(RangeError)
})

it('may have no buyers at all', () => {
  const none = { repeatedBuyers: 0, repeatedPurchases: 0, oneOffBuyers: 0, calls: 0 }
  expect(generateWorkload(none)).toMatchObject({ requests: 0, transactions: [] })
})

describe('a workload of another size', () => {
  const sizes = [10, 100, 1_000, 3_000, 30_000, 100_000]

  it.each(sizes)('has nearly %i payments', (payments) => {
    const { transactions } = generateWorkload(workloadOf(payments))
    expect(Math.abs(transactions.length / payments - 1)).toBeLessThan(0.1)
  })

  it('is the same buyers and sellers for longer, where it is larger', () => {
    const large = generateWorkload(workloadOf(30_000))
    expect(byBuyer(large, 'repeated').length).toBe(byBuyer(builtIn, 'repeated').length)
    expect(byBuyer(large, 'one-off').length).toBe(byBuyer(builtIn, 'one-off').length)
    const [first = 0, last = 0] = [large.transactions[0]?.atMs, large.transactions.at(-1)?.atMs]
    expect(last - first).toBeGreaterThan(3 * 24 * 3_600_000)
  })

  it('of about 3,000 is the built-in one', () => {
    expect(generateWorkload(workloadOf(3_000)).transactions.length).toBe(builtIn.transactions.length)
  })
})
