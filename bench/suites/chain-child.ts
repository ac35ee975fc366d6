// The program of the process that measures the suite `chain`; started by chain.ts, which it talks to by messages.

import { SampleLogError } from '../run/sample-log.ts'
import { measureChain } from './chain.ts'
import type { FromChild, ToChild } from './child-messages.ts'

const stopping = new AbortController()

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') stopping.abort()
  else void measure(message.options)
})
process.on('disconnect', () => process.exit())

async function measure(options: (ToChild & { kind: 'run' })['options']): Promise<void> {
  try {
    const progress = (done: number, total: number) => tell({ kind: 'progress', done, total })
    const document = await measureChain({ ...options, progress, signal: stopping.signal })
    tell({ kind: 'document', document })
  } catch (error) {
    const code = error instanceof SampleLogError ? error.code : undefined
    tell({ kind: 'failure', message: error instanceof Error ? error.message : String(error), code })
  }
}

function tell(message: FromChild): void {
  process.send?.(message)
}
