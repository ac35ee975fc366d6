// Does a second run confirm a first one? Every interval of one must hold the centre of the other, both ways: rates, and
// ratios of results of one run. What is modelled or counted has no interval and is left to `--baseline`.

import type { Interval } from '../words/format.ts'
import { differencesOf } from './differences.ts'
import { idOf, shareIds } from './find-result.ts'
import { CORE_CLOCK, type BenchDocument, type BenchResult } from './result.ts'

export interface Confirmation {
  readonly ratios: Held
  readonly rates: Held
  /** Ids of results that one of the runs lacks. */
  readonly unmatched: readonly string[]
  readonly differences: readonly string[]
}

/** Figures that both runs have, and those of them whose intervals do not hold each other's centres. */
export interface Held {
  readonly compared: number
  readonly broken: readonly Figure[]
}

export interface Figure {
  readonly regime: string
  readonly name: string
  /** Of a ratio; a rate has none. */
  readonly peer: string | undefined
  readonly first: Interval
  readonly second: Interval
}

export function confirmRun(first: BenchDocument, second: BenchDocument): Confirmation {
  const runs = shareIds([first, second]).map(
    (run) => new Map(run.results.filter(isTimed).map((one) => [idOf(one), one])),
  )
  const [before = new Map<string, BenchResult>(), after = before] = runs
  const pairs = [...before].flatMap(([id, was]) => {
    const is = after.get(id)
    return is === undefined ? [] : [{ was, is }]
  })
  const alone = [...before.keys(), ...after.keys()].filter((id) => !before.has(id) || !after.has(id))
  return {
    ratios: held(pairs.flatMap(({ was, is }) => ratiosOf(was, is))),
    rates: held(pairs.flatMap(({ was, is }) => rateOf(was, is))),
    unmatched: alone,
    differences: differencesOf(first, second),
  }
}

function isTimed({ origin, regime, perSecond }: BenchResult): boolean {
  return origin === 'measured' && regime !== CORE_CLOCK && perSecond !== null
}

function rateOf(
  { regime, name, perSecond: first }: BenchResult,
  { perSecond: second }: BenchResult,
): readonly Figure[] {
  return first === null || second === null ? [] : [{ regime, name, peer: undefined, first, second }]
}

function ratiosOf({ regime, name, ratioTo }: BenchResult, is: BenchResult): readonly Figure[] {
  return Object.entries(ratioTo).flatMap(([peer, first]) => {
    const second = is.ratioTo[peer]
    return second === undefined ? [] : [{ regime, name, peer, first, second }]
  })
}

function held(figures: readonly Figure[]): Held {
  return { compared: figures.length, broken: figures.filter(({ first, second }) => !agree(first, second)) }
}

function agree(first: Interval, second: Interval): boolean {
  return holds(first, second.median) && holds(second, first.median)
}

function holds({ low, high }: Interval, value: number): boolean {
  return low <= value && value <= high
}
