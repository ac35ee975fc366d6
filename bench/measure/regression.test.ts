import { describe, expect, it } from 'vitest'
import { compareRuns, type RunComparison } from './regression.ts'
import { CORE_CLOCK, type BenchResult } from './result.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from './testing/documents.ts'
import { steady, take } from './testing/samplers.ts'

const ROUNDS = 40
const run = (seed: number, medianNs: number) =>
  inventedDocument([
    inventedResult({
      processNs: take(steady(seed, medianNs), ROUNDS),
      stepNs: Array.from({ length: ROUNDS }, () => 1),
    }),
  ])
const verdicts = ({ results }: RunComparison) => results.map(({ verdict }) => verdict)

it('finds a result that became 10 % slower', () => {
  const found = compareRuns([run(1, 100_000)], [run(2, 110_000)])
  expect(verdicts(found)).toEqual(['slower'])
  expect(found.regressed).toBe(true)
})

it.each([
  [100_000, 'undecided'],
  [90_000, 'faster'],
])('does not call a run of %i ns regressed after one of 100,000 ns', (medianNs, verdict) => {
  const found = compareRuns([run(1, 100_000)], [run(2, medianNs)])
  expect(verdicts(found)).toEqual([verdict])
  expect(found.regressed).toBe(false)
})

describe('several runs', () => {
  it('are taken together: what differs between runs is less in the mean of more', () => {
    const [was, is] = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ].map((seeds) => seeds.map((seed) => run(seed, 100_000)))
    const [single, many] = [compareRuns(was!.slice(0, 1), is!.slice(0, 1)), compareRuns(was!, is!)].map(widthOf)
    expect(single! / many!).toBeCloseTo(2, 1)
  })

  it.each([
    ['below resolution in one of them', [0], 'belowResolution'],
    ['of too few processes', [100_000], 'tooFewProcesses'],
  ])('decide nothing about a result %s', (_name, processNs, barred) => {
    const odd = inventedDocument([inventedResult({ processNs, stepNs: processNs.map(() => 1) })])
    const before = barred === 'belowResolution' ? [run(1, 100_000), odd] : [odd]
    const { results } = compareRuns(before, [run(3, 110_000)])
    expect(results).toMatchObject([{ verdict: 'undecided', barred }])
  })
})

describe('a yardstick', () => {
  it('keeps a slower machine from looking like a slower program', () => {
    expect(compareRuns([onMachine(1, 100_000, quiet)], [onMachine(5, 100_000, crowded)]).regressed).toBe(false)
  })

  it('does not hide a slower program', () => {
    expect(compareRuns([onMachine(1, 100_000, quiet)], [onMachine(5, 110_000, crowded)]).regressed).toBe(true)
  })

  it('raises at most 1 % false alarms in 200 comparisons of equal programs, and finds 10 % every time in 100', () => {
    const alarms = Array.from({ length: 200 }, (_, seed) => isAlarm(seed, 100_000)).filter(Boolean)
    expect(alarms.length).toBeLessThanOrEqual(2)
    expect(Array.from({ length: 100 }, (_, seed) => isAlarm(seed, 110_000))).not.toContain(false)
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

it('believes less of runs in which others had the processor', () => {
  const processorTime = 'elapsed, without waiting for a processor'
  const after = (waitedShare: number) =>
    compareRuns([timed(processorTime, 0, 100_000)], [timed(processorTime, waitedShare, 115_000)])
  expect([0, 0.1, 0.8].map((share) => after(share).regressed)).toEqual([true, true, false])
})

describe('elapsed time', () => {
  const processorTime = 'elapsed, without waiting for a processor'
  it.each([
    [processorTime, 0.06, 115_000, { verdict: 'slower' }],
    ['elapsed', 0.02, 115_000, { verdict: 'undecided', barred: undefined }],
    ['elapsed', 0.02, 140_000, { verdict: 'slower' }],
    ['elapsed', 0.02, 70_000, { verdict: 'faster' }],
    ['elapsed', 0.06, 140_000, { verdict: 'undecided', barred: 'othersHadProcessor' }],
  ])('%s, %d of it taken by others, after 100,000 ns: %i ns', (time, waitedShare, medianNs, expected) => {
    const { results } = compareRuns([timed(time, 0, 100_000)], [timed(time, waitedShare, medianNs)])
    expect(results).toMatchObject([expected])
  })

  it('on a system that does not tell who had the processor decides nothing', () => {
    const mac = {
      ...timed('elapsed', 0, 140_000),
      environment: { ...inventedEnvironment, platform: 'darwin 24 arm64' },
    }
    expect(compareRuns([timed('elapsed', 0, 100_000)], [mac]).results).toMatchObject([{ barred: 'waitingUnknown' }])
  })

  it('is what has no yardstick, and what says so of itself', () => {
    const slower = (part: Partial<BenchResult>) =>
      verdicts(compareRuns([timed(processorTime, 0, 100_000, part)], [timed(processorTime, 0, 115_000, part)]))
    const stepNs = Array.from({ length: ROUNDS }, () => 1)
    expect(slower({ stepNs })).toEqual(['slower'])
    expect(slower({ stepNs, isElapsed: true })).toEqual(['undecided'])
    const bare = inventedDocument([inventedResult({ processNs: take(steady(1, 115_000), ROUNDS) })])
    expect(verdicts(compareRuns([timed(processorTime, 0, 100_000)], [bare]))).toEqual(['undecided'])
  })
})

describe('what is exact', () => {
  it.each([
    [100, 25, 'same'],
    [99.99, 25, 'slower'],
    [100, 24.9, 'slower'],
    [101, 24.9, 'slower'],
    [101, 25, 'faster'],
    [100 + 1e-12, 25, 'same'],
  ])('a modelled rate of %d, at least %d, after 100, at least 25: %s', (median, low, verdict) => {
    const found = compareRuns([modelled(100, 25)], [modelled(median, low)])
    expect(verdicts(found)).toEqual([verdict])
    expect(found.regressed).toBe(verdict === 'slower')
  })

  it('counts are told where they differ, and fail nothing', () => {
    const found = compareRuns([counted(3)], [counted(4)])
    expect(found).toMatchObject({ recounted: ['a: hash 3 → 4'], results: [], regressed: false })
    expect(compareRuns([counted(3)], [counted(3)]).recounted).toEqual([])
  })
})

function timed(time: string, waitedShare: number, medianNs: number, part: Partial<BenchResult> = {}) {
  const processNs = take(steady(medianNs, medianNs), ROUNDS)
  const result = inventedResult({ processNs, stepNs: processNs.map(() => 1), ...part })
  return inventedDocument([result], { waitedShare, environment: { ...inventedEnvironment, facts: { time } } })
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

function widthOf({ results: [one] }: RunComparison): number {
  return (one?.ratio?.high ?? 0) - (one?.ratio?.low ?? 0)
}

function modelled(median: number, low: number) {
  return inventedDocument([
    inventedResult({ origin: 'modelled', perSecond: { median, low, high: median }, processNs: [1] }),
  ])
}

function counted(hash: number) {
  return inventedDocument([
    inventedResult({ origin: 'counted', perSecond: null, processNs: [], counts: { hash, sign: 1 } }),
  ])
}
