import { describe, expect, it } from 'vitest'
import { chanceOfMean, welchEstimate } from './statistics/student.ts'
import { noise, type Noise } from './testing/samplers.ts'
import { barOfElapsed, judgePairs, judgeRuns, type Judgement, type PairedFigure, type RunsFigure } from './verdict.ts'

/** Deviations between processes, as duets of one build with itself showed them: two hash loops are the widest. */
const SCATTER = [0.01, 0.01, 0.012, 0.012, 0.014, 0.014, 0.016, 0.018, 0.02, 0.022, 0.025, 0.03, 0.04, 0.05]
/** No more in so many runs, in 99 of 100, where the chance of each is 1 in 100 (binomial distribution). */
const ALARMS = { in100: 4, in500: 11, in1000: 18 }

describe('builds side by side, twenty processes', () => {
  it('raise an alarm over themselves in at most 1 of 100 comparisons', () => {
    const { normal } = noise(1)
    const judged = repeat(1_000, () => judgePairs(SCATTER.map((scatter) => duets(normal, scatter, 20))))
    expect(judged.filter(isSlower).length).toBeLessThanOrEqual(ALARMS.in1000)
  })

  it.each([
    [0.05, 0.95],
    [0.03, 0.8],
  ])('find %d that was added to one figure: share at least %d', (added, least) => {
    const { normal } = noise(2)
    const judged = repeat(420, (run) => {
      const slowed = run % SCATTER.length
      const figures = SCATTER.map((scatter, at) => duets(normal, scatter, 20, at === slowed ? Math.log(1 + added) : 0))
      return judgePairs(figures).figures[slowed]
    })
    expect(judged.filter((one) => one?.verdict === 'slower').length / judged.length).toBeGreaterThanOrEqual(least)
  })

  it('know what they find: a slowdown of that size is found in 90 to 99 of 100', () => {
    const { normal } = noise(3)
    const figures = () => SCATTER.map(() => duets(normal, 0.02, 20))
    const size = judgePairs(figures()).finds?.median ?? 1
    const judged = repeat(400, () => {
      const [first = { name: '', d: [] }, ...others] = figures()
      return judgePairs([{ ...first, d: first.d.map((value) => value + Math.log(size)) }, ...others]).figures[0]
    })
    const share = judged.filter((one) => one?.verdict === 'slower').length / judged.length
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThan(0.99)
  })
})

it('raises an alarm in 1 of 100, too, when runs of 30 processes differ by a quarter more than others did', () => {
  const { normal } = noise(5)
  const runs = repeat(100, () =>
    repeat(42, (at) => runsFigure(normal, SCATTER[at % 14] ?? 0, 30, 0.0125 * (normal() - normal()))),
  )
  expect(runs.filter((figures) => isSlower(judgeRuns(figures))).length).toBeLessThanOrEqual(ALARMS.in100)
})

describe('a run against a stored one, twelve processes, 42 figures, each run 1 % off', () => {
  it.each([
    ['figure by figure', (normal: Noise['normal']) => normal, 0.5],
    // Half of these runs are faster throughout.
    ['in all figures alike', (normal: Noise['normal']) => once(normal), 0.3],
  ])('raises an alarm in at most 1 of 100, %s; a rule without runs far more often', (_how, drawnBy, share) => {
    const { normal } = noise(4)
    const runs = repeat(500, () => {
      const [was, is] = [drawnBy(normal), drawnBy(normal)]
      return repeat(42, (at) => runsFigure(normal, SCATTER[at % 14] ?? 0, 12, 0.01 * is() - 0.01 * was()))
    })
    expect(runs.filter((figures) => isSlower(judgeRuns(figures))).length).toBeLessThanOrEqual(ALARMS.in500)
    expect(runs.filter((figures) => figures.some(alarmsByItself)).length / 500).toBeGreaterThan(share)
  })
})

