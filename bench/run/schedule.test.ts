import { expect, it } from 'vitest'
import type { Plan } from './plan.ts'
import { scheduleOf } from './schedule.ts'
import { inventedCase } from './testing/invented-executor.ts'

const NAMES = ['a', 'b', 'c', 'd']
const plan: Plan = {
  suite: 'invented',
  seed: 7,
  cases: NAMES.map(inventedCase),
  rounds: 400,
  samplesPerBlock: 1,
  sampleNs: 0,
  warmUpNs: 0,
}
const rounds = (of: Plan) =>
  Array.from({ length: of.rounds }, (_, round) => scheduleOf(of).filter((step) => step.round === round))

it('holds every case once in every round', () => {
  for (const steps of rounds({ ...plan, rounds: 20 })) {
    expect(steps.map(({ name }) => name).toSorted()).toEqual(NAMES)
  }
})

it('is the same for the same seed and another for another', () => {
  expect(scheduleOf(plan)).toEqual(scheduleOf({ ...plan }))
  expect(scheduleOf(plan)).not.toEqual(scheduleOf({ ...plan, seed: 8 }))
})

it('begins as a longer run of the same plan begins', () => {
  expect(scheduleOf({ ...plan, rounds: 500 }).slice(0, 1_600)).toEqual(scheduleOf(plan))
})

it('puts every case on every place of its round about equally often', () => {
  const times = new Map<string, number>()
  for (const [at, { name }] of scheduleOf(plan).entries()) {
    const place = `${name}${at % NAMES.length}`
    times.set(place, (times.get(place) ?? 0) + 1)
  }
  expect(times.size).toBe(16)
  // 400 rounds, 1 in 4: 100 expected, deviation 8.7.
  for (const count of times.values()) expect(Math.abs(count - 100)).toBeLessThan(40)
})

it('takes the baseline first about half of the time', () => {
  const first = scheduleOf(plan).filter(({ baselineFirst }) => baselineFirst).length
  expect(Math.abs(first - 800)).toBeLessThan(100)
})
