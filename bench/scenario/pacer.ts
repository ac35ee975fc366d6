// Lets modelled time really pass, so that a demonstration feels like the card. What was slept is measured, so that it can
// be taken out of the host's time again.

import { setTimeout as delay } from 'node:timers/promises'
import { hostClock } from '../measure/latency.ts'

export interface Pacer {
  /** Waits for this much modelled time, in whole milliseconds; what is left over is waited for later. */
  wait(modelledNs: number): Promise<void>
  /** Host time spent waiting so far. */
  sleptNs(): number
}

const NS_PER_MS = 1_000_000

export function createPacer(): Pacer {
  let [owedNs, sleptNs] = [0, 0]
  return {
    async wait(modelledNs) {
      owedNs += modelledNs
      if (owedNs < NS_PER_MS) return
      const start = hostClock()
      await delay(Math.floor(owedNs / NS_PER_MS))
      const waited = Number(hostClock() - start)
      sleptNs += waited
      owedNs -= waited // a timer that came late shortens the next wait
    },
    sleptNs: () => sleptNs,
  }
}
