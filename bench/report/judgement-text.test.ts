import { expect, it } from 'vitest'
import { NO_PAINT } from '../words/paint.ts'
import { judgePairs } from '../measure/verdict.ts'
import { judgementText } from './judgement-text.ts'

const around = (centre: number, scatter: number) =>
  Array.from({ length: 12 }, (_, at) => centre + scatter * ((at % 3) - 1) + (scatter / 9) * ((at % 4) - 1.5))

const judgement = judgePairs([
  { name: 'steady', d: around(0, 0.002) },
  { name: 'planted', d: around(Math.log(1.1), 0.002) },
  { name: 'wild', d: around(0, 0.1) },
])

it('tells what became slower first, what is undecided and how much may hide, and what the comparison finds', () => {
  const figures = judgement.figures.map((one) => ({ ...one, regime: 'r' }))
  const text = judgementText(judgement, figures, 'time, other build = 1', { width: 80, paint: NO_PAINT })
  expect(
    text
      .split('\n')
      .slice(1, 4)
      .map((line) => line.split(/ {2,}/).slice(1, 3)),
  ).toEqual([
    ['planted', 'slower'],
    ['wild', expect.stringMatching(/^undecided: up to \+\d+\.\d+ %$/) as string],
    ['steady', 'the same'],
  ])
  expect(text).toContain('this comparison finds in 95 of 100: a slowdown of')
})

it('says that all moved together, and in which direction', () => {
  const moved = judgePairs(Array.from({ length: 14 }, (_, at) => ({ name: `${at}`, d: around(-0.04, 0.003) })))
  expect(judgementText(moved, [], 'time')).toContain('everything moved by −3.9')
})
