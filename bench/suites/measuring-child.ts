// The program of the process that measures a suite; started by in-child.ts, which it talks to by messages.

import { tieToParent } from '../run/tied-child.ts'
import { failureOf, type FromChild, type ToChild } from './child-messages.ts'
import type { SuiteProgress } from './suite.ts'
import { findSuite } from './suites.ts'

tieToParent()
const stopping = new AbortController()

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') stopping.abort()
  else void measure(message)
})
// A terminal interrupts all of its processes at once; the one that talks to the user decides what it means.
process.on('SIGINT', () => undefined)

async function measure({ suite, options }: ToChild & { kind: 'run' }): Promise<void> {
  try {
    const found = findSuite(suite)
    if (found === undefined) throw new TypeError(`no suite ${suite}`)
    const progress: SuiteProgress = (done, total, blocks) => tell({ kind: 'progress', done, total, blocks })
    const document = await found.measure({ ...options, progress, signal: stopping.signal })
    tell({ kind: 'document', document })
  } catch (error) {
    tell(failureOf(error))
  }
}

function tell(message: FromChild): void {
  // Whoever listened may be gone: then this process is about to end, too.
  process.send?.(message, () => undefined)
}
