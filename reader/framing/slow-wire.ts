// Notices the 44 ms that some builds of vsmartcard add to every APDU: they send a frame's length and its body in two
// writes, Nagle's algorithm keeps the second back until the first is acknowledged, and the kernel delays that
// acknowledgement by 40 ms. A benchmark that does not know it measures TCP and not the card (vsmartcard issue 322).

import type { ClockNs } from '../clock.ts'

export interface SlowWire {
  readonly frames: number
  readonly slowFrames: number
  /** The median wait between a length and its body, over the slow frames, in milliseconds. */
  readonly waitMs: number
}

/** Delayed acknowledgement is 40 ms on Linux; no other cause of a split frame takes half of that. */
const SLOW_NS = 20_000_000n
const ENOUGH = 3

export class SlowWireWatch {
  readonly #clock: ClockNs
  readonly #waits: bigint[] = []
  #frames = 0
  #since: bigint | undefined

  constructor(clock: ClockNs) {
    this.#clock = clock
  }

  /** After each chunk: whether the stream now stands between a length and its body, and how many frames it completed. */
  sawChunk(awaitsBody: boolean, completed: number): void {
    if (this.#since !== undefined) {
      const wait = this.#clock() - this.#since
      if (wait >= SLOW_NS) this.#waits.push(wait)
    }
    this.#frames += completed
    this.#since = awaitsBody ? this.#clock() : undefined
  }

  /** Undefined until the slowness has shown three times. */
  verdict(): SlowWire | undefined {
    if (this.#waits.length < ENOUGH) return undefined
    const sorted = [...this.#waits].sort((a, b) => Number(a - b))
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0n
    return { frames: this.#frames, slowFrames: this.#waits.length, waitMs: Number(median / 1_000_000n) }
  }
}

/** Three lines for the user: what it is, whose fault, what helps. */
export function explainSlowWire(slow: SlowWire): string {
  return [
    `slow wire: ${slow.slowFrames} of ${slow.frames} frames waited ${slow.waitMs} ms between their length and their body`,
    'cause: this vpcd sends them in two writes, and TCP holds the second back (Nagle and delayed ACK; vsmartcard #322)',
    'cure: vsmartcard from its git after 2023-03, or as root: ip route change local 127.0.0.1 dev lo table local quickack 1',
  ].join('\n')
}
