// Areas without colours: each series has lines of its own, and none leaves its area.

import { expect, it } from 'vitest'
import { hatchOf } from './hatch.ts'

const area = { x: 10, y: 100, width: 33, height: 14 }

it('differs from series to series', () => {
  const drawn = [0, 1, 2, 3, 4, 5, 6].map((series) => hatchOf(series, area))
  expect(new Set(drawn).size).toBe(drawn.length)
})

it.each([1, 2, 3, 4, 5, 6])('of series %s keeps to its area, however narrow', (series) => {
  for (const width of [0.3, 4, 33, 500]) {
    const numbers = Array.from(hatchOf(series, { ...area, width }).matchAll(/[ML](\S+) ([\d.]+)/g))
    if (width > 20) expect(numbers.length).toBeGreaterThan(3)
    for (const [, x, y] of numbers) {
      expect(Number(x)).toBeGreaterThanOrEqual(10)
      expect(Number(x)).toBeLessThanOrEqual(10 + width + 0.01)
      expect(Number(y)).toBeGreaterThanOrEqual(100)
      expect(Number(y)).toBeLessThanOrEqual(114)
    }
  }
})
