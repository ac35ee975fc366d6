import { describe, expect, it } from 'vitest'
import type { RunComparison, ResultComparison } from '../measure/regression.ts'
import { PLAIN } from '../words/look.ts'
import { fold } from '../words/prose.ts'
import { widthOf } from '../words/width.ts'
import { judgePairs } from '../measure/verdict.ts'
import { comparisonText } from './baseline-text.ts'
import { judgementLines } from './judgement-text.ts'

const row = (part: Partial<ResultComparison>): ResultComparison => ({
  name: 'a',
  regime: 'one',
  origin: 'measured',
  verdict: 'same',
  ratio: { median: 1.051, low: 1.042, high: 1.06 },
  atMost: 1.072,
  barred: undefined,
  doubts: [],
  ...part,
})

const comparison = (results: readonly ResultComparison[], part: Partial<RunComparison> = {}): RunComparison => ({
  results,
  finds: { worst: 1.14, median: 1.09 },
  moved: undefined,
  recounted: [],
  unmatched: [],
  differences: [],
  waitedShare: 0.01,
  busyShare: 0,
  regressed: false,
  ...part,
})

const mixed = comparison(
  [
    row({ name: 'a' }),
    row({ name: 'b', verdict: 'faster', ratio: { median: 0.5, low: 0.49, high: 0.51 } }),
    row({ name: 'c', verdict: 'undecided' }),
    row({ name: 'd', verdict: 'undecided', barred: 'othersHadProcessor' }),
    row({ name: 'e', verdict: 'undecided', barred: 'belowResolution', ratio: undefined, atMost: undefined }),
    row({ name: 'f', verdict: 'slower', doubts: [{ kind: 'tooFewSamples', samples: 5, wanted: 20 }] }),
    row({ name: 'g', verdict: 'slower', origin: 'modelled', ratio: { median: 1.25, low: 1.25, high: 1.25 } }),
  ],
  {
    moved: 1.026,
    recounted: ['x: hash 3 → 4'],
    unmatched: ['one, measured: d'],
    differences: ['node (20, 24)'],
    waitedShare: 0.23,
  },
)

it('prints what is slower first, what was not decided and why, and what would tell more', () => {
  expect(comparisonText(mixed)).toBe(`regime  operation  verdict                       time, before = 1  doubts
one     f          slower                   1.051 (1.042 – 1.060)  a
one     g          slower                         1.250, modelled
one     c          undecided: up to +7.2 %  1.051 (1.042 – 1.060)
one     d          undecided                1.051 (1.042 – 1.060)
one     e          undecided                                    –
one     b          faster                   0.500 (0.490 – 0.510)
one     a          the same                 1.051 (1.042 – 1.060)
  doubt a  f: only 5 samples: the interval is a guess below 20
undecided, 1 of 7: an elapsed time while others had the processor: measure on a quieter machine, both sides
undecided, 1 of 7: no time that can be told from the clock or from the baseline
what tells more of those left: more rounds (--thorough, --rounds); both builds in the same processes (--against DIR); a quieter machine (others had the processor for 23.0 % of the time)
this comparison finds in 95 of 100: +9.0 % of a usual figure, +14.0 % of the noisiest, since runs differ by themselves; for less: --against DIR
everything moved by +2.6 %: the machine, or something that all figures use; --against DIR tells which
counts that changed: x: hash 3 → 4
in one of the runs only: one, measured: d
the runs differ in: node (20, 24)
`)
})

it('shows runs of different machines without verdicts', () => {
  const text = comparisonText(mixed, PLAIN, false)
  expect(text).not.toMatch(/verdict|slower|undecided|everything moved|this comparison finds/)
  expect(text).toContain('1.051 (1.042 – 1.060)')
  expect(text).toContain('the runs differ in: node (20, 24)')
})

describe('it fits 80 columns', () => {
  it.each([true, false])('with verdicts: %s', (isJudged) => {
    const text = comparisonText(mixed, { ...PLAIN, width: 80 }, isJudged)
    const lines = fold(text, 80).split('\n')
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
  })
})

it('says of builds side by side that they are, and in which direction all moved', () => {
  const { figures, ...judgement } = judgePairs(
    Array.from({ length: 14 }, (_, at) => ({ name: `${at}`, d: around(-0.04, 0.003) })),
  )
  const placed = figures.map((one) => ({ ...one, regime: 'r', origin: 'measured' as const, doubts: [] }))
  const text = judgementLines({ ...judgement, figures: placed, kind: 'pairs', others: {} }).join('\n')
  expect(text).toMatch(/^regime +operation +verdict +time, other build = 1$/m)
  expect(text).toMatch(/^everything moved by −3\.9 %: something that all figures use$/m)
  expect(text).not.toContain('--against')
})

function around(centre: number, scatter: number): readonly number[] {
  return Array.from({ length: 12 }, (_, at) => centre + scatter * ((at % 3) - 1))
}
