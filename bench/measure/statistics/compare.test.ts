import { describe, expect, it } from 'vitest'
import { coarse, drifting, interrupted, steady, take, throttled, twoModes, type Sampler } from '../testing/samplers.ts'
import { comparePaired, compareUnpaired, type Comparison, type Verdict } from './compare.ts'

const SAMPLES = 40
const CHANGED: readonly string[] = ['slower', 'faster'] satisfies Verdict[]

/** The same machine again: everything but the seed is equal. */
const machines: Record<string, (seed: number) => Sampler> = {
  steady: (seed) => steady(seed, 1_000_000),
  'with wide scatter': (seed) => steady(seed, 1_000_000, 0.2),
  drifting: (seed) => drifting(steady(seed, 1_000_000), 0.1, SAMPLES),
  throttled: (seed) => throttled(steady(seed, 1_000_000), 15, 0.05, 3),
  'of two speeds': (seed) => twoModes(seed + 1, steady(seed, 1_000_000), 1.3, 0.4),
  interrupted: (seed) => interrupted(seed + 1, steady(seed, 1_000_000), 0.1, 8_000_000),
  'behind a coarse clock': (seed) => coarse(seed + 1, steady(seed, 10_500), 1_000),
}

describe.each(Object.entries(machines))('a machine %s', (_name, machine) => {
  it('raises at most 1 % false alarms in 1,000 comparisons with itself as another run', () => {
    const compared = repeat(1_000, (seed) =>
      compareUnpaired(take(machine(seed), SAMPLES), take(machine(seed + 500_000), SAMPLES)),
    )
    expect(compared.filter(({ verdict }) => CHANGED.includes(verdict)).length).toBeLessThanOrEqual(10)
  })

  it('raises at most 1 % false alarms in 1,000 comparisons with itself side by side', () => {
    const compared = repeat(1_000, (seed) =>
      comparePaired(take(machine(seed), SAMPLES), take(machine(seed + 500_000), SAMPLES)),
    )
    expect(compared.filter(({ verdict }) => CHANGED.includes(verdict)).length).toBeLessThanOrEqual(10)
  })
})

describe('a planted regression of 5 %', () => {
  it.each(['steady', 'drifting', 'interrupted'])(
    'is found in another run of a machine %s, 100 times of 100',
    (name) => {
      const machine = machines[name] ?? machines['steady']!
      const compared = repeat(100, (seed) =>
        compareUnpaired(take(machine(seed), SAMPLES), slowed(take(machine(seed + 500_000), SAMPLES))),
      )
      expect(verdictsOf(compared)).toEqual(['slower'])
    },
  )

  it('is found side by side although the machine throttles both to three times the time', () => {
    const machine = machines['throttled']!
    const compared = repeat(100, (seed) =>
      comparePaired(take(machine(seed), SAMPLES), slowed(take(machine(seed + 500_000), SAMPLES))),
    )
    expect(verdictsOf(compared)).toEqual(['slower'])
  })

  it('is measured as 5 %', () => {
    const found = compareUnpaired(take(steady(1, 1_000_000), 400), slowed(take(steady(2, 1_000_000), 400)))
    expect('ratio' in found && Math.round(found.ratio.median * 100)).toBe(105)
  })
})

it('calls an improvement faster and gives the chance of being slower', () => {
  const found = compareUnpaired(take(steady(1, 1_000_000), SAMPLES), take(steady(2, 800_000), SAMPLES))
  expect(found).toMatchObject({ verdict: 'faster', chanceOfSlower: 0 })
})

it('calls two runs the same only when the whole interval is near 1', () => {
  expect(compareUnpaired(take(steady(1, 1e6), 200), take(steady(2, 1e6), 200)).verdict).toBe('same')
  expect(compareUnpaired(take(steady(1, 1e6, 0.2), 20), take(steady(2, 1e6, 0.2), 20)).verdict).toBe('undecided')
})

it('never decides from four samples, however far apart', () => {
  expect(compareUnpaired([1, 1, 1, 1], [9, 9, 9, 9]).verdict).toBe('undecided')
  expect(comparePaired([1, 1, 1, 1], [9, 9, 9, 9]).verdict).toBe('undecided')
})

it.each([
  ['a clock that shows 0', [0, 1000, 0], [1000, 0, 0]],
  ['a net time below 0', [10, 10, 10], [-1, 2, 3]],
])('has a verdict of its own for %s', (_name, reference, candidate) => {
  expect(compareUnpaired(reference, candidate)).toEqual({ verdict: 'belowResolution' })
  expect(comparePaired(reference, candidate)).toEqual({ verdict: 'belowResolution' })
})

it('refuses to pair what has no partner', () => {
  expect(() => comparePaired([1, 2], [1])).toThrow(RangeError)
})

function slowed(samples: readonly number[]): number[] {
  return samples.map((sample) => Math.round(sample * 1.05))
}

function repeat<T>(times: number, once: (seed: number) => T): T[] {
  return Array.from({ length: times }, (_, seed) => once(seed))
}

function verdictsOf(compared: readonly Comparison[]): string[] {
  return [...new Set(compared.map(({ verdict }) => verdict))]
}
