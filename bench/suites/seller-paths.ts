// The ways through a stream of payments that are measured, each behind the same call, and the loop that goes along the
// stream again and again. Putting the chains back to where they were is not timed.

import type { ChainKernel } from '../../src/chain/kernel/kernel.ts'
import {
  createEngine,
  restoreEngine,
  type EngineOptions,
  type SellerEngine,
} from '../../src/payment/ikp/coupon/engine/engine.ts'
import { FRAME_BYTES } from '../../src/payment/ikp/coupon/engine/frame.ts'
import { VERDICTS } from '../../src/payment/ikp/coupon/engine/verdict.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import type { TimedOperations } from '../run/executor.ts'
import { createNaiveSeller } from './naive-seller.ts'
import { createPlainSeller } from './plain-seller.ts'
import { rowOf, STREAM_CHAIN_LENGTH, textsOf, type SellerStream } from './seller-stream.ts'

/** `accepted` counts; a path that accepts another number is wrong and is not measured. */
export interface SellerPath {
  /** Payments `first` to `end` - 1 of the stream; gives how many were accepted. */
  take(first: number, end: number): number
  /** All chains as at first. */
  reset(): void
}

const NOW = 1_700_000_000_000
const EXPIRES = 1_800_000_000_000

export function naivePath(stream: SellerStream): SellerPath {
  const seller = createNaiveSeller(stream, EXPIRES)
  const { bytes, ends } = textsOf(stream)
  const { prices } = stream
  return {
    take(first, end) {
      let accepted = 0
      let start = first === 0 ? 0 : (ends[first - 1] ?? 0)
      for (let payment = first; payment < end; payment += 1) {
        const stop = ends[payment] ?? 0
        if (seller.pay(bytes.toString('latin1', start, stop), prices[payment] ?? 0, NOW)) accepted += 1
        start = stop
      }
      return accepted
    },
    reset: () => seller.reset(),
  }
}

export function plainPath(stream: SellerStream): SellerPath {
  const seller = createPlainSeller(stream, EXPIRES)
  const { prices } = stream
  return {
    take(first, end) {
      let accepted = 0
      for (let payment = first; payment < end; payment += 1) {
        if (seller.pay(payment * FRAME_BYTES, prices[payment] ?? 0, NOW)) accepted += 1
      }
      return accepted
    },
    reset: () => seller.reset(),
  }
}

/** One thread. */
export function enginePath(stream: SellerStream, kernel: ChainKernel): SellerPath {
  const options: EngineOptions = { kernel, capacity: stream.buyers }
  const first = createEngine(options)
  openChains(first, stream)
  const atFirst = first.snapshot()
  let engine = first
  return {
    take: (from, end) => takeFrom(engine, stream, from, end),
    reset: () => {
      engine = restoreEngine(options, atFirst)
    },
  }
}

/**
 * A kernel that is told which coupons of the stream are true: what the engine takes with it is everything but hashing.
 * Every payment is handed to it once, in the order of the stream.
 */
export function answeringKernel({ honest }: SellerStream, kernel: ChainKernel): ChainKernel {
  let next = 0
  return {
    ...kernel,
    match(count) {
      for (let row = 0; row < count; row += 1) kernel.batch.matches[row] = honest[next + row] ?? 0
      next = (next + count) % honest.length
    },
  }
}

/** An engine that somebody else has made for as many chains: that of a pool. */
export function givenEnginePath(stream: SellerStream, engine: SellerEngine): SellerPath {
  openChains(engine, stream)
  return {
    take: (first, end) => takeFrom(engine, stream, first, end),
    reset() {
      for (let slot = stream.buyers - 1; slot >= 0; slot -= 1) {
        engine.close(slot)
        engine.forget(slot)
      }
      openChains(engine, stream)
    },
  }
}

/** An operation is a batch of `batch` payments; the stream holds a whole number of them. Throws for a wrong verdict. */
export function alongStream(stream: SellerStream, path: SellerPath, batch: number, start: Stopwatch): TimedOperations {
  const batches = Math.floor(stream.payments / batch)
  const expected = Array.from({ length: batches }, (_, at) =>
    sumOf(stream.honest.subarray(at * batch, (at + 1) * batch)),
  )
  let at = 0
  return (operations) => {
    let takenNs = 0
    for (let left = operations; left > 0;) {
      if (at === batches) {
        path.reset()
        at = 0
      }
      const end = Math.min(at + left, batches)
      left -= end - at
      const stop = start()
      for (; at < end; at += 1) {
        if (path.take(at * batch, (at + 1) * batch) !== expected[at])
          throw new Error('a seller judged payments wrongly')
      }
      takenNs += stop()
    }
    return takenNs
  }
}

function openChains(engine: SellerEngine, { buyers, ids, anchors }: SellerStream): void {
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const chain = { id: rowOf(ids, buyer), length: STREAM_CHAIN_LENGTH, anchor: rowOf(anchors, buyer) }
    engine.open({ chain, value: 1n, expires: EXPIRES })
  }
}

function takeFrom(engine: SellerEngine, { frames, prices }: SellerStream, first: number, end: number): number {
  const { verdicts } = engine.take({
    frames: frames.subarray(first * FRAME_BYTES, end * FRAME_BYTES),
    prices: prices.subarray(first, end),
    now: NOW,
  })
  let accepted = 0
  for (let at = 0; at < verdicts.length; at += 1) if (verdicts[at] === ACCEPTED) accepted += 1
  return accepted
}

const ACCEPTED = VERDICTS.indexOf('accepted')

function sumOf(numbers: Uint8Array): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
