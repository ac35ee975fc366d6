// Suite `chain`: how many links and coupons a second, ours beside everybody else's, in one process and interleaved.
// V8 starts WebAssembly in a quick compiler whose code is several times slower and in some processes stays; the suite
// runs in a process without it (performance.md 3, "V8 traps").

import { fork, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { selectKernel } from '../../src/chain/kernel/select.ts'
import type { BenchDocument } from '../measure/result.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { formatRate } from '../report/format.ts'
import { SampleLogError } from '../run/sample-log.ts'
import { chainCases, chainExecutor } from './chain-cases.ts'
import { chainContestants } from './chain-contestants.ts'
import type { FromChild, ToChild } from './child-messages.ts'
import { loadPeers } from './peers.ts'
import { measureSuite, type SuiteOptions } from './suite.ts'

const NO_QUICK_COMPILER = '--no-liftoff'
const OPENSSL = 'openssl'

/** Throws `SampleLogError` for a samples file of another run, and `Error` when the process that measures ends early. */
export function runChainSuite(options: SuiteOptions): Promise<BenchDocument> {
  return process.execArgv.includes(NO_QUICK_COMPILER) ? measureChain(options) : measureInChild(options)
}

/** In this process, whatever its flags. */
export async function measureChain(options: SuiteOptions): Promise<BenchDocument> {
  const peers = await loadPeers()
  const cases = chainCases(chainContestants(peers.hashes), peers.nodes, options.seed)
  const stopwatch = processorStopwatch()
  return measureSuite(
    {
      name: 'chain',
      cases,
      executor: chainExecutor(cases, stopwatch.start),
      stopwatch,
      facts: {
        kernel: selectKernel('indexed').kernel.name,
        ...peers.versions,
      },
      notes: [...peers.notes, ...opensslNotes()],
    },
    options,
  )
}

async function measureInChild(options: SuiteOptions): Promise<BenchDocument> {
  const { progress, signal, ...sent } = options
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const program = fileURLToPath(new URL(`chain-child.${extension}`, import.meta.url))
  const child = fork(program, {
    execArgv: [...process.execArgv, NO_QUICK_COMPILER],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const tell = (message: ToChild) => void child.send(message)
  const stop = () => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<BenchDocument>((resolve, reject) => {
      child.on('message', (message: FromChild) => {
        if (message.kind === 'progress') progress?.(message.done, message.total)
        else if (message.kind === 'document') resolve(message.document)
        else reject(failureOf(message))
      })
      child.on('error', reject)
      child.on('exit', (code, by) => reject(new Error(`the process that measures ended early (${code ?? by})`)))
      tell({ kind: 'run', options: sent })
      if (signal?.aborted === true) stop()
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    if (child.connected) child.disconnect()
  }
}

function failureOf(message: FromChild & { readonly kind: 'failure' }): Error {
  return message.code === undefined ? new Error(message.message) : new SampleLogError(message.code, message.message)
}

/** OpenSSL's own loop over messages of one block, where the program is there; one second, so a note and no result. */
function opensslNotes(): string[] {
  const { stdout, status } = spawnSync(OPENSSL, ['speed', '-seconds', '1', '-bytes', '32', '-mr', '-evp', 'sha256'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // +F:22:sha256:280000000.00 is bytes a second.
  const bytesPerSecond = status === 0 ? Number(/^\+F:\d+:[^:]+:([\d.]+)/m.exec(stdout)?.[1]) : Number.NaN
  if (!(bytesPerSecond > 0)) return ['openssl is not here; its speed is not shown']
  return [`openssl speed -evp sha256 -bytes 32: ${formatRate(bytesPerSecond / 32)}, one second before the run`]
}
