import { expect, it } from 'vitest'
import { commonShift } from './common-shift.ts'

const all = (count: number, shift: number) => Array.from({ length: count }, () => shift)

it('is told where nearly all figures move the same way, by more than 2 %', () => {
  expect(commonShift([...all(20, 0.04), -0.01])).toBeCloseTo(Math.exp(0.04), 9)
  expect(commonShift(all(20, -0.04))).toBeCloseTo(Math.exp(-0.04), 9)
})

it.each([
  ['by less', all(20, 0.015)],
  ['in part only', [...all(14, 0.04), ...all(6, -0.01)]],
  // Two sides of a coin, seven times: 2 in 128.
  ['among too few', all(7, 0.04)],
  ['where there are none', []],
])('is not told %s', (_what, shifts) => {
  expect(commonShift(shifts)).toBeUndefined()
})

it('is told from eight figures on', () => {
  expect(commonShift(all(8, 0.04))).toBeDefined()
})
