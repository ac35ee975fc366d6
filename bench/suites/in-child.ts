// Runs a suite in a process of its own: the compiled program, with the flags that the suite wants, so that a figure
// does not depend on how tickbench was started. The process ends with the one that started it.

import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchDocument } from '../measure/result.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { errorOf, type FromChild, type ToChild } from './child-messages.ts'
import type { SuiteOptions } from './suite.ts'
import type { NamedSuite } from './suites.ts'

/** There is nothing compiled to measure. `message` is one line. */
export class NotBuiltError extends Error {
  constructor() {
    super('only the compiled program is measured, and it is not here: npm run build')
    this.name = 'NotBuiltError'
  }
}

/**
 * Throws `NotBuiltError`, `SampleLogError` for a samples file of another run, `WireFailure` from suites that use a card,
 * and `Error` when the process that measures ends early.
 */
export async function measureInChild(suite: NamedSuite, options: SuiteOptions): Promise<BenchDocument> {
  const { progress, signal, ...sent } = options
  const child = startChild(suite)
  const tell = (message: ToChild) => void child.send(message)
  const stop = () => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<BenchDocument>((resolve, reject) => {
      child.on('message', (message: FromChild) => {
        if (message.kind === 'progress') progress?.(message.done, message.total)
        else if (message.kind === 'document') resolve(message.document)
        else reject(errorOf(message))
      })
      child.on('error', reject)
      child.on('exit', (code, by) => reject(new Error(`the process that measures ended early (${code ?? by})`)))
      tell({ kind: 'run', suite: suite.name, options: sent })
      if (signal?.aborted === true) stop()
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    if (child.connected) child.disconnect()
  }
}

function startChild({ nodeFlags }: NamedSuite): ChildProcess {
  const program = join(packageFolder(), 'dist', 'bench', 'suites', 'measuring-child.js')
  if (!existsSync(program)) throw new NotBuiltError()
  return fork(program, { execArgv: [...nodeFlags], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}
