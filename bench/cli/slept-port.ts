// A card that takes its modelled time: whoever asks it waits as long as he would for the card itself. The whole process
// waits, so of several readers one is slow after the other.

import type { ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import type { ClockNs } from '../../reader/clock.ts'
import type { CardPort } from '../../src/card/port.ts'

export interface Sleep {
  readonly clock: ClockNs
  readonly sleepMs: (ms: number) => void
}

/** An answer, or silence, comes when the modelled time of its exchange is over; a sleep that was too long shortens the next. */
export function sleptPort(port: CardPort, modelled: Pick<ModelledClock, 'nowNs'>, { clock, sleepMs }: Sleep): CardPort {
  let owedNs = 0
  return {
    powerOn: () => port.powerOn(),
    reset: () => port.reset(),
    powerOff: () => port.powerOff(),
    exchange(command) {
      const [start, before] = [clock(), modelled.nowNs()]
      try {
        return port.exchange(command)
      } finally {
        owedNs += modelled.nowNs() - before - Number(clock() - start)
        if (owedNs > 0) {
          const slept = clock()
          sleepMs(owedNs / NS_PER_MS)
          owedNs -= Number(clock() - slept)
        }
      }
    },
  }
}

/** Keeps the processor free, and the process still. */
export function sleepMs(ms: number): void {
  Atomics.wait(NOBODY_WAKES, 0, 0, ms)
}

const NS_PER_MS = 1_000_000
const NOBODY_WAKES = new Int32Array(new SharedArrayBuffer(4))
