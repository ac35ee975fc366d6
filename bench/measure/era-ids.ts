// Ids of what the suites `signature` and `1996` measure: what a cost profile and the comparison of 1996 join by.

import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { findResult } from './find-result.ts'
import type { BenchDocument, BenchResult } from './result.ts'

/** Of a pair of engine and suite. */
export const SUITE_WORK = ['sign', 'verify', 'encrypt', 'decrypt'] as const
type SuiteWork = (typeof SUITE_WORK)[number]
/** The same for every suite of an engine. */
export const ENGINE_WORK = ['hash', 'mac', 'agree', 'cipher'] as const
type EngineWork = (typeof ENGINE_WORK)[number]

export type EraId = `${SuiteWork}/${SuiteName}/${EngineName}` | `${EngineWork}/${EngineName}` | typeof KERNEL_STEP

/** One step of our chain kernel. */
export const KERNEL_STEP = 'chain-step/kernel'

export function ofSuite(work: SuiteWork, suite: SuiteName, engine: EngineName): EraId {
  return `${work}/${suite}/${engine}`
}

export function ofEngine(work: EngineWork, engine: EngineName): EraId {
  return `${work}/${engine}`
}

/** Undefined where the run lacks it. Documents that are older than ids have it by the name that it had then. */
export function findEra(document: Pick<BenchDocument, 'results'>, id: EraId): BenchResult | undefined {
  const [work, ...of] = id.split('/')
  return findResult(document, id) ?? findResult(document, `${work}${work === 'hash' ? ',' : ''} ${of.join(', ')}`)
}
