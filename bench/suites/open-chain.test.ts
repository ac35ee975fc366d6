import { expect, it } from 'vitest'
import { observedChain } from '../../src/chain/observed.ts'
import { indexedChain } from '../../src/chain/step.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { observed } from '../../src/crypto/observed.ts'
import { createTally } from '../../src/crypto/operations.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import { DEFAULT_SCHEMES, schemeNamed } from '../scheme/named.ts'
import { openScheme } from '../scheme/open.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import { openChainCases, openChainSubject } from './open-chain.ts'
import { recorderOf } from './recorded-calls.ts'

it.each(DEFAULT_SCHEMES)('what %s computes, made again by itself, are the operations that it counts', async (name) => {
  const again = createTally()
  const crypto = observed(nodeCrypto('p256'), again.observe)
  const recorder = recorderOf(crypto, observedChain(indexedChain, again.observe))
  const workload = generateWorkload({ seed: 3, ...workloadOf(40) })
  const terms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, seed: 3, unit: 1n } as const
  const { chain } = recorder
  const settings = { ...terms, crypto: recorder.crypto, chain, cards: 'one-each', profile: undefined } as const
  const scheme = await openScheme(schemeNamed(name), workload, settings)
  recorder.record(true)
  const before = again.read()
  for (const transaction of workload.transactions) await scheme.pay(transaction)
  await scheme.settle()
  recorder.record(false)
  const paid = difference(before, again.read())
  await recorder.replay()
  expect(difference(before, again.read())).toEqual(
    Object.fromEntries(Object.entries(paid).map(([kind, n]) => [kind, 2 * n])),
  )
  const counted = Object.values(scheme.books().operations)
  for (const kind of ['chainStep', 'hash', 'sign', 'verify', 'mac', 'encrypt', 'decrypt'] as const) {
    expect([kind, paid[kind] ?? 0]).toEqual([kind, counted.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0)])
  }
})

function difference(before: object, after: object): Record<string, number> {
  const started = before as Record<string, number>
  return Object.fromEntries(
    Object.entries(after).map(([kind, n]: [string, number]) => [kind, n - (started[kind] ?? 0)]),
  )
}

it('times each case by its own stopwatch, operation by operation', async () => {
  for (const { scenario, target } of openChainCases()) {
    if (scenario !== 'open-chain' && scenario !== 'own-cryptography') throw new Error(`a case of ${scenario}`)
    const { operation } = await openChainSubject(scenario, target, { suite: 'p256', seed: 1 }, () => () => 7)
    expect(await operation(1)).toBe(7)
  }
}, 60_000)
