// Time that others had the processor while this process wanted it: other guests, as the hypervisor tells (column `steal`
// of /proc/stat, proc(5)), and other processes of this system, for which this thread had to wait (stopwatch.ts). Only
// Linux tells either; elsewhere nothing is claimed.

import { hostClock, type NanosecondClock } from './latency.ts'
import { readTextFile, type ReadText } from './read-text.ts'
import { waitedOnLinux, type WaitedNs } from './stopwatch.ts'

export interface StolenTime {
  /** Of the time since the watch was started; 0 where nobody tells. */
  share(): number
}

export interface StolenTimeSources {
  readonly readText: ReadText
  readonly waited: WaitedNs | undefined
  readonly clock: NanosecondClock
}

export function watchStolenTime(sources: Partial<StolenTimeSources> = {}): StolenTime {
  const { readText, waited, clock } = { ...hostSources(), ...sources }
  const start = processorTime(readText)
  const [began, waitedBefore] = [clock(), waited?.() ?? 0]
  return {
    share() {
      const elapsedNs = Number(clock() - began)
      const waitedNs = (waited?.() ?? 0) - waitedBefore
      return stolenBetween(start, processorTime(readText)) + (elapsedNs > 0 ? waitedNs / elapsedNs : 0)
    },
  }
}

function hostSources(): StolenTimeSources {
  return { readText: readTextFile, waited: waitedOnLinux(), clock: hostClock }
}

interface ProcessorTime {
  readonly stolen: number
  readonly all: number
}

function stolenBetween(start: ProcessorTime | undefined, now: ProcessorTime | undefined): number {
  if (start === undefined || now === undefined || now.all <= start.all) return 0
  return (now.stolen - start.stolen) / (now.all - start.all)
}

/** In ticks of the kernel: user, nice, system, idle, iowait, irq, softirq, steal; guest time is in user time already. */
function processorTime(readText: ReadText): ProcessorTime | undefined {
  const columns = /^cpu +([\d ]+)$/m.exec(readText('/proc/stat') ?? '')?.[1]
  const ticks = (columns ?? '').split(' ').slice(0, 8).map(Number)
  const stolen = ticks[7]
  return stolen === undefined ? undefined : { stolen, all: ticks.reduce((sum, tick) => sum + tick, 0) }
}
