// Time that the hypervisor gave to other guests while this one wanted to run: column `steal` of /proc/stat (proc(5)).
// Only Linux tells it; elsewhere nothing is claimed.

import { readTextFile, type ReadText } from './read-text.ts'

export interface StolenTime {
  /** The share of all processor time since the watch was started; 0 where nobody tells. */
  share(): number
}

export function watchStolenTime(readText: ReadText = readTextFile): StolenTime {
  const start = processorTime(readText)
  return {
    share() {
      const now = processorTime(readText)
      if (start === undefined || now === undefined || now.all <= start.all) return 0
      return (now.stolen - start.stolen) / (now.all - start.all)
    },
  }
}

/** In ticks of the kernel: user, nice, system, idle, iowait, irq, softirq, steal; guest time is in user time already. */
function processorTime(readText: ReadText): { readonly stolen: number; readonly all: number } | undefined {
  const columns = /^cpu +([\d ]+)$/m.exec(readText('/proc/stat') ?? '')?.[1]
  const ticks = (columns ?? '').split(' ').slice(0, 8).map(Number)
  const stolen = ticks[7]
  return stolen === undefined ? undefined : { stolen, all: ticks.reduce((sum, tick) => sum + tick, 0) }
}
