// The program of a process that runs some of the schemes; started by side-by-side.ts, which it talks to by messages.

import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { createCrypto } from '../../src/crypto/engines.ts'
import { OutOfMemory } from '../run/memory.ts'
import { tieToParent } from '../run/tied-child.ts'
import { openSchemes } from '../scheme/open.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import { SchemeFailure, type RefusedStep } from '../scheme/contract/failure.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { compare, MissingFigures, type SchemeOutcome } from './compare.ts'
import { withJudges } from './judges.ts'

/** Plain data: it crosses to the processes that run it. */
export interface CompareTask {
  readonly names: readonly string[]
  readonly workload: Workload
  readonly engine: EngineName
  readonly suite: SuiteName
  readonly settings: Omit<SchemeSettings, 'crypto' | 'cards' | 'purse' | 'pins'> & {
    readonly cards: 'one-each' | 'one-for-all'
  }
  /** That run at a time. */
  readonly processes: number
  readonly mayLackFigures: boolean
}

export type FromCompareChild =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly SchemeOutcome[] }
  | { readonly kind: 'missingFigures'; readonly operations: readonly string[] }
  | { readonly kind: 'outOfMemory' }
  | { readonly kind: 'refused'; readonly of: RefusedStep }
  | { readonly kind: 'failure'; readonly message: string }

/** A message costs more than a payment. */
const TELL_EVERY_MS = 100

tieToParent()
process.on('message', (task: CompareTask) => void run(task))

async function run({
  names,
  workload,
  engine,
  suite,
  settings,
  processes,
  mayLackFigures,
}: CompareTask): Promise<void> {
  try {
    const crypto = createCrypto(engine, suite)
    if (crypto === undefined) throw new TypeError(`${engine} offers no suite ${suite}`)
    const schemes = await openSchemes(names, workload, { ...settings, crypto })
    let toldMs = performance.now()
    const progress = (done: number, total: number): void => {
      if (performance.now() - toldMs < TELL_EVERY_MS) return
      toldMs = performance.now()
      tell({ kind: 'progress', share: done / total })
    }
    const { outcomes } = await withJudges({ names, engine, suite, workload, processes }, (judges) =>
      compare(workload, schemes, { progress, judges, mayLackFigures }),
    )
    tell({ kind: 'progress', share: 1 })
    tell({ kind: 'outcomes', outcomes })
  } catch (error) {
    if (error instanceof MissingFigures) tell({ kind: 'missingFigures', operations: error.operations })
    else if (error instanceof OutOfMemory) tell({ kind: 'outOfMemory' })
    else if (error instanceof SchemeFailure) tell({ kind: 'refused', of: error.of })
    else tell({ kind: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** Nobody listens any more when the parent has gone: then this one is about to end, too. */
function tell(message: FromCompareChild): void {
  process.send?.(message, () => undefined)
}
