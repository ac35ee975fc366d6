import { describe, expect, it } from 'vitest'
import { compareRuns } from './regression.ts'
import { CORE_CLOCK } from './result.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from './testing/documents.ts'
import { steady, take } from './testing/samplers.ts'

const ROUNDS = 40
const run = (seed: number, medianNs: number) =>
  inventedDocument([inventedResult({ processNs: take(steady(seed, medianNs), ROUNDS) })])

it('finds a result that became 5 % slower', () => {
  const found = compareRuns([run(1, 100_000)], [run(2, 105_000)])
  expect(found.results.map(({ comparison }) => comparison.verdict)).toEqual(['slower'])
  expect(found.regressed).toBe(true)
})

it.each([100_000, 95_000])('does not call a run of %i ns regressed after one of 100,000 ns', (medianNs) => {
  expect(compareRuns([run(1, 100_000)], [run(2, medianNs)]).regressed).toBe(false)
})

describe('several runs', () => {
  it('have to agree', () => {
    const before = [run(1, 100_000), run(2, 101_000)]
    expect(compareRuns(before, [run(3, 110_000), run(4, 112_000)]).regressed).toBe(true)
    const disputed = compareRuns(before, [run(3, 110_000), run(4, 101_000)])
    expect(disputed.results.map(({ comparison }) => comparison.verdict)).toEqual(['undecided'])
    expect(disputed.regressed).toBe(false)
  })

  it('are told by the pair with the smallest change', () => {
    const [found] = compareRuns([run(1, 100_000)], [run(3, 110_000), run(4, 150_000)]).results
    expect(found !== undefined && 'ratio' in found.comparison && found.comparison.ratio.median).toBeCloseTo(1.1, 1)
  })

  it.each([
    ['below resolution in one of them', [0], 'belowResolution'],
    ['too short in one of them', [100_000], 'undecided'],
  ])('decide nothing about a result %s', (_name, processNs, verdict) => {
    const odd = inventedDocument([inventedResult({ processNs })])
    const { results } = compareRuns([run(1, 100_000)], [run(3, 110_000), odd])
    expect(results.map(({ comparison }) => comparison.verdict)).toEqual([verdict])
  })
})

describe('a yardstick', () => {
  it('keeps a slower machine from looking like a slower program', () => {
    expect(compareRuns([onMachine(1, 100_000, quiet)], [onMachine(5, 100_000, crowded)]).regressed).toBe(false)
  })

  it('does not hide a slower program', () => {
    expect(compareRuns([onMachine(1, 100_000, quiet)], [onMachine(5, 106_000, crowded)]).regressed).toBe(true)
  })

  it('raises at most 1 % false alarms in 1,000 comparisons of equal programs, and finds 5 % every time in 100', () => {
    const alarms = Array.from({ length: 1_000 }, (_, seed) => isAlarm(seed, 100_000)).filter(Boolean)
    expect(alarms.length).toBeLessThanOrEqual(10)
    expect(Array.from({ length: 100 }, (_, seed) => isAlarm(seed, 105_000))).not.toContain(false)
  })

  it('is not itself a result', () => {
    const { results } = compareRuns([onMachine(1, 100_000, quiet)], [onMachine(5, 100_000, quiet)])
    expect(results.map(({ name }) => name)).toEqual(['a'])
  })
})

it('compares what has one id, whatever it is called, and older runs by their names', () => {
  const calledOld = inventedResult({ name: 'old words' })
  const [before, after] = [inventedResult({ id: 'a/1', name: 'old words' }), inventedResult({ id: 'a/1', name: 'new' })]
  for (const [first, second] of [
    [before, after],
    [calledOld, before],
  ] as const) {
    const found = compareRuns([inventedDocument([first])], [inventedDocument([second])])
    expect(found.results.map(({ name }) => name)).toEqual([second.name])
    expect(found.unmatched).toEqual([])
  }
})

it('compares only what bears the same name in the same regime', () => {
  const before = inventedDocument([inventedResult({ regime: 'one' }), inventedResult({ name: 'gone' })])
  const after = inventedDocument([inventedResult({ regime: 'other' })])
  const found = compareRuns([before], [after])
  expect(found.results).toEqual([])
  expect(found.unmatched).toEqual(['one, measured: a', 'one, measured: gone', 'other, measured: a'])
})

it('says in what the runs differ, with both values where they are short, the measured grain of the clock aside', () => {
  const environment = {
    ...inventedEnvironment,
    node: '24.0.0',
    packages: { commander: '1.0.0' },
    clockGrainNs: 41,
    facts: { kernel: 'webassembly', effort: 'quick' },
  }
  const { differences } = compareRuns([run(1, 100)], [inventedDocument([], { environment, seed: 8 })])
  expect(differences).toEqual(['node (20.20.2, 24.0.0)', 'packages', 'seed (7, 8)', 'effort'])
})

describe('others that had the processor', () => {
  it.each([
    ['elapsed', 0.4, 'undecided'],
    ['elapsed', 0.02, 'slower'],
    ['elapsed, without waiting for a processor', 0.4, 'slower'],
  ])('leave a verdict on time that is %s, %d of it taken: %s', (time, stolen, verdict) => {
    const { results } = compareRuns([timed(time, 0, 100_000)], [timed(time, stolen, 150_000)])
    expect(results.map(({ comparison }) => comparison.verdict)).toEqual([verdict])
  })

  it('are told beside the verdict, whichever run they touched', () => {
    const [found] = compareRuns([timed('elapsed', 0.3, 100)], [timed('elapsed', 0.02, 100)]).results
    expect(found?.doubts).toEqual([taken(0.3), taken(0.02)])
  })
})

function timed(time: string, stolen: number, medianNs: number) {
  const result = inventedResult({ processNs: take(steady(1, medianNs), ROUNDS), doubts: [taken(stolen)] })
  return inventedDocument([result], { environment: { ...inventedEnvironment, facts: { time } } })
}

function taken(stolen: number) {
  return { kind: 'noisyNeighbours', spikes: 0, excess: 0, stolen } as const
}

/** `slowness` of the whole machine, round by round. */
function onMachine(seed: number, medianNs: number, slowness: (round: number) => number) {
  const scaled = (processNs: readonly number[]) => processNs.map((ns, round) => ns * slowness(round))
  const stepNs = scaled(take(steady(seed + 1, 1_000_000, 0.005), ROUNDS))
  return inventedDocument([
    inventedResult({ processNs: scaled(take(steady(seed, medianNs), ROUNDS)), stepNs }),
    inventedResult({ name: 'steps', regime: CORE_CLOCK, processNs: stepNs }),
  ])
}

/** After a run of 100,000 ns on the same machine when it was quiet. */
function isAlarm(seed: number, medianNs: number): boolean {
  return compareRuns([onMachine(seed, 100_000, quiet)], [onMachine(seed + 500_000, medianNs, crowded)]).regressed
}

function quiet(): number {
  return 1
}

function crowded(round: number): number {
  return 1.3 + round / ROUNDS
}
