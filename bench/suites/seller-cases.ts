// The cases of the suite `chain` that concern a seller. `seller-path`: whole payments, bytes in and verdicts out, by the
// engine and by the program that everybody would write first, with few buyers, whose state stays in the cache, and with
// many, whose state does not. `threads`: batches on one thread and on two, in elapsed time.

import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { selectKernel } from '../../src/chain/kernel/select.ts'
import { createEnginePool } from '../../src/payment/ikp/coupon/engine/pool.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { Interval } from '../words/interval.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { formatCount } from '../words/format.ts'
import type { Subject } from '../run/executor.ts'
import type { ChainCase } from './chain-case.ts'
import { alongStream, enginePath, givenEnginePath, naivePath, toldKernel, type SellerPath } from './seller-paths.ts'
import { inventStream, type SellerStream, type StreamSize } from './seller-stream.ts'

export interface SellerSizes {
  readonly few: StreamSize
  readonly many: StreamSize
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
  many: { buyers: 1_000_000, payments: 2 ** 20 },
  shared: { buyers: 10_000, payments: 2 ** 19 },
  handedOff: [2 ** 12, 2 ** 16],
}

export function sellerCases(sizes: SellerSizes, seed: number): ChainCase[] {
  const streamOf = keepLast((size: StreamSize) => inventStream(fastest(), size, seed))
  return [
    ...pathCases(sizes.few, streamOf),
    ...pathCases(sizes.many, streamOf),
    ...sizes.handedOff.flatMap((batch) => threadCases(sizes.shared, batch, streamOf)),
  ]
}

type StreamOf = (size: StreamSize) => SellerStream

/** Which part of the first path's time goes by with hashing: what is left out of the second. */
export function hashingShare({ results }: BenchDocument, { few }: SellerSizes): Interval | undefined {
  const names = pathNames(few)
  const outside = results.find(({ name }) => name === names.engine)?.ratioTo[names.unhashed]
  return outside && { median: 1 - outside.median, low: 1 - outside.high, high: 1 - outside.low }
}

function pathNames({ buyers }: StreamSize): { engine: string; naive: string; unhashed: string } {
  const path = `${formatCount(buyers)} buyers`
  return { engine: `${path}, engine`, naive: `${path}, naive`, unhashed: `${path}, engine without its hashing` }
}

function pathCases(size: StreamSize, streamOf: StreamOf): ChainCase[] {
  const names = pathNames(size)
  const path = (name: string, peers: readonly string[], pathOf: (stream: SellerStream) => SellerPath): ChainCase => ({
    name,
    scenario: 'seller path',
    target: name,
    parameters: { ...size, batch: BATCH_COUPONS },
    shown: {
      regime: 'seller-path',
      origin: 'measured',
      unitsPerOperation: BATCH_COUPONS,
      peers,
      answers: peers.filter((peer) => peer === names.naive),
    },
    open: (start) => {
      const stream = streamOf(size)
      return { operation: alongStream(stream, pathOf(stream), BATCH_COUPONS, start) }
    },
  })
  return [
    path(names.engine, [names.naive, names.unhashed], (stream) => enginePath(stream, fastest())),
    path(names.unhashed, [], (stream) => enginePath(stream, toldKernel(stream, fastest()))),
    path(names.naive, [], naivePath),
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
    shown: { regime: 'threads', origin: 'measured', unitsPerOperation: batch, peers: threads === 1 ? [] : [nameOf(1)] },
    open: () => openPool(streamOf(size), batch, threads),
  }))
}

/** Elapsed time: what a second thread waits for would be missing from the processor time of the first. */
async function openPool(stream: SellerStream, batch: number, threads: number): Promise<Subject> {
  const pool = createEnginePool({ kernel: fastest(), capacity: stream.buyers, threads, handOff: 1 })
  await pool.ready
  const path = givenEnginePath(stream, pool.engine)
  return { operation: alongStream(stream, path, batch, elapsedStopwatch().start), close: () => pool.stop() }
}

function fastest(): ChainKernel {
  return selectKernel('indexed').kernel
}

/** A stream takes seconds to invent and is wanted by several cases in a row. */
function keepLast<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let kept: { readonly key: Key; readonly value: Value } | undefined
  return (key) => {
    if (kept?.key !== key) kept = { key, value: make(key) }
    return kept.value
  }
}
