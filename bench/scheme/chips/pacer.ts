// Lets modelled time really pass, so that a demonstration feels like the card. What was slept is measured, so that it can
// be taken out of the host's time again.

import { setTimeout as delay } from 'node:timers/promises'
import { hostClock } from '../../measure/latency.ts'
import { waitedOnLinux, type WaitedNs } from '../../measure/stopwatch.ts'

export interface Pacer {
  /** Waits for this much modelled time, in whole milliseconds; what is left over is waited for later. */
  wait(modelledNs: number): Promise<void>
  /** Host time spent waiting so far. */
  sleptNs(): number
  /** Of it, what others had the processor for when the sleep was over. */
  waitedNs(): number
}

const NS_PER_MS = 1_000_000

export function createPacer(): Pacer {
  let [owedNs, sleptNs, waitedNs] = [0, 0, 0]
  return {
    async wait(modelledNs) {
      owedNs += modelledNs
      if (owedNs < NS_PER_MS) return
      const [start, waitedBefore] = [hostClock(), waitedOfThread()]
      await delay(Math.floor(owedNs / NS_PER_MS))
      const slept = Number(hostClock() - start)
      waitedNs += waitedOfThread() - waitedBefore
      sleptNs += slept
      owedNs -= slept // a timer that came late shortens the next wait
    },
    sleptNs: () => sleptNs,
    waitedNs: () => waitedNs,
  }
}

let waited: WaitedNs | undefined

/** Opened at the first sleep, once a thread: most pacers never sleep. */
function waitedOfThread(): number {
  waited ??= waitedOnLinux() ?? (() => 0)
  return waited()
}
