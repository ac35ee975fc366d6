// Set up for all tests: what the answer of a comparison needs beside it is found once a test file, not once a comparison.
// It is of the machine and of the terms, never of the workload, and takes longer than most comparisons of the tests.

import { vi } from 'vitest'

vi.mock(import('../../compare/yardsticks.ts'), async (importOriginal) => {
  const real = await importOriginal()
  return { ...real, measureYardsticks: once(real.measureYardsticks, (request) => [request]) }
})

vi.mock(import('../../model/scheme-counts.ts'), async (importOriginal) => {
  const real = await importOriginal()
  return {
    ...real,
    countScheme: once(real.countScheme, (scheme, numbers, { crypto, terms } = {}) => {
      return [scheme, numbers, crypto?.suite, terms]
    }),
  }
})

function once<Args extends unknown[], Found>(
  find: (...args: Args) => Promise<Found>,
  keyOf: (...args: Args) => readonly unknown[],
): (...args: Args) => Promise<Found> {
  const known = new Map<string, Promise<Found>>()
  return (...args) => {
    const key = JSON.stringify(keyOf(...args), (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
    const found = known.get(key) ?? find(...args)
    known.set(key, found)
    return found
  }
}
