// The self-check of a comparison must be able to fail: each wrong book is found, and by the check that is meant for it.

import { describe, expect, it } from 'vitest'
import type { Scheme, SchemeBooks } from '../scheme/open.ts'
import { NOTHING_SKIPPED, type MicroTransaction, type Workload } from '../workload/micro-transaction.ts'
import { compare } from './compare.ts'

const TRANSACTIONS: readonly MicroTransaction[] = [
  { buyer: 'a', seller: '/x', item: '/x/1', price: 2n, atMs: 1 },
  { buyer: 'b', seller: '/y', item: '/y/1', price: 3n, atMs: 2 },
]
const WORKLOAD: Workload = {
  name: 'two payments',
  transactions: TRANSACTIONS,
  requests: 2,
  ...NOTHING_SKIPPED,
  priceRule: 'given',
}
const HONEST: SchemeBooks = {
  payments: 2,
  revenueBySeller: new Map([
    ['/x', 2n],
    ['/y', 3n],
  ]),
  chainsOpened: 0,
  closedForOther: 0,
  operations: {},
  messages: 0,
  bytes: 0,
  apdus: 0,
  checks: [{ name: 'its own', holds: true, detail: '0 = 0' }],
  risks: [],
  notes: [],
  claims: 0,
}

function schemeWith(changes: Partial<SchemeBooks>): Scheme {
  return {
    name: 'ikp-coupon',
    pay: () => Promise.resolve(),
    settle: () => Promise.resolve(),
    books: () => ({ ...HONEST, ...changes }),
  }
}

async function failed(changes: Partial<SchemeBooks>): Promise<readonly string[]> {
  const { holds, outcomes } = await compare(WORKLOAD, [schemeWith({}), schemeWith(changes)])
  expect(outcomes[0]?.checks.every((check) => check.holds)).toBe(true)
  const names = outcomes[1]!.checks.filter((check) => !check.holds).map(({ name }) => name)
  expect(holds).toBe(names.length === 0)
  return names
}

describe('a comparison', () => {
  it('holds when every book agrees with the log', async () => {
    expect(await failed({})).toEqual([])
  })

  it.each<[string, Partial<SchemeBooks>, string]>([
    ['a payment is missing', { payments: 1 }, 'every micro-transaction was paid'],
    [
      'one seller has what another earned, though the sum is right',
      { revenueBySeller: new Map([...HONEST.revenueBySeller, ['/x', 3n], ['/y', 2n]]) },
      'revenue agrees with the log, seller by seller',
    ],
    [
      'a seller has nothing',
      { revenueBySeller: new Map([['/x', 2n]]) },
      'revenue agrees with the log, seller by seller',
    ],
    [
      'somebody earned who sold nothing',
      { revenueBySeller: new Map([...HONEST.revenueBySeller, ['/z', 1n]]) },
      'revenue agrees with the log, seller by seller',
    ],
    ['a check of the scheme fails', { checks: [{ name: 'its own', holds: false, detail: '1 = 2' }] }, 'its own'],
  ])('fails when %s', async (_name, changes, check) => {
    expect(await failed(changes)).toEqual([check])
  })
})
