// The program of a process that runs some of the schemes; started by side-by-side.ts, which it talks to by messages.

import { createCrypto } from '../../src/crypto/engines.ts'
import { OutOfMemory } from '../run/memory.ts'
import { tieToParent } from '../run/tied-child.ts'
import { openSchemes } from '../scheme/open.ts'
import { SchemeFailure } from '../scheme/contract/failure.ts'
import { compare, MissingFigures } from './compare.ts'
import type { CompareTask, FromCompareChild } from './side-by-side.ts'

/** A message costs more than a payment. */
const TELL_EVERY_MS = 100

tieToParent()
process.on('message', (task: CompareTask) => void run(task))

async function run({ names, workload, engine, suite, settings, mayLackFigures }: CompareTask): Promise<void> {
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
    const { outcomes } = await compare(workload, schemes, { progress, mayLackFigures })
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
