// Where the events of a trace go: as lines to standard error, and all of them into a file. Planned by the process that
// the user has started, and begun wherever the card is.

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { hostClock } from '../measure/latency.ts'
import type { LabEvent } from '../witness/event.ts'
import { isTraced, traceLine, type TraceWord } from '../witness/lines.ts'
import { printEvent } from '../witness/session-file.ts'
import { createWitness, type Witness } from '../witness/witness.ts'
import { EXIT, UserError } from './exit.ts'

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
  /** Ends the file. Throws `UserError` where not all of it could be written. */
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
    close: () => kept?.close(),
  }
}

/** A disk that is full must not break a payment that is under way: that the file is cut off is said at the end. */
function appending(file: string): { write(text: string): void; close(): void } {
  const descriptor = openSync(file, 'a')
  let broken: unknown
  return {
    write(text) {
      if (broken !== undefined) return
      try {
        writeFileSync(descriptor, text)
      } catch (error) {
        broken = error
      }
    },
    close() {
      closeSync(descriptor)
      if (broken === undefined) return
      throw new UserError(`--trace-file ${file} is cut off: it could not be written to its end`, EXIT.usage, {
        cause: broken,
      })
    },
  }
}
