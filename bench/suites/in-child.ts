// Runs a suite in a process of its own: the compiled program, with the flags that the suite wants, so that a figure
// does not depend on how tickbench was started. The process ends with the one that started it.

import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchDocument } from '../measure/result.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { endedEarly, forkTied } from '../run/tied-child.ts'
import { errorOf, type FromChild, type ToChild } from './child-messages.ts'
import { NothingMeasured, type SuiteOptions } from './suite.ts'
import type { NamedSuite } from './suites.ts'

/** There is nothing compiled to measure. `message` is one line. */
export class NotBuiltError extends Error {
  constructor() {
    super('only the compiled program is measured, and it is not here: npm run build')
    this.name = 'NotBuiltError'
  }
}

/**
 * Throws `NotBuiltError`, `NothingMeasured` when it is stopped before the first block, `SampleLogError` for a samples file
 * of another run, `WireFailure` from suites that use a card, and `Error` when the process that measures ends early.
 */
export async function measureInChild(suite: NamedSuite, options: SuiteOptions): Promise<BenchDocument> {
  const { progress, signal, ...sent } = options
  const child = startChild(suite)
  const tell = (message: ToChild) => void child.send(message)
  let blocks = 0
  const stopped = new AbortController()
  try {
    return await new Promise<BenchDocument>((resolve, reject) => {
      // Before its first block it gets ready for longer than anybody wants to wait, and there is nothing to wait for.
      const stop = () => (blocks === 0 ? reject(new NothingMeasured()) : tell({ kind: 'stop' }))
      signal?.addEventListener('abort', stop, { signal: stopped.signal })
      child.on('message', (message: FromChild) => {
        if (message.kind === 'progress') {
          blocks = message.blocks
          progress?.(message.done, message.total, blocks)
        } else if (message.kind === 'document') resolve(message.document)
        else reject(errorOf(message))
      })
      child.on('error', reject)
      child.on('exit', (code, by) => reject(endedEarly('the process that measures', code, by)))
      tell({ kind: 'run', suite: suite.name, options: sent })
      if (signal?.aborted === true) stop()
    })
  } finally {
    stopped.abort()
    child.kill('SIGKILL')
  }
}

function startChild({ nodeFlags }: NamedSuite): ChildProcess {
  const program = join(packageFolder(), 'dist', 'bench', 'suites', 'measuring-child.js')
  if (!existsSync(program)) throw new NotBuiltError()
  return forkTied(program, { execArgv: [...nodeFlags] })
}
