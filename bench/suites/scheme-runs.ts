// A scheme as a thing to be measured: built anew for every run, so that no run finds the chains of another; only carrying
// the payments and settling is timed. Shared by the suites `scheme` and `scale`.

import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { createCrypto } from '../../src/crypto/engines.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import { schemeNamed } from '../scheme/named.ts'
import { openScheme } from '../scheme/open.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import type { Scheme, SchemeBooks } from '../scheme/open.ts'
import type { Workload } from '../workload/micro-transaction.ts'

export interface RunTerms {
  readonly suite: SuiteName
  readonly seed: number
  readonly profile?: CardSetting | undefined
}

/** Throws `SchemeFailure` as the schemes do. */
export async function buildScheme(name: string, workload: Workload, terms: RunTerms): Promise<Scheme> {
  const crypto = createCrypto('node', terms.suite)
  if (crypto === undefined) throw new TypeError(`node offers suite ${terms.suite}`)
  return openScheme(schemeNamed(name), workload, {
    crypto,
    policy: DEFAULT_POLICY,
    clear: DEFAULT_CLEARING,
    seed: terms.seed,
    unit: 1n,
    cards: 'one-each',
    profile: terms.profile,
  })
}

/** The whole workload once; the nanoseconds of paying and settling. */
export async function timeRun(scheme: Scheme, { transactions }: Workload, start: Stopwatch): Promise<number> {
  const stop = start()
  for (const transaction of transactions) await scheme.pay(transaction)
  await scheme.settle()
  return stop()
}

/** The books of one run, all of whose self-checks held: nothing that is wrong is measured. Throws `Error` where one did not. */
export async function checkedBooks(name: string, workload: Workload, terms: RunTerms): Promise<SchemeBooks> {
  const scheme = await buildScheme(name, workload, terms)
  await timeRun(scheme, workload, () => () => 0)
  const books = scheme.books()
  const failed = books.checks.find(({ holds }) => !holds)
  if (failed !== undefined) throw new Error(`${name}: a self-check failed: ${failed.name}: ${failed.detail}`)
  return books
}
