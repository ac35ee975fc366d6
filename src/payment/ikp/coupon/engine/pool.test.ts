import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../bytes/decode-error.ts'
import { chainValues } from '../../../../chain/chain.ts'
import { kernelChain } from '../../../../chain/kernel/kernel.ts'
import { webAssemblyKernel } from '../../../../chain/kernel/webassembly.ts'
import { createTable } from './chain-table.ts'
import { createEngine, engineOver, type EngineOptions, type SellerEngine } from './engine.ts'
import { FRAME_BYTES, paymentFrameLayout } from './frame.ts'
import { createEnginePool, restoreEnginePool, type EnginePool } from './pool.ts'
import { createPieceMemory, PIECE_PAYMENTS, pieceOver, SIGNAL, verdictsOf } from './pool-memory.ts'
import { createShareWorker, NEIGHBOUR_BITS } from './pool-share.ts'
import { sharedMemory } from './row-memory.ts'
import { createTaker, type PaymentBatch } from './take.ts'
import { VERDICTS } from './verdict.ts'
import { CAPACITY, compareWithOracle, emptied, LONGEST_SKIP } from './testing/random-payments.ts'
import { startFromSource } from './testing/start-from-source.ts'

const options = (): EngineOptions => ({
  kernel: webAssemblyKernel('indexed'),
  capacity: CAPACITY,
  longestSkip: LONGEST_SKIP,
})
const LENGTH = 40_000
const f = kernelChain(webAssemblyKernel('indexed'))
const id = new Uint8Array(16).fill(1)
const values = chainValues(f, id, new Uint8Array(16).fill(2), LENGTH)
const chain = { id, length: LENGTH, anchor: values.slice(-16) }

/** Coupons of one chain, one after the other, in every slot of `slots` by turns. */
function payments(slots: readonly number[], count: number): PaymentBatch {
  const frames = new Uint8Array(count * FRAME_BYTES)
  for (let at = 0; at < count; at += 1) {
    const index = LENGTH - 1 - Math.floor(at / slots.length)
    const coupon = values.subarray(16 * index, 16 * index + 16)
    frames.set(paymentFrameLayout.encode({ slot: slots[at % slots.length]!, index, coupon }), at * FRAME_BYTES)
  }
  return { frames, prices: new Float64Array(count).fill(1), now: 0 }
}

/** In slots of three threads, two of them neighbours. */
const NEIGHBOURS = 2 ** NEIGHBOUR_BITS
const SLOTS = [0, 1, NEIGHBOURS, 2 * NEIGHBOURS, 3 * NEIGHBOURS]

function openAll(engine: SellerEngine): number[] {
  for (let slot = 0; slot <= Math.max(...SLOTS); slot += 1) {
    expect(engine.open({ chain, value: 1n, expires: 1000 })).toEqual({ ok: true, value: slot })
  }
  return SLOTS
}

describe('a pool of three threads that shares out every batch', () => {
  let pool: EnginePool
  beforeEach(async () => {
    pool = createEnginePool({ ...options(), threads: 3, handOff: 1, start: startFromSource })
    await pool.ready
  })
  afterEach(() => pool.stop())

  it('decides as the slow implementation does, payment by payment, and takes as many steps', () => {
    const seen = compareWithOracle(() => emptied(pool.engine), 20)
    expect([...seen.keys()].sort()).toEqual([...VERDICTS].sort())
  })

  it('takes a batch of several pieces in its order', () => {
    const count = 2 * PIECE_PAYMENTS + 77
    const { verdicts, steps } = pool.engine.take(payments(openAll(pool.engine), count))
    expect(verdicts).toEqual(new Uint8Array(count))
    expect(steps).toBe(count)
  })

  it('is restored from the snapshot of an engine on one thread, and gives the same one back', async () => {
    const engine = createEngine(options())
    engine.take(payments(openAll(engine), 100))
    const other = restoreEnginePool({ ...options(), threads: 2, handOff: 1, start: startFromSource }, engine.snapshot())
    await other.ready
    expect(other.engine.snapshot()).toEqual(engine.snapshot())
    expect(other.engine.take(payments(SLOTS, 105)).verdicts.subarray(95)).toEqual(
      Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0),
    )
    await other.stop()
  })

  it('goes on with the calling thread alone once its threads are gone', async () => {
    const slots = openAll(pool.engine)
    await pool.stop()
    expect(pool.engine.take(payments(slots, 50)).verdicts).toEqual(new Uint8Array(50))
  })

  it('refuses what one thread refuses', () => {
    const batch = payments(openAll(pool.engine), 2)
    expect(() => pool.engine.take({ ...batch, frames: batch.frames.subarray(1) })).toThrow(DecodeError)
    expect(() => pool.engine.take({ ...batch, prices: new Float64Array(3) })).toThrow(RangeError)
  })
})

it('divides the chains into parts, neighbours together, and does them all when nobody else comes', () => {
  const table = createTable(CAPACITY, sharedMemory)
  const engine = engineOver(table, createTaker({ table, ...options(), longestSkip: LONGEST_SKIP }))
  const piece = pieceOver(createPieceMemory(3))
  const { frames, prices } = payments(openAll(engine), 500)
  piece.frames.set(frames)
  piece.prices.set(prices)
  piece.signals[SIGNAL.count] = 500
  createShareWorker({ ...options(), table, piece, longestSkip: LONGEST_SKIP, parts: 3 })()
  expect([...piece.steps]).toEqual([300, 100, 100]) // the first has slots 0 and 1, and 48
  for (const part of [0, 1, 2]) expect(verdictsOf(piece, part, 500)).toEqual(new Uint8Array(500))
})

/** Is ready, and then never takes a part. */
function startIdle(): Worker {
  const code = "require('node:worker_threads').parentPort.postMessage('ready'); setInterval(() => undefined, 1e6)"
  return new Worker(code, { eval: true })
}

it('does the parts of a thread that gets no processor', async () => {
  const pool = createEnginePool({ ...options(), threads: 2, handOff: 1, start: startIdle })
  await pool.ready
  expect(pool.engine.take(payments(openAll(pool.engine), 500))).toEqual({ verdicts: new Uint8Array(500), steps: 500 })
  await pool.stop()
})

it('says that its table is of no more use when a part fails', async () => {
  const kernel = {
    ...webAssemblyKernel('indexed'),
    match() {
      throw new Error('broken')
    },
  }
  const pool = createEnginePool({ ...options(), kernel, threads: 2, handOff: 1, start: startIdle })
  await pool.ready
  const batch = payments(openAll(pool.engine), 500)
  expect(() => pool.engine.take(batch)).toThrow('a thread of the pool failed: restore the engine from a snapshot')
  await pool.stop()
})

it('leaves small batches to the calling thread', async () => {
  const pool = createEnginePool({ ...options(), threads: 2, handOff: 60, start: startFromSource })
  await pool.ready
  await pool.stop() // Whatever was handed to a thread that is gone would never come back.
  expect(pool.engine.take(payments(openAll(pool.engine), 59)).verdicts).toEqual(new Uint8Array(59))
})

it.each([0, 1.5, Number.NaN])('refuses a pool of %d threads', (threads) => {
  expect(() => createEnginePool({ ...options(), threads })).toThrow(RangeError)
})
