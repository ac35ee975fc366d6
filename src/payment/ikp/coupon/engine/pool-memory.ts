// What the threads of a pool share beside the table of chains: one piece of a batch, its verdicts, and the words by which
// they tell each other where they are. Plain memory is written before such a word and read after it, never otherwise.

import { FRAME_BYTES } from './frame.ts'

/** Payments of one piece; longer batches go piece by piece, in their order. */
export const PIECE_PAYMENTS = 65_536

/** Places among the words. */
export const SIGNAL = {
  /** Rises by one with every piece. */
  piece: 0,
  /** How many parts of the piece are through. */
  done: 1,
  /** Payments of the piece. */
  count: 2,
  /** 1 when a thread has failed: what it left undone nobody knows. */
  failed: 3,
  /** Rises while any thread gets on. */
  beat: 4,
  /** How many parts have been claimed, or more. It is set back last of all: until then nobody gets a part. */
  claimed: 5,
} as const

export interface PieceMemory {
  readonly signals: SharedArrayBuffer
  readonly frames: SharedArrayBuffer
  readonly prices: SharedArrayBuffer
  /** A row for each part, so that no two threads write into one cache line; together they are the verdicts. */
  readonly verdicts: SharedArrayBuffer
  /** Of each part: the chain steps that it took. */
  readonly steps: SharedArrayBuffer
  /** One number, ms since 1970. */
  readonly now: SharedArrayBuffer
}

export interface Piece {
  readonly signals: Int32Array
  readonly frames: Uint8Array
  readonly prices: Float64Array
  readonly verdicts: Uint8Array
  readonly steps: Float64Array
  readonly now: Float64Array
}

export function createPieceMemory(parts: number): PieceMemory {
  return {
    signals: new SharedArrayBuffer(4 * Object.keys(SIGNAL).length),
    frames: new SharedArrayBuffer(PIECE_PAYMENTS * FRAME_BYTES),
    prices: new SharedArrayBuffer(PIECE_PAYMENTS * 8),
    verdicts: new SharedArrayBuffer(parts * PIECE_PAYMENTS),
    steps: new SharedArrayBuffer(parts * 8),
    now: new SharedArrayBuffer(8),
  }
}

/** The verdicts of one part: 0, as accepted has, where a payment is not its own. */
export function verdictsOf({ verdicts }: Piece, part: number, count: number): Uint8Array {
  return verdicts.subarray(part * PIECE_PAYMENTS, part * PIECE_PAYMENTS + count)
}

export function pieceOver(memory: PieceMemory): Piece {
  return {
    signals: new Int32Array(memory.signals),
    frames: new Uint8Array(memory.frames),
    prices: new Float64Array(memory.prices),
    verdicts: new Uint8Array(memory.verdicts),
    steps: new Float64Array(memory.steps),
    now: new Float64Array(memory.now),
  }
}

/**
 * Waits until a signal is no longer `seen`; false after `limitMs`. It looks for a while before it sleeps: a sleeping
 * thread is often woken on the processor of the one that wakes it, and the two then take turns instead of working side
 * by side.
 */
export function awaitSignal(signals: Int32Array, at: number, seen: number, limitMs: number = Infinity): boolean {
  for (let look = 0; look < LOOKS; look += 1) {
    if (Atomics.load(signals, at) !== seen) return true
  }
  return Atomics.wait(signals, at, seen, limitMs) !== 'timed-out'
}

/** About a millisecond: longer than from one batch of a busy stream to the next, and no burden on an idle one. */
const LOOKS = 200_000
