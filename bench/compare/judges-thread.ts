// The program of the thread in which judges sit (judges.ts).

import { parentPort, workerData } from 'node:worker_threads'
import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { createCrypto } from '../../src/crypto/engines.ts'
import type { Court } from '../scheme/contract/declaration.ts'
import { added } from '../scheme/contract/self-check.ts'
import { schemeNamed } from '../scheme/named.ts'

/** Plain data: it crosses to the thread. */
export interface JudgesTask {
  /** Of schemes that anybody can judge. */
  readonly names: readonly string[]
  readonly engine: EngineName
  readonly suite: SuiteName
}

/** A portion, or without one the question what was found in all of them. */
export interface ToJudges {
  readonly name: string
  readonly portion?: unknown
}

export interface FromJudges {
  readonly name: string
  readonly owed: ReadonlyMap<string, bigint>
}

interface Sitting {
  readonly court: Court<unknown>
  owed: ReadonlyMap<string, bigint>
}

const { names, engine, suite } = workerData as JudgesTask
const sittings = new Map(names.map((name) => [name, sit(name)]))

parentPort?.on('message', ({ name, portion }: ToJudges) => {
  const sitting = sittings.get(name)
  if (sitting === undefined) throw new RangeError(`nobody judges ${name} here`)
  if (portion !== undefined) sitting.owed = added(sitting.owed, sitting.court.hear(portion))
  else parentPort?.postMessage({ name, owed: sitting.owed } satisfies FromJudges)
})

function sit(name: string): Sitting {
  const { judge } = schemeNamed(name)
  const crypto = createCrypto(engine, suite)
  if (crypto === undefined || 'none' in judge) throw new RangeError(`nobody can judge ${name} with ${engine} ${suite}`)
  return { court: judge.sit(crypto), owed: new Map() }
}
