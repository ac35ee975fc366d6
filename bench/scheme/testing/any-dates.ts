// Workloads of any dates that a log may hold, and one run of every scheme over them: gaps of years, steps back, the
// first day that can be written and the last, one wrong line, the order reversed.

import fc from 'fast-check'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import type { ClearPolicy } from '../../../src/payment/clear-policy.ts'
import { compare } from '../../compare/compare.ts'
import { parseLogDate } from '../../workload/forms/log-date.ts'
import type { MicroTransaction, Workload } from '../../workload/micro-transaction.ts'
import { openSchemes } from '../open.ts'
import type { SchemeSettings } from '../contract/declaration.ts'
import { CLEAR_PROOFS, DEFAULT_POLICY, type ClearTerms } from '../contract/policy.ts'
import { SCHEME_NAMES } from '../named.ts'
import type { TickAccounting } from '../cafe-tick/policy.ts'
import type { OptionValues } from '../contract/option.ts'

export interface DatedRun {
  readonly transactions: readonly MicroTransaction[]
  readonly clear: ClearTerms
  readonly ticks: OptionValues
  readonly cards: 'one-each' | 'one-for-all'
}

/** What the reader of logs makes of these, so that no date is tried that it would not let in. */
const EDGES = [
  '01/Jan/1970:00:00:00 +0000',
  '31/Dec/1970:23:59:59 +0000',
  '01/Jan/2000:00:00:12 +0000',
  '19/Jan/2038:03:14:08 +0000',
  '01/Jan/2098:00:00:00 +0000',
  '07/Feb/2106:06:28:16 +0000',
  '31/Dec/9999:23:59:60 -1459',
].map((text) => parseLogDate(text) ?? Number.NaN)

const DAY_MS = 24 * 60 * 60 * 1000

const anyDate: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.integer({ min: 0, max: Math.max(...EDGES) / 1000 }).map((seconds) => seconds * 1000),
)

/** Ordinary steps, around the hold and the old deposit window, and years. */
const anyStep: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 120 }).map((seconds) => seconds * 1000),
  fc.integer({ min: -2, max: 2 }).map((seconds) => DEFAULT_POLICY.holdMs + seconds * 1000),
  fc.integer({ min: 0, max: 800 }).map((days) => days * DAY_MS),
)

/** An ordinary log, or any dates at all; then perhaps a wrong line, perhaps backwards. */
const anyDates: fc.Arbitrary<readonly number[]> = fc
  .record({
    dates: fc.oneof(
      fc.tuple(anyDate, fc.array(anyStep, { maxLength: 6 })).map(([first, steps]) => {
        const dates = steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], [first])
        return dates.map((date) => Math.min(date, Math.max(...EDGES)))
      }),
      fc.array(anyDate, { minLength: 1, maxLength: 6 }),
    ),
    wrong: fc.option(fc.tuple(fc.nat(6), anyDate)),
    isReversed: fc.boolean(),
  })
  .map(({ dates, wrong, isReversed }) => {
    const all = wrong === null ? dates : dates.toSpliced(Math.min(wrong[0], dates.length), 0, wrong[1])
    return isReversed ? all.toReversed() : all
  })

/** Two buyers, two sellers; a price may need more than one chain. */
const anyTransactions: fc.Arbitrary<readonly MicroTransaction[]> = anyDates.chain((dates) =>
  fc.tuple(
    ...dates.map((atMs) =>
      fc.record({
        buyer: fc.constantFrom('buyer-1', 'buyer-2'),
        seller: fc.constantFrom('/a', '/b'),
        item: fc.constant('/a/item'),
        price: fc.constantFrom(1n, 2n, 3n, 4n, 9n),
        atMs: fc.constant(atMs),
      }),
    ),
  ),
)

const anyPolicy: fc.Arbitrary<ClearPolicy> = fc.oneof(
  fc.constant<ClearPolicy>({ kind: 'at-exhaustion' }),
  fc.integer({ min: 1, max: 5 }).map((coupons): ClearPolicy => ({ kind: 'every-coupons', coupons })),
  fc.integer({ min: 1, max: 5 }).map((units): ClearPolicy => ({ kind: 'every-amount', amount: BigInt(units) })),
  fc
    .constantFrom(1, 60_000, DAY_MS, 400 * DAY_MS)
    .map((ms): ClearPolicy => ({ kind: 'every-interval', intervalMs: ms })),
)

export const anyRun: fc.Arbitrary<DatedRun> = fc.record({
  transactions: anyTransactions,
  clear: fc.record({
    policy: anyPolicy,
    proof: fc.constantFrom(...CLEAR_PROOFS),
    fees: fc.constantFrom({ perClearing: 0n, basisPoints: 0 }, { perClearing: 1n, basisPoints: 50 }),
  }),
  ticks: fc.record({
    'tick-policy': fc.constantFrom<TickAccounting>({ kind: 'each' }, { kind: 'batch', ticks: 3 }, { kind: 'open' }),
    'chain-kept': fc.constantFrom('card', 'pebbles', 'secret'),
  }),
  cards: fc.constantFrom('one-each', 'one-for-all'),
})

export function workloadOf(transactions: readonly MicroTransaction[]): Workload {
  return {
    name: 'dates',
    transactions,
    requests: transactions.length,
    skipped: { malformed: 0, status: 0, noPath: 0, tooLarge: 0, noProduct: 0 },
    skippedKinds: [],
    priceRule: 'as given',
  }
}

export function settingsOf({ clear, ticks, cards }: Omit<DatedRun, 'transactions'>): SchemeSettings {
  return {
    crypto: nodeCrypto('ed25519'),
    policy: { ...DEFAULT_POLICY, firstLength: 4 },
    clear,
    seed: 1,
    unit: 1n,
    cards,
    profile: undefined,
    options: ticks,
  }
}

export const ORDINARY: Pick<DatedRun, 'ticks' | 'cards'> = { ticks: {}, cards: 'one-each' }

/** Which checks failed, of all schemes; a scheme that breaks down throws. */
export async function failedChecks(run: DatedRun, names: readonly string[] = SCHEME_NAMES): Promise<readonly string[]> {
  const workload = workloadOf(run.transactions)
  const schemes = await openSchemes(names, workload, settingsOf(run))
  const { outcomes } = await compare(workload, schemes)
  return outcomes.flatMap(({ name, checks }) =>
    checks.filter(({ holds }) => !holds).map((check) => `${name}: ${check.name} (${check.detail})`),
  )
}
