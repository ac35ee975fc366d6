// How a sample is timed. Elapsed time is what a user waits for; for work that only computes, the time spent waiting for
// a processor that others hold says nothing about the work. Linux counts that waiting for each thread in nanoseconds
// (Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat, second number), so that it can be left out: on a
// host with busy neighbours it moved medians by up to 70 % where the remaining time stayed within 2 %.

import { openSync, readSync } from 'node:fs'
import { hostClock, type NanosecondClock } from './latency.ts'

/** Starts when called; what it returns stops and gives whole nanoseconds. Samples do not overlap. */
export type Stopwatch = () => () => number

export interface NamedStopwatch {
  readonly start: Stopwatch
  /** What the time is made of, for the reader of a report. */
  readonly name: string
}

/** Its time contains what others had the processor for. */
export const ELAPSED = 'elapsed'

export function elapsedStopwatch(clock: NanosecondClock = hostClock): NamedStopwatch {
  const start: Stopwatch = () => {
    const began = clock()
    return () => Number(clock() - began)
  }
  return { start, name: ELAPSED }
}

/**
 * Elapsed time without waiting for a processor; elapsed time where the system does not count that. For the thread that
 * creates it only.
 */
export function processorStopwatch(
  waited: WaitedNs | undefined = waitedOnLinux(),
  clock: NanosecondClock = hostClock,
): NamedStopwatch {
  if (waited === undefined) return elapsedStopwatch(clock)
  const start: Stopwatch = () => {
    const began = readTogether(waited, clock)
    return () => {
      const stopped = readTogether(waited, clock)
      return Number(stopped.ns - began.ns) - (stopped.waitedNs - began.waitedNs)
    }
  }
  return { start, name: 'elapsed, without waiting for a processor' }
}

/** Both as of one moment: a wait between the two readings would be counted by one of them only, so they are read again. */
function readTogether(waited: WaitedNs, clock: NanosecondClock): { ns: bigint; waitedNs: number } {
  for (;;) {
    const waitedNs = waited()
    const ns = clock()
    if (waited() === waitedNs) return { ns, waitedNs }
  }
}

/** Nanoseconds that this thread has waited since it began; it only rises. */
export type WaitedNs = () => number

/** Undefined where there is no such count, or it is switched off and stays 0 bytes long. */
export function waitedOnLinux(): WaitedNs | undefined {
  const buffer = new Uint8Array(128)
  const decoder = new TextDecoder()
  try {
    // Kept open for the life of the process: a path would be resolved anew at every sample.
    const file = openSync('/proc/thread-self/schedstat', 'r')
    const waited = () => Number(decoder.decode(buffer.subarray(0, readSync(file, buffer, 0, 128, 0))).split(' ')[1])
    return Number.isSafeInteger(waited()) ? waited : undefined
  } catch {
    return undefined
  }
}
