// Runs a suite in fresh processes: the compiled program, with the flags that the suite wants, so that a figure depends
// neither on how tickbench was started nor on what one process happened to be like. They end with the one that started them.

import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchDocument } from '../measure/result.ts'
import { packageFolder } from '../measure/package-folder.ts'
import type { Seats } from '../run/rounds.ts'
import { endedEarly, forkTied } from '../run/tied-child.ts'
import { errorOf, type Answers, type FromChild, type ToChild } from './child-messages.ts'
import { measureDescribed, NothingMeasured, type Description, type SuiteOptions, type SuiteTerms } from './suite.ts'
import type { NamedSuite } from './suites.ts'

/** There is nothing compiled to measure. `message` is one line. */
export class NotBuiltError extends Error {
  constructor() {
    super('only the compiled program is measured, and it is not here: npm run build')
    this.name = 'NotBuiltError'
  }
}

/**
 * Throws `NotBuiltError`, `NotComparable`, `NothingMeasured` when it is stopped before its first round is whole, `NothingMeasurable`,
 * `SampleLogError` for a samples file of another run, `WireFailure` from suites that use a card, and `Error` when a process
 * that measures ends early.
 */
export async function measureInChildren(suite: NamedSuite, options: SuiteOptions): Promise<BenchDocument> {
  return withProcesses(suite, options, async (description, seats) => {
    const { finish } = await suite.load()
    return measureDescribed({ name: suite.name, description, seats, finish }, withMinutes(suite, options))
  })
}

/** Those of the suite, where nobody has asked for others. */
export function withMinutes({ minutes }: NamedSuite, options: SuiteOptions): SuiteOptions {
  return minutes === undefined || options.minutes !== undefined
    ? options
    : { ...options, minutes: minutes[options.effort] }
}

/** What processes are to measure; with `against` each of them has a second build beside the running one. */
export interface ProcessTerms extends SuiteTerms {
  readonly signal?: AbortSignal
  /** A folder with a compiled program of this package. */
  readonly against?: string
}

/** Describes a suite in one process, and lets others measure it. Throws as `measureInChildren` does. */
export async function withProcesses<Result>(
  suite: NamedSuite,
  { seed, effort, card, against, signal }: ProcessTerms,
  use: (description: Description, seats: Seats) => Promise<Result>,
): Promise<Result> {
  const terms: SuiteTerms = { seed, effort, ...(card !== undefined && { card }) }
  const common = { suite: suite.name, terms, ...(against !== undefined && { against }) }
  const first = startChild(suite, signal)
  try {
    const description = await first.ask({ ...common, kind: 'describe' }, 'described')
    if (description === undefined) throw new NothingMeasured()
    const ask = description.keepsProcess ? first.ask : askAnother(suite, signal)
    if (!description.keepsProcess) await first.end()
    const seats: Seats = {
      pilot: async (cases, { sampleNs, leastSamples, mostSamples }) => {
        const pilot = { sampleNs, leastSamples, mostSamples }
        return (await ask({ ...common, kind: 'pilot', cases, pilot }, 'piloted')) ?? NOTHING
      },
      measure: async (task) => (await ask({ ...common, kind: 'measure', task }, 'measured')) ?? NOTHING,
    }
    return await use(description, seats)
  } finally {
    await first.end()
  }
}

const NOTHING = { found: [], lost: [] }

/** Undefined when the run was stopped before there was an answer. */
type Ask = <Kind extends keyof Answers>(question: ToChild, kind: Kind) => Promise<Answers[Kind] | undefined>

interface Child {
  readonly ask: Ask
  /** Closes what is open in it; the second time it does nothing. */
  end(): Promise<void>
}

/** Each question to a process of its own. */
function askAnother(suite: NamedSuite, signal: AbortSignal | undefined): Ask {
  return async (question, kind) => {
    if (signal?.aborted === true) return undefined
    const child = startChild(suite, signal)
    try {
      return await child.ask(question, kind)
    } finally {
      await child.end()
    }
  }
}

function startChild({ nodeFlags }: NamedSuite, signal: AbortSignal | undefined): Child {
  const program = join(packageFolder(), 'dist', 'bench', 'suites', 'measuring-child.js')
  if (!existsSync(program)) throw new NotBuiltError()
  const child = forkTied(program, { execArgv: [...nodeFlags] })
  const tell = (message: ToChild) => void (child.connected && child.send(message))
  return {
    ask: (question, kind) =>
      new Promise((resolve, reject) => {
        const answered = new AbortController()
        const settle = (done: () => void) => {
          answered.abort()
          done()
        }
        const stop = () => {
          tell({ kind: 'stop' })
          setTimeout(() => settle(() => resolve(undefined)), PATIENCE_MS).unref()
        }
        const { signal: gone } = answered
        signal?.addEventListener('abort', stop, { signal: gone })
        listenAnew(child)
        child.on('message', (message: FromChild) => {
          if (message.kind === 'failure') settle(() => reject(errorOf(message)))
          else if (message.kind === kind) settle(() => resolve(message.answer as Answers[typeof kind]))
          else settle(() => reject(new TypeError(`the process that measures answered ${message.kind}`)))
        })
        child.on('error', (error) => settle(() => reject(error)))
        child.on('exit', (code, by) => settle(() => reject(endedEarly('the process that measures', code, by))))
        tell(question)
      }),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null || !child.connected) return
      listenAnew(child)
      const exit = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      tell({ kind: 'close' })
      await exit
      clearTimeout(late)
    },
  }
}

function listenAnew(child: ChildProcess): void {
  for (const event of ['message', 'error', 'exit']) child.removeAllListeners(event)
}

/** A card that is being talked to should not be left in the middle of a command; nobody waits for what takes longer. */
const PATIENCE_MS = 2_000
