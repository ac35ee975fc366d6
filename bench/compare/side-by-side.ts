// Schemes in several processes at a time, for large runs: sooner done on a machine with several processors, but their
// host times then include that they share the machine, which the result says. Counts, books and modelled time are those
// of one process, since every scheme draws its randomness from a stream of its own.

import { fileURLToPath } from 'node:url'
import { OutOfMemory } from '../run/memory.ts'
import { endedEarly, forkTied } from '../run/tied-child.ts'
import { SchemeFailure } from '../scheme/contract/failure.ts'
import { schemeNamed } from '../scheme/named.ts'
import { MissingFigures, RUN, type Comparison, type Progress, type SchemeOutcome } from './compare.ts'
import type { CompareTask, FromCompareChild } from './compare-child.ts'

/** Throws `MissingFigures`, `SchemeFailure`, `OutOfMemory`, `ChildKilled`, and `Error` for a scheme that failed. */
export async function compareSideBySide(
  task: Omit<CompareTask, 'processes'>,
  jobs: number,
  progress: Progress,
): Promise<Comparison> {
  const groups = partition(task.names, jobs)
  const shares = groups.map(() => 0)
  const payments = task.workload.transactions.length
  const running = groups.map((names, at) =>
    runInChild({ ...task, names, processes: groups.length }, (share) => {
      shares[at] = share
      progress(Math.min(...shares) * payments, payments) // the last one to end decides when all is done
    }),
  )
  try {
    const outcomes = (await Promise.all(running.map(({ outcomes }) => outcomes))).flat()
    const inOrder = task.names.flatMap((name) => outcomes.find((outcome) => outcome.name === name) ?? [])
    const holds = inOrder.every(({ checks }) => checks.every((check) => check.holds))
    return { workload: task.workload, outcomes: inOrder, holds }
  } finally {
    for (const child of running) child.stop()
  }
}

/** The dearest first, each to the group that has least to do (Graham 1969). Exported for the tests. */
export function partition(names: readonly string[], jobs: number): readonly (readonly string[])[] {
  const groups = Array.from({ length: Math.min(jobs, names.length) }, () => ({ names: [] as string[], cost: 0 }))
  for (const name of names.toSorted((a, b) => schemeNamed(b).weight - schemeNamed(a).weight)) {
    const [least] = groups.toSorted((a, b) => a.cost - b.cost)
    least?.names.push(name)
    if (least !== undefined) least.cost += schemeNamed(name).weight
  }
  return groups.map((group) => group.names)
}

interface RunningChild {
  readonly outcomes: Promise<readonly SchemeOutcome[]>
  stop(): void
}

function runInChild(task: CompareTask, progress: (share: number) => void): RunningChild {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const program = fileURLToPath(new URL(`compare-child.${extension}`, import.meta.url))
  // Maps and bigints cross as they are.
  const child = forkTied(program, { serialization: 'advanced' })
  const outcomes = new Promise<readonly SchemeOutcome[]>((resolve, reject) => {
    child.on('message', (message: FromCompareChild) => {
      if (message.kind === 'progress') progress(message.share)
      else if (message.kind === 'outcomes') resolve(message.outcomes)
      else if (message.kind === 'missingFigures') reject(new MissingFigures(message.operations))
      else if (message.kind === 'outOfMemory') reject(new OutOfMemory(RUN))
      else if (message.kind === 'refused') reject(new SchemeFailure(message.of))
      else reject(new Error(message.message))
    })
    child.on('error', reject)
    child.on('exit', (code, by) => reject(endedEarly(`the process that ran ${task.names.join(', ')}`, code, by)))
    child.send(task, (error) => error !== null && reject(error))
  })
  return { outcomes, stop: () => void child.kill('SIGKILL') }
}
