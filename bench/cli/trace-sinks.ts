// Where the events of a trace go: as lines to standard error, and all of them into a file. Planned by the process that
// the user has started, and begun wherever the card is.

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { hostClock } from '../measure/latency.ts'
import type { LabEvent } from '../witness/event.ts'
import { isTraced, traceLine, type TraceWord } from '../witness/lines.ts'
import { printEvent } from '../witness/session-file.ts'
import { createWitness, type Witness } from '../witness/witness.ts'

/** Plain data: it goes to other processes. */
export interface TracePlan {
  /** Undefined where no lines are wanted. */
  readonly words: readonly TraceWord[] | undefined
  readonly columns: number
  /** It is there, with its first line. */
  readonly file: string | undefined
}

export interface Tracing {
  readonly witness: Witness
  /** Ends the file, and says where not all of it could be written. */
  close(): void
}

/** `print` takes lines for standard error. */
export function startTrace({ words, columns, file }: TracePlan, print: (text: string) => void): Tracing {
  const sinks: ((event: LabEvent) => void)[] = []
  if (words !== undefined) {
    const isWanted = isTraced(words)
    sinks.push((event) => isWanted(event) && print(`${traceLine(event, columns)}\n`))
  }
  const kept = file === undefined ? undefined : appending(file)
  if (kept !== undefined) sinks.push((event) => kept.write(printEvent(event)))
  return {
    witness: createWitness(hostClock, (event) => {
      for (const sink of sinks) sink(event)
    }),
    close() {
      if (kept?.close() === false) print(`tickbench: --trace-file ${file} is cut off: the disk took no more\n`)
    },
  }
}

/** A disk that is full must not break a payment that is under way, nor hide that it was made. */
function appending(file: string): { write(text: string): void; close(): boolean } {
  const descriptor = openSync(file, 'a')
  let isWhole = true
  return {
    write(text) {
      if (!isWhole) return
      try {
        writeFileSync(descriptor, text)
      } catch {
        isWhole = false
      }
    },
    close() {
      closeSync(descriptor)
      return isWhole
    },
  }
}
