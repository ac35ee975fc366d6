import { expect, it } from 'vitest'
import { calibrateDuets, calibrateRuns, runTermOf, type Pool } from './calibration.ts'
import { steady, take } from './testing/samplers.ts'

const FIGURES = 8

/** `scatter` of a process; `between` moves all processes of a run together, figure by figure. */
function pool(seed: number, processes: number, scatter: number, between = 0): Pool {
  const names = Array.from({ length: FIGURES }, (_, at) => `figure ${at}`)
  const columns = names.map((_, at) => {
    const [level = 0] = take(steady(seed * 97 + at + 5_000, 1_000_000, Math.max(between, 1e-9)), 1)
    return take(steady(seed * 31 + at, level, scatter), processes).map((ns) => Math.log(ns / 1_000_000))
  })
  return { names, processes: Array.from({ length: processes }, (_, row) => columns.map((column) => column[row] ?? 0)) }
}

const runsOf = (between: number) => Array.from({ length: 40 }, (_, at) => pool(at + 1, 12, 0.01, between))

it('finds in runs of duets what is there: more of what is larger, and with more processes', () => {
  const duets = pool(1, 80, 0.05)
  const [few, many] = [12, 30].map((size) => calibrateDuets(duets, size, 7n, 200))
  expect(few?.alarms).toBeLessThanOrEqual(0.02)
  const found = (calibration: typeof few) => calibration?.found.map(([, share]) => share) ?? []
  expect(found(few)).toEqual(found(few).toSorted((a, b) => a - b))
  expect(found(few)[2]).toBeGreaterThan(0.8)
  expect(found(many)[1]).toBeGreaterThan((found(few)[1] ?? 1) + 0.1)
})

it('is the same for the same seed', () => {
  const duets = pool(1, 40, 0.03)
  expect(calibrateDuets(duets, 12, 7n, 50)).toEqual(calibrateDuets(duets, 12, 7n, 50))
})

it('judges every run against every other one', () => {
  const runs = Array.from({ length: 5 }, (_, at) => pool(at + 1, 12, 0.01, 0.005))
  const { alarms, found } = calibrateRuns(runs)
  expect(alarms).toBeLessThanOrEqual(0.05)
  expect(found.at(-1)?.[1]).toBeGreaterThan(0.9)
})

it('tells what differs between runs beyond the scatter of their processes', () => {
  expect(runTermOf(runsOf(0))).toBeLessThan(0.002)
  expect(runTermOf(runsOf(0.02))).toBeGreaterThan(0.015)
  expect(runTermOf(runsOf(0.02))).toBeLessThan(0.025)
})
