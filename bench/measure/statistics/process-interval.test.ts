import { describe, expect, it } from 'vitest'
import { noise, type Noise } from '../testing/samplers.ts'
import { disturbanceOf, logInterval, ratioOfProcesses, RUN_TERM } from './process-interval.ts'
import { median, sortSamples } from './samples.ts'

const repeat = <T>(times: number, make: (at: number) => T) => Array.from({ length: times }, (_, at) => make(at))

/** One process: the logarithm of its time. */
const SHAPES: Readonly<Record<string, (from: Noise) => number>> = {
  normal: ({ normal }) => 0.02 * normal(),
  skewed: ({ uniform }) => -0.02 * Math.log(1 - uniform()),
  'with one of ten far off': ({ normal, uniform }) => 0.02 * normal() + (uniform() < 0.1 ? 0.2 : 0),
  'of two modes': ({ normal, uniform }) => 0.005 * normal() + (uniform() < 0.3 ? 0.05 : 0),
}

describe.each(Object.entries(SHAPES))('processes %s', (_name, draw) => {
  const target = centreOf(draw)

  it.each([8, 12, 30])('%i of them: the interval holds the centre in 90 of 100 runs and more', (count) => {
    const numbers = noise(count)
    const held = repeat(500, () => {
      const { low, high } = logInterval(
        repeat(count, () => draw(numbers)),
        0,
      )
      return low <= target && target <= high
    }).filter(Boolean)
    expect(held.length).toBeGreaterThanOrEqual(450)
  })
})

describe('samples that follow their neighbours', () => {
  it.each([8, 12, 30])('cost an interval over %i processes nothing', (count) => {
    const { normal } = noise(70 + count)
    const held = repeat(250, () => covers(repeat(count, () => processOf(normal)))).filter(Boolean)
    expect(held.length).toBeGreaterThanOrEqual(230)
  })

  it('would cost it most of its worth if they were counted', () => {
    const { normal } = noise(5)
    const held = repeat(100, () => covers(repeat(4, () => samplesOf(normal)).flat())).filter(Boolean)
    expect(held.length).toBeLessThan(80)
  })
})

describe('what differs from run to run', () => {
  it('is in the interval', () => {
    expect(held(RUN_TERM.clockSteps)).toBeGreaterThanOrEqual(279)
    expect(held(0)).toBeLessThan(210)
  })
})

describe('a second run', () => {
  it.each([8, 12, 30])('of %i processes has its figure in the interval of the first in 93 of 100 and more', (count) => {
    const { normal } = noise(300 + count)
    const run = () => {
      const off = RUN_TERM.clockSteps * normal()
      return logInterval(
        repeat(count, () => off + 0.02 * normal()),
        RUN_TERM.clockSteps,
      )
    }
    const held = repeat(400, () => {
      const [{ low, high }, second] = [run(), run()]
      return low <= second.median && second.median <= high
    }).filter(Boolean)
    expect(held.length).toBeGreaterThanOrEqual(372)
    expect(held.length).toBeLessThan(400) // wide enough, and no wider
  })
})

it('a ratio is claimed less surely the more others had the processor', () => {
  const [times, others] = [repeat(12, () => 2), repeat(12, () => 1)]
  const width = (waitedShare: number) => {
    const disturbance = disturbanceOf({ waitedShare })
    return ratioOfProcesses(times, others, [disturbance, disturbance])?.high ?? Number.NaN
  }
  expect(width(0)).toBeCloseTo(2 * Math.exp(Math.SQRT2 * 1.959964 * 0.01), 3)
  expect(width(0.5)).toBeCloseTo(2 * Math.exp(Math.SQRT2 * 1.959964 * Math.hypot(0.01, 0.0375, 0.0375)), 3)
})

it('and the busier they kept the other processors', () => {
  expect(disturbanceOf({ busyShare: 1 })).toBeCloseTo(0.05)
  expect(disturbanceOf({ busyShare: 0.2 })).toBeCloseTo(0.01)
  expect(disturbanceOf({})).toBe(0)
})

it('one process of twelve that is twice as slow moves the figure by less than 1 %', () => {
  const { normal } = noise(7)
  const logs = repeat(12, () => 0.01 * normal())
  const calm = logInterval(logs, 0)
  const disturbed = logInterval([...logs.slice(1), Math.log(2)], 0)
  expect(Math.abs(disturbed.median - calm.median)).toBeLessThan(0.01)
})

function covers(logs: readonly number[]): boolean {
  const { low, high } = logInterval(logs, 0)
  return low <= 0 && 0 <= high
}

function processOf(normal: () => number): number {
  return median(sortSamples(samplesOf(normal)))
}

/** Of one process: 2 % of its own, and 16 samples of which each keeps 0.84 of the one before. */
function samplesOf(normal: () => number): readonly number[] {
  const own = 0.02 * normal()
  let last = normal()
  return repeat(16, () => {
    last = 0.84 * last + Math.sqrt(1 - 0.84 ** 2) * normal()
    return own + 0.02 * last
  })
}

/** The median of the means of two processes: what ranks estimate. */
function centreOf(draw: (from: Noise) => number): number {
  const numbers = noise(99)
  return median(sortSamples(repeat(40_000, () => (draw(numbers) + draw(numbers)) / 2)))
}

/** Of 300 runs of twelve processes, each run 1 % off, how many hold the centre. */
function held(runTerm: number): number {
  const { normal } = noise(6)
  return repeat(300, () => {
    const off = RUN_TERM.clockSteps * normal()
    const { low, high } = logInterval(
      repeat(12, () => off + 0.01 * normal()),
      runTerm,
    )
    return low <= 0 && 0 <= high
  }).filter(Boolean).length
}
