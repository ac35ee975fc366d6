// Whatever dates stand in a log, every scheme holds its books under every clear policy.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_CLEARING } from './contract/policy.ts'
import { SCHEME_NAMES } from './named.ts'
import { anyRun, failedChecks, ORDINARY } from './testing/any-dates.ts'

const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59)

/** One buyer who alternates between two sellers, unless told otherwise. */
function at(...dates: readonly number[]) {
  return dates.map((atMs, place) => {
    return { buyer: 'buyer-1', seller: place % 3 === 2 ? '/b' : '/a', item: '/a/item', price: 1n, atMs }
  })
}

describe.each(SCHEME_NAMES)('%s holds its books', (name) => {
  it.each<[string, readonly number[]]>([
    ['where a buyer returns after 374 days', [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 9)]],
    ['where the log goes on for years without him', [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2), Date.UTC(2031, 0, 1)]],
    ['where the clock was set after boot', [1000, Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1)]],
    [
      'where one line is of 2098',
      [Date.UTC(2024, 0, 1), Date.UTC(2098, 0, 1), Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)],
    ],
    ['from the first moment to the last', [0, YEAR_9999]],
    ['backwards', [YEAR_9999, Date.UTC(2024, 0, 1), 0]],
  ])('%s', async (_case, dates) => {
    expect(await failedChecks({ transactions: at(...dates), clear: DEFAULT_CLEARING, ...ORDINARY }, [name])).toEqual([])
  })
})

it('holds for any dates, policies and proofs, in all schemes', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      expect(await failedChecks(run)).toEqual([])
    }),
    { numRuns: 25 },
  )
})
