import { expect, it } from 'vitest'
import { steady, take } from '../testing/samplers.ts'
import { medianInterval } from './bootstrap.ts'

it('gives the same interval for the same seed and another one for another', () => {
  const samples = take(steady(1, 1_000_000), 301)
  const once = medianInterval(samples, { seed: 7n, resamples: 100 })
  expect(medianInterval(samples, { seed: 7n, resamples: 100 })).toEqual(once)
  expect(medianInterval(samples, { seed: 8n, resamples: 100 })).not.toEqual(once)
})

it('has no width where all samples are equal', () => {
  expect(medianInterval([5, 5, 5], { seed: 1n })).toEqual({ median: 5, low: 5, high: 5 })
})

it('narrows with more samples', () => {
  const [few, many] = [20, 320].map((count) => {
    const { low, high } = medianInterval(take(steady(3, 1_000_000), count), { seed: 1n, resamples: 400 })
    return high - low
  })
  expect(many).toBeLessThan(few! / 2)
})

it('contains the true median in about 95 of 100 experiments', () => {
  let held = 0
  for (let seed = 0; seed < 200; seed += 1) {
    const { low, high } = medianInterval(take(steady(seed, 1_000_000, 0.1), 31), { seed: 1n, resamples: 200 })
    if (low <= 1_000_000 && 1_000_000 <= high) held += 1
  }
  expect(held / 200).toBeGreaterThan(0.92)
  expect(held / 200).toBeLessThan(0.99)
})
