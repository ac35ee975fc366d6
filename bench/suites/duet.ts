// Two builds of this program in one process, a case of one beside the same case of the other, sample by sample in an order
// drawn anew: what the machine does falls on both. Duets, after Bulej and others: Duet benchmarking, ICPE 2020. A case of
// the running build is what is measured, that of the other stands in the place of its baseline.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Executor } from '../run/executor.ts'
import type { Suite } from './suite.ts'
import type { NamedSuite } from './suites.ts'

/** The module suites.ts of another build. */
export interface Suites {
  readonly findSuite: (name: string) => NamedSuite | undefined
}

/** A folder without a build that this version can compare. `message` says what to do. */
export class NoSuchBuild extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NoSuchBuild'
  }
}

/** Of the compiled program below `folder`. Throws `NoSuchBuild`. */
export async function loadSuites(folder: string): Promise<Suites> {
  const module = join(folder, 'dist', 'bench', 'suites', 'suites.js')
  if (!existsSync(module)) throw new NoSuchBuild(`${folder} holds no compiled program: npm ci && npm run build there`)
  const suites = await importOf(folder, module)
  const [some] = (suites as unknown as { SUITES?: readonly Partial<NamedSuite>[] }).SUITES ?? []
  if (some?.load === undefined) {
    throw new NoSuchBuild(`${folder} is of a version that measured in one process: it cannot be compared with this one`)
  }
  return suites
}

async function importOf(folder: string, module: string): Promise<Suites> {
  try {
    return (await import(pathToFileURL(module).href)) as Suites
  } catch (cause) {
    const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new NoSuchBuild(`${folder} holds a build that cannot be loaded: ${why}`)
  }
}

/** Opened in the order of the number's parity: who comes first gets the better places. */
export async function openDuet(
  openOwn: () => Promise<Suite>,
  openOther: () => Promise<Suite>,
  number: number,
): Promise<Suite> {
  if (number % 2 === 0) {
    const own = await openOwn()
    return duetOf(own, await openOther())
  }
  const other = await openOther()
  return duetOf(await openOwn(), other)
}

/** The cases that both have. */
function duetOf(own: Suite, other: Suite): Suite {
  const theirs = new Set(other.cases.map(({ name }) => name))
  const alone = own.cases.filter(({ name }) => !theirs.has(name)).map(({ name }) => name)
  return {
    name: own.name,
    cases: own.cases
      .filter(({ name }) => theirs.has(name))
      .map((one) => ({ ...one, display: { regime: one.display.regime, peers: [] } })),
    executor: duetExecutor(own.executor, other.executor),
    stopwatch: own.stopwatch,
    yardstick: false,
    ...(own.sampling !== undefined && { sampling: own.sampling }),
    facts: own.facts,
    notes: alone.length === 0 ? [] : [`in one of the builds only: ${alone.join('; ')}`],
    async close() {
      await own.close?.()
      await other.close?.()
    },
  }
}

function duetExecutor(own: Executor, other: Executor): Executor {
  return {
    async open(one) {
      const [ours, theirs] = [await own.open(one), await other.open(one)]
      return {
        operation: ours.operation,
        baseline: theirs.operation,
        async close() {
          await ours.close?.()
          await theirs.close?.()
        },
      }
    },
  }
}
