// The cases of the suite `chain` that concern a seller. `seller-path`: whole payments, bytes in and verdicts out, by the
// engine, by a good plain program and by the one that everybody would write first, with few buyers, whose state stays in the
// cache, and with many, whose state does not. `threads`: batches on one thread and on two, in elapsed time.

import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'
import { webAssemblyKernel } from '../../src/chain/kernel/webassembly.ts'
import { createEnginePool, startThread, type StartThread } from '../../src/payment/ikp/coupon/engine/pool.ts'
import { findRatio } from '../measure/find-result.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { Interval } from '../words/format.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { formatCount } from '../words/format.ts'
import type { Subject } from '../run/executor.ts'
import type { ChainCase } from './chain-case.ts'
import {
  alongStream,
  enginePath,
  givenEnginePath,
  naivePath,
  plainPath,
  answeringKernel,
  type SellerPath,
} from './seller-paths.ts'
import { inventStream, type SellerStream, type StreamSize } from './seller-stream.ts'

export interface SellerSizes {
  readonly few: StreamSize
  /** Their stream takes ten seconds to invent, in every process that pays along it: a look goes without. */
  readonly many?: StreamSize
  /**
   * For the threads. Payments that are hashed together are of different chains, so two threads with half of the chains
   * each judge smaller groups: with a thousand buyers that eats a sixth of the gain, with ten thousand nothing.
   */
  readonly shared: StreamSize
  /** Payments of a batch that is shared out among threads, each a divisor of the shared stream's. */
  readonly handedOff: readonly number[]
}

export const SELLER_SIZES: SellerSizes = {
  few: { buyers: 1_000, payments: 2 ** 19 },
  shared: { buyers: 10_000, payments: 2 ** 19 },
  handedOff: [2 ** 12, 2 ** 16],
}

export const MANY_BUYERS: StreamSize = { buyers: 1_000_000, payments: 2 ** 20 }

export function sellerCases(sizes: SellerSizes, seed: number): ChainCase[] {
  const streamOf = keepLast((size: StreamSize) => inventStream(fastest(), size, seed))
  return [
    ...pathCases(sizes.few, streamOf),
    ...(sizes.many === undefined ? [] : pathCases(sizes.many, streamOf)),
    ...sizes.handedOff.flatMap((batch) => threadCases(sizes.shared, batch, streamOf)),
  ]
}

type StreamOf = (size: StreamSize) => SellerStream

/** Which part of the first path's time goes by with hashing: what is left out of the second. */
export function hashingShare(document: BenchDocument, { few }: SellerSizes): Interval | undefined {
  const outside = findRatio(document, pathId(few, 'engine'), pathId(few, 'unhashed'))
  return outside && { median: 1 - outside.median, low: 1 - outside.high, high: 1 - outside.low }
}

const PATHS = {
  engine: 'engine',
  plain: 'plain',
  naive: 'naive',
  unhashed: 'engine without its hashing',
  webassembly: 'engine on WebAssembly',
} as const
type Path = keyof typeof PATHS

function pathId({ buyers }: StreamSize, path: Path): string {
  return `seller-path/${buyers}/${path}`
}

function pathCases(size: StreamSize, streamOf: StreamOf): ChainCase[] {
  const path = (own: Path, peers: readonly Path[], pathOf: (stream: SellerStream) => SellerPath): ChainCase => ({
    name: `${formatCount(size.buyers)} buyers, ${PATHS[own]}`,
    scenario: 'seller path',
    target: own,
    parameters: { ...size, batch: BATCH_COUPONS },
    // The stream takes longer to invent than to measure, so as many as can do so share it.
    seat: `${size.buyers} buyers, ${own === 'plain' || own === 'naive' ? 'other programs' : 'engine'}`,
    display: {
      id: pathId(size, own),
      regime: 'seller-path',
      unitsPerOperation: BATCH_COUPONS,
      peers: peers.map((peer) => pathId(size, peer)),
      answers: peers.filter((peer) => peer === 'plain' || peer === 'naive').map((peer) => pathId(size, peer)),
    },
    open: (start) => {
      const stream = streamOf(size)
      return { operation: alongStream(stream, pathOf(stream), BATCH_COUPONS, start) }
    },
  })
  const isNative = fastest().name === 'native'
  return [
    path('engine', ['plain', 'naive', 'unhashed', ...(isNative ? ['webassembly' as const] : [])], (stream) =>
      enginePath(stream, fastest()),
    ),
    ...(isNative ? [path('webassembly', [], (stream) => enginePath(stream, webAssemblyKernel('indexed')))] : []),
    path('unhashed', [], (stream) => enginePath(stream, answeringKernel(stream, fastest()))),
    path('plain', [], plainPath),
    path('naive', [], naivePath),
  ]
}

function threadCases(size: StreamSize, batch: number, streamOf: StreamOf): ChainCase[] {
  const nameOf = (threads: number) =>
    `batches of ${formatCount(batch)}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
  return [1, 2].map((threads) => ({
    name: nameOf(threads),
    scenario: 'threads',
    target: 'engine',
    parameters: { ...size, batch, threads },
    seat: 'threads',
    display: { regime: 'threads', isElapsed: true, unitsPerOperation: batch, peers: threads === 1 ? [] : [nameOf(1)] },
    open: () => openPool(streamOf(size), batch, threads),
  }))
}

const start: StartThread = (task) => startThread(new URL('pool-thread.js', import.meta.url), task)

/** Elapsed time: what a second thread waits for would be missing from the processor time of the first. */
async function openPool(stream: SellerStream, batch: number, threads: number): Promise<Subject> {
  const pool = createEnginePool({ kernel: fastest(), capacity: stream.buyers, threads, handOff: 1, start })
  await pool.ready
  const path = givenEnginePath(stream, pool.engine)
  return { operation: alongStream(stream, path, batch, elapsedStopwatch().start), close: () => pool.stop() }
}

function fastest(): ChainKernel {
  return fastestKernel('indexed').kernel
}

/** A stream takes seconds to invent and is wanted by several cases in a row. */
function keepLast<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let kept: { readonly key: Key; readonly value: Value } | undefined
  return (key) => {
    if (kept?.key !== key) kept = { key, value: make(key) }
    return kept.value
  }
}
