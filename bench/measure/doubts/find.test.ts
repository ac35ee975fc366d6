import { describe, expect, it } from 'vitest'
import { coarse, drifting, interrupted, steady, take, throttled, twoModes, type Sampler } from '../testing/samplers.ts'
import type { Doubt, DoubtKind } from './doubt.ts'
import { findDoubts } from './find.ts'

const SAMPLES = 120

/** What each machine suffers from; every one is asked 200 times, with another seed each time. */
const machines: readonly (readonly [string, (seed: number) => Sampler, readonly DoubtKind[]])[] = [
  ['steady', (seed) => steady(seed, 1_000_000), []],
  ['of wide scatter', (seed) => steady(seed, 1_000_000, 0.2), []],
  ['drifting up by 10 %', (seed) => drifting(steady(seed, 1_000_000), 0.1, SAMPLES), ['drift']],
  ['drifting down by 10 %', (seed) => drifting(steady(seed, 1_000_000), -0.1, SAMPLES), ['drift']],
  ['throttling after 15 signatures', (seed) => throttled(steady(seed, 78e6), 15, 0.05, 7), ['throttling']],
  ['throttling at once', (seed) => throttled(steady(seed, 78e6), 8, 0.5, 7), ['throttling']],
  ['of two speeds, evenly', (seed) => twoModes(~seed, steady(seed, 1_000_000), 1.3, 0.5), ['severalModes']],
  ['of two speeds, one rare', (seed) => twoModes(~seed, steady(seed, 1_000_000), 1.5, 0.2), ['severalModes']],
  ['collecting garbage', (seed) => interrupted(~seed, steady(seed, 1_000_000), 0.06, 8e6), ['noisyNeighbours']],
  ['behind a clock of 1 µs', (seed) => coarse(~seed, steady(seed, 10_500), 1_000), ['coarseClock']],
  ['behind a clock of 1 ms', (seed) => coarse(~seed, steady(seed, 3_300_000), 1_000_000), ['coarseClock']],
  [
    'drifting and collecting garbage',
    (seed) => interrupted(~seed, drifting(steady(seed, 1_000_000), 0.15, SAMPLES), 0.06, 8e6),
    ['drift', 'noisyNeighbours'],
  ],
]

describe.each(machines)('a machine %s', (_name, machine, expected) => {
  it(`is doubted for: ${expected.join(', ') || 'nothing'}, and nothing else, at least 98 times of 100`, () => {
    const right = Array.from({ length: 200 }, (_, seed) =>
      kindsOf(findDoubts({ processes: inProcesses(take(machine(seed), SAMPLES)), isElapsed: true })),
    ).filter((found) => found.join() === expected.join())
    expect(right.length).toBeGreaterThanOrEqual(196)
  })
})

it('measures what it doubts', () => {
  const [drift] = findDoubts({ processes: inProcesses(take(drifting(steady(1, 1e6, 0.001), 0.1, 200), 200)) })
  expect(drift?.kind === 'drift' && drift.change).toBeCloseTo(0.095, 2) // 10 % of the start, told of the median
  const [throttle] = findDoubts({
    processes: inProcesses(take(throttled(steady(1, 1e6, 0.001), 20, 1, 4), 200)),
    isElapsed: true,
  })
  expect(throttle?.kind === 'throttling' && throttle.growth).toBeCloseTo(4, 1)
  const [modes] = findDoubts({ processes: inProcesses(take(twoModes(2, steady(1, 1e6, 0.001), 1.5, 0.3), 400)) })
  expect(modes?.kind === 'severalModes' && modes.highShare).toBeCloseTo(0.3, 1)
  const [clock] = findDoubts({ processes: inProcesses(take(coarse(2, steady(1, 10_500), 1_000), 60)) })
  expect(clock).toMatchObject({ kind: 'coarseClock', grainNs: 1_000 })
})