describe('one figure', () => {
  it.each([
    [0.02, 'slower'],
    [-0.02, 'faster'],
    // Sure, and too little to matter.
    [0.013, 'same'],
    [0.0143, 'undecided'],
    [0, 'same'],
  ])('moved by %d in every process: %s', (mean, verdict) => {
    expect(pair(close(mean))?.verdict).toBe(verdict)
  })

  it('is not decided by one process that is twice as slow', () => {
    const { normal } = noise(8)
    const d = [...repeat(11, () => 0.01 * normal()), Math.log(2)]
    expect(pair(d)).toMatchObject({ verdict: 'undecided', barred: undefined })
    expect(pair(d)?.atMost).toBeGreaterThan(1.05)
  })

  it.each([
    ['too few processes', close(0.5, 7), 'tooFewProcesses'],
    ['a process in which nothing took time', [...close(0.5), -Infinity], 'belowResolution'],
  ])('with %s is not decided', (_what, d, barred) => {
    expect(pair(d)).toMatchObject({ verdict: 'undecided', barred })
  })

  it('has to be surer beside many others', () => {
    const { normal } = noise(9)
    const likely = { name: 'a', d: repeat(12, (at) => 0.04 + (at % 2 === 0 ? 0.04 : -0.04)) }
    const others = repeat(40, () => duets(normal, 0.01, 12))
    expect(judgePairs([likely]).figures[0]?.verdict).toBe('slower')
    expect(judgePairs([likely, ...others]).figures[0]?.verdict).toBe('undecided')
  })
})

it('says when everything moved, and finds each figure too', () => {
  const { normal } = noise(10)
  const moved = judgePairs(repeat(14, () => duets(normal, 0.01, 20, Math.log(1.04))))
  expect(moved.moved).toBeCloseTo(1.04, 2)
  expect(judgePairs(repeat(14, () => duets(normal, 0.01, 20))).moved).toBeUndefined()
})

it('a stored run of elapsed times decides from a quarter on', () => {
  const { normal } = noise(11)
  const verdict = (shift: number) =>
    judgeRuns([{ ...runsFigure(normal, 0.01, 20, shift), isElapsed: true }]).figures[0]?.verdict
  expect([Math.log(1.2), Math.log(1.3), -Math.log(1.2), -Math.log(1.3)].map(verdict)).toEqual([
    'undecided',
    'slower',
    'undecided',
    'faster',
  ])
})

/** One comparison of equals in 500 is called changed, from the processes of two runs alone. */
function alarmsByItself({ before, after }: RunsFigure): boolean {
  return chanceOfMean(welchEstimate(before, after)) < 0.001
}

function once(draw: () => number): () => number {
  const value = draw()
  return () => value
}

function duets(normal: () => number, scatter: number, processes: number, shift = 0): PairedFigure {
  return { name: String(scatter), d: repeat(processes, () => shift + scatter * normal()) }
}

it('believes of times that hold waiting a great change only, and none where others had the processor', () => {
  expect([judgedElapsed(1.2, 0), judgedElapsed(1.3, 0), judgedElapsed(1.3, 0.06)]).toEqual([
    'undecided',
    'slower',
    'undecided',
  ])
})

function judgedElapsed(change: number, waited: number) {
  const barred = barOfElapsed(waited)
  const figure = { name: 'wire', d: close(Math.log(change)), isElapsed: true, ...(barred && { barred }) }
  return judgePairs([figure]).figures[0]?.verdict
}

function runsFigure(normal: () => number, scatter: number, processes: number, shift: number): RunsFigure {
  const side = (centre: number) => repeat(processes, () => centre + scatter * normal())
  return { name: String(scatter), before: side(0), after: side(shift) }
}

function isSlower({ figures }: Judgement): boolean {
  return figures.some(({ verdict }) => verdict === 'slower')
}

function repeat<T>(times: number, make: (at: number) => T): T[] {
  return Array.from({ length: times }, (_, at) => make(at))
}

function pair(d: readonly number[]) {
  return judgePairs([{ name: 'a', d }]).figures[0]
}

function close(mean: number, count = 12): readonly number[] {
  return repeat(count, (at) => mean + (at % 2 === 0 ? 0.001 : -0.001))
}
