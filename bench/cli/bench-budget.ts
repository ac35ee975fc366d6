// How much a run of `bench` may take: what the efforts are called, and what was asked for instead.

import { counted } from '../../src/bytes/counted.ts'
import { EFFORTS, type Effort, type SuiteOptions } from '../suites/suite.ts'

export interface BudgetOptions {
  readonly quick?: true
  readonly thorough?: true
  readonly rounds?: number
  readonly minutes?: number
  readonly seed: number
}

const EFFORT_WORDS: Readonly<Record<Effort, string>> = {
  quick: 'for a look',
  usual: 'what is worth quoting',
  thorough: 'for what is published',
}

/** In words; `other` is what the suite or the user wants instead. */
export function budgetOf(effort: Effort, other: Pick<SuiteOptions, 'rounds' | 'minutes'> = {}): string {
  const { rounds, minutes } = { ...EFFORTS[effort], ...other }
  const most = `up to ${counted(rounds, 'round')}, each of fresh processes, within ${counted(minutes, 'minute')}`
  return `${EFFORT_WORDS[effort]}: ${most}`
}

/** But for the card. */
export function suiteOptions({ seed, rounds, minutes, quick, thorough }: BudgetOptions): SuiteOptions {
  return {
    seed,
    effort: quick === true ? 'quick' : thorough === true ? 'thorough' : 'usual',
    ...(rounds !== undefined && { rounds }),
    ...(minutes !== undefined && { minutes }),
  }
}
