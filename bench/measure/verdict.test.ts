import { describe, expect, it } from 'vitest'
import { chanceOfMean, welchEstimate } from './statistics/student.ts'
import { noise, type Noise } from './testing/samplers.ts'
import { judgePairs, judgeRuns, type Judgement, type PairedFigure, type RunsFigure } from './verdict.ts'

/** Deviations between processes, as duets of one build with itself showed them: two hash loops are the widest. */
const SCATTER = [0.01, 0.01, 0.012, 0.012, 0.014, 0.014, 0.016, 0.018, 0.02, 0.022, 0.025, 0.03, 0.04, 0.05]
/** No more in so many runs, in 99 of 100, where the chance of each is 1 in 100 (binomial distribution). */
const ALARMS = { in500: 11, in1000: 18 }

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
    const judged = repeat(700, (run) => {
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
