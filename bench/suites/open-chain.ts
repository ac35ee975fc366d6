// The hot path: one payment more, and again one, of a buyer to a seller whose chain is long and open, from the buyer's
// count to the seller's stored state, with the openings and claims that fall among so many. Beside it, in the same
// process, its own cryptography: the very calls that such payments made, made again by themselves.

import { createCrypto } from '../../src/crypto/engines.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import { runChain } from '../scheme/contract/run-chain.ts'
import { DEFAULT_SCHEMES, schemeNamed } from '../scheme/named.ts'
import { openScheme } from '../scheme/open.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import { NOTHING_SKIPPED, type MicroTransaction } from '../workload/micro-transaction.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import type { Subject } from '../run/executor.ts'
import type { RunTerms } from './scheme-runs.ts'
import type { SuiteCase } from './suite-case.ts'
import { recorderOf, type Recorder } from './recorded-calls.ts'

/** Of one operation: two chains of the greatest length that the policy lets grow. */
const PAYMENTS = 2048
/** Operations until chains have grown so long. */
const GROWING = 2
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
  { suite, seed }: Pick<RunTerms, 'suite' | 'seed'>,
  start: Stopwatch,
): Promise<Subject> {
  const crypto = createCrypto('node', suite)
  if (crypto === undefined) throw new TypeError(`node offers suite ${suite}`)
  const once =
    work === 'open-chain'
      ? await payments(scheme, { crypto, seed, chain: runChain })
      : await ownCryptography(scheme, seed, recorderOf(crypto, runChain))
  return {
    async operation(operations) {
      const stop = start()
      for (let done = 0; done < operations; done += 1) await once()
      return stop()
    },
  }
}

/** Of one unit each, so many at a time, when chains have grown. */
async function payments(
  name: string,
  tools: Pick<SchemeSettings, 'crypto' | 'chain' | 'seed'>,
): Promise<() => Promise<void>> {
  const transaction: MicroTransaction = {
    buyer: 'buyer',
    seller: '/seller',
    item: '/seller/item',
    price: 1n,
    atMs: NOW,
  }
  const workload = { name: 'one payment', transactions: [transaction], requests: 1, ...NOTHING_SKIPPED, priceRule: '' }
  const terms = {
    policy: DEFAULT_POLICY,
    clear: DEFAULT_CLEARING,
    unit: 1n,
    cards: 'one-each',
    profile: undefined,
  } as const
  const scheme = await openScheme(schemeNamed(name), workload, { ...terms, ...tools })
  const pay = async (): Promise<void> => {
    for (let paid = 0; paid < PAYMENTS; paid += 1) {
      const waits = scheme.pay(transaction)
      if (waits !== undefined) await waits
    }
  }
  for (let grown = 0; grown < GROWING; grown += 1) await pay()
  return pay
}

/** What the next payments of such a pair computed. */
async function ownCryptography(name: string, seed: number, recorder: Recorder): Promise<() => Promise<void>> {
  const { crypto, chain } = recorder
  const pay = await payments(name, { crypto, chain, seed })
  recorder.record(true)
  await pay()
  recorder.record(false)
  return () => recorder.replay()
}

const NOW = Date.UTC(2026, 0, 5)
