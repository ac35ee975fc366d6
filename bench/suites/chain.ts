// Suite `chain`: how many links and coupons a second, ours beside everybody else's, in one process and interleaved.

import { spawnSync } from 'node:child_process'
import { selectKernel } from '../../src/chain/kernel/select.ts'
import type { BenchDocument } from '../measure/result.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { formatRate } from '../report/format.ts'
import { chainCases, chainExecutor } from './chain-cases.ts'
import { chainContestants } from './chain-contestants.ts'
import { loadPeers } from './peers.ts'
import { measureSuite, type SuiteOptions } from './suite.ts'

const OPENSSL = 'openssl'

/** Throws `SampleLogError` for a samples file of another run. */
export async function measureChainSuite(options: SuiteOptions): Promise<BenchDocument> {
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
