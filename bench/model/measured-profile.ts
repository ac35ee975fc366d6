// A cost profile of this machine, from the results of suite `1996`: measured times of single operations, by which counted
// operations are multiplied, once more by the prices of each process. What comes out is modelled.

import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import type { BenchDocument } from '../measure/result.ts'
import { ENGINE_WORK, findEra, ofEngine, ofSuite, SUITE_WORK } from '../measure/era-ids.ts'
import type { OperationKind } from '../../src/crypto/operations.ts'
import { FEWEST_PROCESSES } from '../measure/statistics/growth.ts'
import type { CostProfile, Prices } from './cost-profile.ts'

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
  const found = ids.flatMap(([work, id]) => {
    const result = findEra(document, id)
    const rate = result?.perSecond?.median
    return rate === undefined ? [] : [{ work, ns: 1e9 / rate, processNs: result?.processNs ?? [], seat: result?.seat }]
  })
  if (found.length < ids.length) return undefined
  const processes = pricesOfProcesses(found)
  return {
    name: `${engine}-${suite}`,
    title: `this machine, ${SUITE_WORDS[suite]} on ${engine}`,
    ns: Object.fromEntries(found.map(({ work, ns }) => [work, ns])),
    processes,
    doubts: [
      'prices of this run, each for inputs of one length; their intervals are in the table of the rule',
      ...(processes.length < FEWEST_PROCESSES
        ? [`${FEWEST_PROCESSES} processes tell at least which of two costs less: this run has ${processes.length}`]
        : []),
      'a MAC is the engine’s HMAC-SHA-256; the AES-CMAC of the symmetric purse is counted at the same price',
      'every party is given the speed of this machine, the card too',
    ],
  }
}

interface Price {
  readonly work: OperationKind
  readonly processNs: readonly number[]
  readonly seat: string | undefined
}

/** A list of prices from each process, if one and the same measured them all. */
function pricesOfProcesses(found: readonly Price[]): readonly Prices[] {
  const seats = new Set(found.map(({ seat }) => seat))
  if (seats.size > 1 || seats.has(undefined)) return []
  const processes = Math.min(...found.map(({ processNs }) => processNs.length))
  const lists = Array.from({ length: processes }, (_, at) =>
    found.map(({ work, processNs }) => [work, processNs[at] ?? 0] as const),
  )
  return lists.filter((prices) => prices.every(([, ns]) => ns > 0)).map((prices) => Object.fromEntries(prices))
}

export const SUITE_WORDS: Readonly<Record<SuiteName, string>> = {
  '1996': 'RSA-1024',
  rsa2048: 'RSA-2048',
  p256: 'P-256',
  ed25519: 'Ed25519',
}
