import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLatencyHistogram } from './histogram.ts'

it('keeps three digits of every quantile', () => {
  const wholes = fc.array(fc.integer({ min: 1, max: 3_600_000_000_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(wholes, fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1), (samples, share) => {
      const histogram = createLatencyHistogram()
      for (const sample of samples) histogram.record(sample)
      const exact = samples.toSorted((a, b) => a - b)[Math.max(0, Math.round(share * samples.length) - 1)]!
      expect(Math.abs(histogram.quantileNs(share) / exact - 1)).toBeLessThan(0.002)
    }),
  )
})

it('adds another one as if all had been recorded in one', () => {
  const [first, second, both] = [createLatencyHistogram(), createLatencyHistogram(), createLatencyHistogram()]
  for (let ns = 1; ns < 1_000; ns += 1) {
    ;(ns % 3 === 0 ? first : second).record(ns)
    both.record(ns)
  }
  first.add(second)
  expect(first.steps()).toEqual(both.steps())
})

it('clips what is longer than an hour and says so', () => {
  const histogram = createLatencyHistogram()
  histogram.record(1e15)
  expect([histogram.count, histogram.clipped]).toEqual([1, 1])
  expect(histogram.quantileNs(1)).toBeCloseTo(3.6e12, -10)
})

it('counts a time of 0 as one nanosecond', () => {
  const histogram = createLatencyHistogram()
  histogram.record(0)
  expect(histogram.quantileNs(0.5)).toBe(1)
})

it('is zero while it is empty', () => {
  expect(createLatencyHistogram().quantileNs(0.5)).toBe(0)
  expect(createLatencyHistogram().steps()).toEqual([])
})

it('rises in steps from the first to the last sample', () => {
  const histogram = createLatencyHistogram()
  for (const ns of [10, 20, 30]) histogram.record(ns)
  expect(histogram.steps()[0]).toEqual({ share: 0, ns: 10 })
  expect(histogram.steps().at(-1)).toEqual({ share: 1, ns: 30 })
})
