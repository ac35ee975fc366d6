// A cost profile of this machine, from the results of suite `1996`: measured times of single operations, by which counted
// operations are multiplied. What comes out is modelled.

import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import type { BenchDocument } from '../measure/result.ts'
import { ENGINE_WORK, findEra, ofEngine, ofSuite, SUITE_WORK } from '../measure/era-ids.ts'
import type { CostProfile } from './cost-profile.ts'

/** Undefined where the run lacks an operation: it was interrupted, or an operation is below resolution. */
export function measuredProfile(
  document: BenchDocument,
  engine: EngineName,
  suite: SuiteName,
): CostProfile | undefined {
  const ids = [
    ...ENGINE_WORK.map((work) => [work, ofEngine(work, engine)] as const),
    ...SUITE_WORK.map((work) => [work, ofSuite(work, suite, engine)] as const),
  ]
  const times = ids.flatMap(([work, id]) => {
    const rate = findEra(document, id)?.perSecond?.median
    return rate === undefined ? [] : [[work, 1e9 / rate] as const]
  })
  if (times.length < ids.length) return undefined
  return {
    name: `${engine}-${suite}`,
    title: `this machine, ${SUITE_WORDS[suite]} on ${engine}`,
    ns: Object.fromEntries(times),
    doubts: [
      'medians of this run, each for inputs of one length; their intervals are in the table of the rule',
      'a MAC is the engine’s HMAC-SHA-256; the AES-CMAC of the symmetric purse is counted at the same price',
      'every party is given the speed of this machine, the card too',
    ],
  }
}

export const SUITE_WORDS: Readonly<Record<SuiteName, string>> = {
  '1996': 'RSA-1024',
  rsa2048: 'RSA-2048',
  p256: 'P-256',
  ed25519: 'Ed25519',
}
