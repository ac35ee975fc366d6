import { expect, it } from 'vitest'
import { median, medianDeviation, quantile, sortSamples } from './samples.ts'

it('sorts by number, not by text', () => {
  expect(sortSamples([10, 9, 100])).toEqual([9, 10, 100])
})

it.each([[[]], [[1, Number.NaN]], [[Infinity]]])('has no order for %j', (values) => {
  expect(() => sortSamples(values)).toThrow(RangeError)
})

it('takes the mean of the two in the middle', () => {
  expect(median(sortSamples([4, 1, 3, 2]))).toBe(2.5)
})

it('interpolates quantiles as type 7 does', () => {
  const samples = sortSamples([3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20])
  expect([0, 0.25, 0.5, 0.95, 1].map((share) => quantile(samples, share))).toEqual([3, 7.5, 9, 18, 20])
})

it('gives a deviation of 0 when more than half of the samples are equal', () => {
  expect(medianDeviation(sortSamples([5, 5, 5, 5, 100, 200]))).toBe(0)
})

it('gives the deviation of a textbook example', () => {
  expect(medianDeviation(sortSamples([1, 1, 2, 2, 4, 6, 9]))).toBe(1)
})
