// The count without cryptography against the real scheme: the acquirer signs once a chain opened and once a claim.

import { expect, it } from 'vitest'
import type { ClearPolicy } from '../../src/payment/clear-policy.ts'
import { openSchemes } from '../scheme/open.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import { generateWorkload } from '../workload/generator.ts'
import { clearingCost } from './clearing.ts'
import { countingCrypto } from './scheme-counts.ts'
import { traversalCosts } from './traversal-cost.ts'

const workload = generateWorkload({
  seed: 3,
  repeatedBuyers: 6,
  repeatedPurchases: 90,
  oneOffBuyers: 5,
  calls: 1,
  ticksPerCall: 40,
})

it.each<ClearPolicy>([
  { kind: 'at-exhaustion' },
  { kind: 'every-coupons', coupons: 1 },
  { kind: 'every-coupons', coupons: 5 },
  { kind: 'every-interval', intervalMs: 60_000 },
])('counts as many claims as the scheme makes: $kind', async (policy) => {
  const [scheme] = await openSchemes(['ikp-coupon'], workload, {
    crypto: countingCrypto(),
    policy: DEFAULT_POLICY,
    clear: { ...DEFAULT_CLEARING, policy },
    seed: 1,
    unit: 1n,
    cards: 'one-each',
    profile: undefined,
  })
  for (const transaction of workload.transactions) await scheme!.pay(transaction)
  await scheme!.settle()
  const { operations, chainsOpened } = scheme!.books()
  const { claims, closings, coupons } = clearingCost(workload.transactions, DEFAULT_POLICY, policy)
  expect(claims + closings).toBe((operations['acquirer']?.sign ?? 0) - chainsOpened)
  expect(coupons).toBe(workload.transactions.length)
})

it('lets no coupon wait where each is claimed at once', () => {
  const each: ClearPolicy = { kind: 'every-coupons', coupons: 1 }
  expect(clearingCost(workload.transactions, DEFAULT_POLICY, each)).toMatchObject({ meanWaitMs: 0, mostWaiting: 1 })
})

// chain/SPEC.md 4: at most ceil(k / 2) hashes with k stored values and the secret, (k - 2) * 2^(k - 1) + 1 in all.
it('finds the published bounds of the traversals', () => {
  const costs = traversalCosts([256])
  const of = (wanted: string) => costs.find(({ method }) => method === wanted)!
  expect(of('pebbles')).toMatchObject({ mostHashes: 4, mostStored: 9, meanHashes: (6 * 128 + 1) / 256 })
  expect(of('storeAll')).toMatchObject({ mostHashes: 0, mostStored: 256 })
  expect(of('seedOnly')).toMatchObject({ mostHashes: 255, mostStored: 1, meanHashes: 127.5 })
  expect(of('smoothSquareRoot').mostHashes).toBe(1)
})
