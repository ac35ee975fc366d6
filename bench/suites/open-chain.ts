// The hot path: one payment more, and again one, of a buyer to a seller whose chain is long and open, from the buyer's
// count to the seller's stored state, with the openings and claims that fall among so many. Beside it, in the same
// process, its own cryptography: the very calls that such payments made, made again by themselves.

import { createCrypto } from '../../src/crypto/engines.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import { runChain } from '../scheme/contract/run-chain.ts'
import { DEFAULT_SCHEMES, schemeNamed } from '../scheme/named.ts'
import { openScheme } from '../scheme/open.ts'
import { NOTHING_SKIPPED, type MicroTransaction } from '../workload/micro-transaction.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import type { Subject } from '../run/executor.ts'
import type { RunTerms } from './scheme-runs.ts'
import type { SuiteCase } from './suite-case.ts'
import { recorderOf, type Recorder } from './recorded-calls.ts'

/** Of one operation: two chains of the greatest length that the policy lets grow. */
const PAYMENTS = 2048
/** Until chains have grown so long. */
const GROWING = 2 * PAYMENTS
const REGIME = 'a payment on an open chain'

export type OpenChainWork = 'open-chain' | 'own-cryptography'

export function openChainCases(): SuiteCase[] {
  return DEFAULT_SCHEMES.flatMap((scheme) => {
    const [payment, own] = [`${scheme}, a payment`, `${scheme}, its own cryptography`]
    const seat = `${scheme}, open chain`
    const each = { target: scheme, parameters: { payments: PAYMENTS }, seat }
    const display = { regime: REGIME, unitsPerOperation: PAYMENTS }
    return [
      { ...each, name: payment, scenario: 'open-chain', display: { ...display, peers: [own], answers: [own] } },
      { ...each, name: own, scenario: 'own-cryptography', display: { ...display, peers: [] } },
    ]
  })
}

export function isOpenChainWork(scenario: string): scenario is OpenChainWork {
  return scenario === 'open-chain' || scenario === 'own-cryptography'
}

export async function openChainSubject(
  work: OpenChainWork,
  scheme: string,
  terms: Pick<RunTerms, 'suite' | 'seed'>,
  start: Stopwatch,
): Promise<Subject> {
  const pair = await openPair(scheme, terms)
  const { recorder } = pair
  await pair.pay(GROWING)
  if (work === 'own-cryptography') {
    recorder.record(true)
    await pair.pay(PAYMENTS)
    recorder.record(false)
  }
  const once = work === 'open-chain' ? () => pair.pay(PAYMENTS) : () => recorder.replay()
  return {
    async operation(operations) {
      const stop = start()
      for (let done = 0; done < operations; done += 1) await once()
      return stop()
    },
  }
}

interface Pair {
  /** So many payments of one unit. */
  pay(payments: number): Promise<void>
  readonly recorder: Recorder
}

async function openPair(
  name: string,
  { suite, seed }: { readonly suite: SuiteName; readonly seed: number },
): Promise<Pair> {
  const crypto = createCrypto('node', suite)
  if (crypto === undefined) throw new TypeError(`node offers suite ${suite}`)
  const recorder = recorderOf(crypto, runChain)
  const transaction: MicroTransaction = {
    buyer: 'buyer',
    seller: '/seller',
    item: '/seller/item',
    price: 1n,
    atMs: NOW,
  }
  const workload = { name: 'one payment', transactions: [transaction], requests: 1, ...NOTHING_SKIPPED, priceRule: '' }
  const terms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, seed, unit: 1n } as const
  const { chain } = recorder
  const settings = { ...terms, crypto: recorder.crypto, chain, cards: 'one-each', profile: undefined } as const
  const scheme = await openScheme(schemeNamed(name), workload, settings)
  return {
    recorder,
    async pay(payments) {
      for (let paid = 0; paid < payments; paid += 1) {
        const waits = scheme.pay(transaction)
        if (waits !== undefined) await waits
      }
    },
  }
}

const NOW = Date.UTC(2026, 0, 5)
