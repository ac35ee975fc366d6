import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composedDurationAt, durationAt, parseFigures } from './figures.ts'

const figures = parseFigures('16:2 32:4~ 64:12')

describe('a duration', () => {
  it.each([
    ['at a measured length is the measurement', 64, { ns: 12_000_000, quality: 'ok', reading: 'measured' }],
    ['keeps its doubt', 32, { ns: 4_000_000, quality: 'approx', reading: 'measured' }],
    ['between two lengths lies on the line', 48, { ns: 8_000_000, quality: 'approx', reading: 'interpolated' }],
    ['below the shortest is at most the shortest', 5, { ns: 2_000_000, quality: 'ok', reading: 'ceiling' }],
  ])('%s', (_, bytes, expected) => {
    expect(durationAt(figures, bytes)).toMatchObject(expected)
  })

  it('beyond the longest is unknown', () => {
    expect(durationAt(figures, 65)).toBeUndefined()
    expect(durationAt([], 1)).toBeUndefined()
  })

  it('without a length holds for all', () => {
    expect(durationAt(parseFigures('55.8'), 1000)).toMatchObject({ ns: 55_800_000, reading: 'measured' })
  })

  it('of a piecemeal operation is made of the longest and the rest', () => {
    expect(composedDurationAt(figures, 64 * 2 + 16)).toEqual({ ns: 26_000_000, quality: 'ok', reading: 'composed' })
    expect(composedDurationAt(figures, 128)).toEqual({ ns: 24_000_000, quality: 'ok', reading: 'composed' })
  })

  it('never leaves the two measurements it lies between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 32, max: 64 }), (bytes) => {
        const ns = durationAt(figures, bytes)?.ns ?? 0
        expect(ns >= 4_000_000 && ns <= 12_000_000).toBe(true)
      }),
    )
  })
})

it.each(['', '16:', 'x:1', '16:1  32:2', '32:1 16:2', '16:1 2'])('refuses "%s" as figures', (text) => {
  expect(() => parseFigures(text)).toThrow(RangeError)
})
