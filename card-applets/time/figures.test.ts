import { expect, it } from 'vitest'
import { parseFigures } from './figures.ts'

it('parses bytes, milliseconds and doubt', () => {
  expect(parseFigures('16:2.15 32:2.56~')).toEqual([
    { bytes: 16, ns: 2_150_000, quality: 'ok' },
    { bytes: 32, ns: 2_560_000, quality: 'approx' },
  ])
  expect(parseFigures('55.8')).toEqual([{ bytes: undefined, ns: 55_800_000, quality: 'ok' }])
})

it.each(['', '16:', 'x:1', '16:1  32:2', '32:1 16:2', '16:1 2'])('refuses "%s" as figures', (text) => {
  expect(() => parseFigures(text)).toThrow(RangeError)
})