it.each([1, 5, 7])('wants more than %i processes', (count) => {
  expect(findDoubts({ processes: inProcesses(take(steady(1, 1_000_003, 0.01), 6 * count)) })).toContainEqual({
    kind: 'tooFewProcesses',
    processes: count,
    wanted: 8,
  })
})

describe('beside a baseline', () => {
  const samplesNs = take(steady(1, 1_000_000), 60)
  const small = take(steady(2, 100_000), 60)
  const large = take(steady(2, 900_000), 60)

  it('has nothing against a small one', () => {
    expect(
      findDoubts({ processes: inProcesses(samplesNs, small), netNs: interval(890_000, 900_000, 910_000) }),
    ).toEqual([])
  })

  it('doubts what is mostly baseline', () => {
    const found = findDoubts({ processes: inProcesses(samplesNs, large), netNs: interval(90_000, 100_000, 110_000) })
    expect(kindsOf(found)).toEqual(['largeBaseline'])
  })

  it.each([
    ['the interval of the difference holds 0', interval(-10, 100_000, 210_000), 30],
    ['the difference is below a step of the clock', interval(20, 25, 30), 30],
  ])('finds nothing to print when %s', (_name, netNs, clockGrainNs) => {
    const found = findDoubts({ processes: inProcesses(samplesNs, large), netNs, clockGrainNs })
    expect(kindsOf(found)).toEqual(['largeBaseline', 'belowResolution'])
  })
})

it('finds nothing to print when the clock shows no time', () => {
  const samplesNs = Array.from({ length: 30 }, (_, at) => (at % 9 === 0 ? 1_000 : 0))
  expect(kindsOf(findDoubts({ processes: inProcesses(samplesNs) }))).toContain('belowResolution')
})

it('tells of time that others had from one hundredth on, and whether it is in the samples', () => {
  const processes = inProcesses(take(steady(1, 1_000_000), 60))
  expect(findDoubts({ processes, waitedShare: 0.005, busyShare: 0.04 })).toEqual([])
  expect(findDoubts({ processes, busyShare: 0.4 })).toEqual([{ kind: 'busyNeighbours', busy: 0.4 }])
  expect(findDoubts({ processes, waitedShare: 0.05 })).toEqual([{ kind: 'crowded', waited: 0.05 }])
  expect(findDoubts({ processes, waitedShare: 0.05, isElapsed: true })).toEqual([
    { kind: 'noisyNeighbours', spikes: 0, excess: 0, stolen: 0.05 },
  ])
})

it.each([
  ['falls by 5 % in each', 0.95, -0.05],
  ['rises by 5 % in each', 1.05, 0.05],
])('tells of a time that %s process when it should have settled', (_what, factor, change) => {
  const processes = Array.from({ length: 12 }, (_, seed) => {
    const early = take(steady(seed, 1_000_000, 0.01), 6)
    return { operationNs: [...early, ...take(steady(~seed, 1_000_000 * factor, 0.01), 6)], baselineNs: [] }
  })
  const moving = findDoubts({ processes }).filter((doubt) => doubt.kind === 'stillMoving')
  expect(moving).toEqual([{ kind: 'stillMoving', change: expect.closeTo(change, 2) as number }])
})

it('takes samples without any scatter for those of a coarse clock', () => {
  expect(kindsOf(findDoubts({ processes: inProcesses(take(() => 1_000_000, 30)) }))).toContain('coarseClock')
})

function kindsOf(doubts: readonly Doubt[]): DoubtKind[] {
  return doubts.map(({ kind }) => kind)
}

function interval(low: number, median: number, high: number) {
  return { low, median, high }
}

/** Six samples in each. */
function inProcesses(samplesNs: readonly number[], baselineNs: readonly number[] = []) {
  return Array.from({ length: Math.ceil(samplesNs.length / 6) }, (_, at) => ({
    operationNs: samplesNs.slice(6 * at, 6 * at + 6),
    baselineNs: baselineNs.slice(6 * at, 6 * at + 6),
  }))
}
