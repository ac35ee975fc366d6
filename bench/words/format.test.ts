import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatNs,
  formatRange,
  formatRate,
  formatRatio,
  formatShare,
} from './format.ts'

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [9138, '9,138'],
    [-1234567, '-1,234,567'],
    [2n ** 64n, '18,446,744,073,709,551,616'],
    [1.7134, '1.71'],
    [0.5678, '0.568'],
    [1239.5, '1,240'],
    [Number.NaN, '–'],
  ])('%s is %s', (count, text) => {
    expect(formatCount(count)).toBe(text)
  })
})

describe('formatNs', () => {
  it.each([
    [0, '0 ns'],
    [0.1234, '0.123 ns'],
    [108, '108 ns'],
    [3100n, '3.10 µs'],
    [999.4, '999 ns'],
    [999.6, '1.00 µs'],
    [999_960, '1.00 ms'],
    [11_600_000, '11.6 ms'],
    [1_237_000_000_000, '1,240 s'],
    [-2500, '-2.50 µs'],
    [Infinity, '–'],
  ])('%s is %s', (ns, text) => {
    expect(formatNs(ns)).toBe(text)
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [96, '96 B'],
    [1023, '1,023 B'],
    [1024, '1.00 KiB'],
    [1280n, '1.25 KiB'],
    [88.25, '88.3 B'],
    [100 * 2 ** 20, '100 MiB'],
    [3 * 2 ** 30, '3.00 GiB'],
  ])('%s is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('formatRate', () => {
  it.each([
    [0, '0/s'],
    [0.5, '0.500/s'],
    [553, '553/s'],
    [51_649, '51,600/s'],
    [999_600, '1.00 M/s'],
    [9_310_000, '9.31 M/s'],
    [1.2e9, '1.20 G/s'],
    [Number.NaN, '–'],
  ])('%s is %s', (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text)
  })
})

it('prints ratios and shares', () => {
  expect([formatRatio(1.4), formatRatio(11), formatRatio(Infinity)]).toEqual(['1.40×', '11.0×', '–'])
  expect([formatShare(0.125), formatShare(0), formatShare(Number.NaN)]).toEqual(['12.5 %', '0 %', '–'])
})

it('never prints a median without its interval', () => {
  expect(formatInterval({ median: 9.31e6, low: 9.1e6, high: 9.71e6 }, formatRate)).toBe(
    '9.31 M/s (9.10 M/s – 9.71 M/s)',
  )
})

it('prints a range whose ends look alike as one figure', () => {
  expect(formatRange({ lowerNs: 1_234_100, upperNs: 1_234_200 })).toBe('1.23 ms')
  expect(formatRange({ lowerNs: 1e6, upperNs: 2e6 })).toBe('1.00 ms – 2.00 ms')
})
