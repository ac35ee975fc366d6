import { expect, it } from 'vitest'
import { noise } from '../testing/samplers.ts'
import { warmUpCut } from './warm-up-cut.ts'

/** Processes of 16 samples each, whose first ones are slower by these shares; each process at a speed of its own. */
function processes(seed: number, slower: readonly number[], count = 12): number[][] {
  const { normal } = noise(seed)
  return Array.from({ length: count }, (_process, number) =>
    Array.from({ length: 16 }, (_, at) =>
      Math.round(1e6 * (1 + number / 10) * (1 + (slower[at] ?? 0)) * Math.exp(0.02 * normal())),
    ),
  )
}

/** Of a hundred runs, in rising order. */
function cuts(slower: readonly number[], count?: number): number[] {
  return Array.from({ length: 100 }, (_, seed) => warmUpCut(processes(seed, slower, count))).toSorted((a, b) => a - b)
}

it.each([
  ['one cold sample', [2], 1],
  ['three', [1.5, 0.6, 0.2], 3],
  ['those of a slow compiler', [0.3, 0.3, 0.3, 0.3, 0.3], 5],
  ['those that are a little slower', [0.05, 0.05, 0.05], 3],
])('leaves out %s, never fewer, and mostly no more', (_what, slower, cold) => {
  const found = cuts(slower)
  expect(found[0]).toBe(cold)
  expect(found[50]).toBe(cold)
})

it('mostly leaves out nothing where nothing is cold, and hardly ever half', () => {
  const found = cuts([], 30)
  expect(found[50]).toBe(0)
  expect(found.filter((cut) => cut === 8).length).toBeLessThan(10)
})

it('never leaves out more than half', () => {
  const falling = Array.from({ length: 16 }, (_, at) => 1 - at / 20)
  expect(new Set(cuts(falling))).toEqual(new Set([8]))
})

it('sees in all processes what scatter hides in one', () => {
  const little = [0.05, 0.05, 0.05]
  expect(cuts(little, 1).filter((cut) => cut < 3).length).toBeGreaterThan(10)
  expect(cuts(little, 12).filter((cut) => cut < 3).length).toBe(0)
})

it('takes a single sample as it is', () => {
  expect(warmUpCut([[5], [7]])).toBe(0)
})
