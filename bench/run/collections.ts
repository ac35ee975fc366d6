// How often the garbage collector ran: a sample that holds two collections or none is like its neighbours, one that holds
// every second one is not.

import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface CollectionWatch {
  /** Since the last call. Node tells of collections behind their time, so this waits for its news. */
  count(): Promise<number>
  close(): void
}

export function watchCollections(): CollectionWatch {
  let seen = 0
  const observer = new PerformanceObserver((list) => void (seen += list.getEntries().length))
  observer.observe({ entryTypes: ['gc'] })
  return {
    async count() {
      for (let turn = 0; turn < TURNS; turn += 1) await nextTurn()
      const found = seen
      seen = 0
      return found
    },
    close: () => observer.disconnect(),
  }
}

/** Entries are handed over by an immediate of their own, which may be queued behind ours. */
const TURNS = 3
