import { expect, it } from 'vitest'
import { noise } from '../../../measure/testing/samplers.ts'
import { breakEvenNote } from './break-even.ts'

const { normal } = noise(1)

function times(ns: number, count = 80): number[] {
  return Array.from({ length: count }, () => ns * Math.exp(0.02 * normal()))
}

// The two cost the same at the tenth purchase; a fifth more or less is what another process may say.
it('names the purchases at which another process might say otherwise', () => {
  const note = breakEvenNote({ openingNs: times(910e3), couponNs: times(10e3), tokenNs: times(100e3) })
  const [, first = '', low = '', high = ''] = /from (\d+) purchases of a pair on \((\d+)–(\d+) not/.exec(note) ?? []
  expect(Number(low)).toBeGreaterThan(7)
  expect(Number(low)).toBeLessThan(10)
  expect(Number(high)).toBeGreaterThan(10)
  expect(Number(high)).toBeLessThan(14)
  expect(Number(first)).toBe(Number(high) + 1)
})

it('says when a chain pays from the first, never, or nobody knows', () => {
  const tokenNs = times(100e3)
  const couponNs = times(10e3)
  expect(breakEvenNote({ openingNs: times(50e3), couponNs, tokenNs })).toMatch(/from 1 purchase of a pair on$/)
  expect(breakEvenNote({ openingNs: times(9e5), couponNs: times(100e3), tokenNs })).toContain(
    'no break-even in this run',
  )
  expect(breakEvenNote({ openingNs: times(9e5, 7), couponNs, tokenNs })).toContain('too few pairs')
})
