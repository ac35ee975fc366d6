// `--trace` and `--trace-file`, the same for every verb that has them: lines of what happens on standard error, and all of
// it as a session file.

import { closeSync, openSync, writeSync } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import { hostClock } from '../measure/latency.ts'
import { DEFAULT_TRACE, isTraced, TRACE_WORDS, traceLine, type TraceWord } from '../witness/lines.ts'
import { printEvent, printHeader } from '../witness/session-file.ts'
import { createWitness, type Witness } from '../witness/witness.ts'
import type { LabEvent } from '../witness/event.ts'
import { packageVersion } from './about.ts'
import { EXIT, UserError } from './exit.ts'
import type { Shell } from './shell.ts'

export interface TraceOptions {
  readonly trace?: readonly TraceWord[] | true
  readonly traceFile?: string
}

export function addTraceOptions(command: Command): Command {
  return command
    .option(
      '--trace [what]',
      `print what happens, a line an event: ${TRACE_WORDS.join(', ')} (default: ${DEFAULT_TRACE.join(',')})`,
      parseTrace,
    )
    .option('--trace-file <file>', 'write everything that happens to a new file, as JSON lines; secrets are masked')
}

export interface Tracing {
  readonly witness: Witness
  /** Ends the file. */
  close(): void
}

/** Undefined where nobody asked for it: then nothing is told. Throws `UserError` for a file that cannot be made. */
export function openTrace({ trace, traceFile }: TraceOptions, { terminal, args }: Shell): Tracing | undefined {
  if (trace === undefined && traceFile === undefined) return undefined
  const sinks: ((event: LabEvent) => void)[] = []
  if (trace !== undefined) {
    const wanted = isTraced(trace === true ? DEFAULT_TRACE : trace)
    const columns = Math.min(terminal.errLook.width, WIDEST)
    sinks.push((event) => wanted(event) && terminal.err(`${traceLine(event, columns)}\n`))
  }
  const file = traceFile === undefined ? undefined : newFile(traceFile)
  if (file !== undefined) {
    writeSync(file, printHeader({ tickbench: packageVersion(), command: ['tickbench', ...args].join(' ') }))
    sinks.push((event) => void writeSync(file, printEvent(event)))
  }
  return {
    witness: createWitness(hostClock, (event) => {
      for (const sink of sinks) sink(event)
    }),
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

/** Where standard error is no terminal, lines are not cut shorter than this. */
const WIDEST = 200

function parseTrace(text: string): readonly TraceWord[] {
  const words = text.split(',').map((word) => TRACE_WORDS.find((each) => each === word))
  if (words.includes(undefined)) {
    throw new InvalidArgumentError(`give some of ${TRACE_WORDS.join(', ')}, with commas between them.`)
  }
  return words.flatMap((word) => word ?? [])
}

function newFile(file: string): number {
  try {
    return openSync(file, 'wx')
  } catch (cause) {
    throw new UserError(`--trace-file ${file} cannot be made: give the name of a new file`, EXIT.usage, { cause })
  }
}
