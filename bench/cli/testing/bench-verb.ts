// The verb `bench` with an invented measurement, for tests.

import { Command } from 'commander'
import type { BenchDocument } from '../../measure/result.ts'
import { inventedDocument, inventedResult } from '../../measure/testing/documents.ts'
import { steady, take } from '../../measure/testing/samplers.ts'
import type { SuiteOptions } from '../../suites/suite.ts'
import { declareBench, type Measure } from '../commands/bench.ts'
import { endingOf, type ExitCode } from '../exit.ts'
import { recordingTerminal } from './captured.ts'

export function documentOf(suite: string, medianNs = 100_000, seed = 1): BenchDocument {
  return inventedDocument(
    [inventedResult({ processNs: take(steady(seed, medianNs), 40), stepNs: take(() => 1, 40), operations: 100 })],
    { suite },
  )
}

export interface Ran {
  readonly exitCode: ExitCode
  readonly out: string
  readonly err: string
  readonly asked: readonly SuiteOptions[]
}

export async function bench(measure: Measure | BenchDocument, ...args: string[]): Promise<Ran> {
  let exitCode: ExitCode = 0
  const asked: SuiteOptions[] = []
  const program = new Command('tickbench').exitOverride()
  const { terminal, written } = recordingTerminal()
  declareBench(
    program.command('bench'),
    { terminal, args: ['bench', ...args], end: (code) => void (exitCode = code) },
    (suite, options) => {
      asked.push(options)
      return typeof measure === 'function' ? measure(suite, options) : Promise.resolve(measure)
    },
  )
  try {
    await program.parseAsync(['bench', ...args], { from: 'user' })
  } catch (error) {
    const ending = endingOf(error, false)
    exitCode = ending.exitCode
    terminal.err(ending.lines.join('\n'))
  }
  return { exitCode, ...written(), asked }
}
