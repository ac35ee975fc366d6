import { describe, expect, it } from 'vitest'
import { CORE_CLOCK } from '../measure/result.ts'
import { median, sortSamples } from '../measure/statistics/samples.ts'
import { inventedEnvironment } from '../measure/testing/documents.ts'
import { steady, take } from '../measure/testing/samplers.ts'
import { documentOf, type Display } from './document.ts'
import { figureOf } from './figure.ts'
import type { Plan } from './plan.ts'
import { inventedCase, inventedExecutor, type InventedTimes } from './testing/invented-executor.ts'
import { runInvented } from './testing/invented-seats.ts'

const options = { clockGrainNs: 40, stepNs: undefined }
const block = (round: number, operationNs: readonly number[], baselineNs: readonly number[] = []) => ({
  name: 'a',
  seat: 'a',
  round,
  operations: 10,
  waitedShare: 0,
  operationNs,
  baselineNs,
})

describe('figureOf', () => {
  it('gives the centre of the medians of processes for one operation', () => {
    const blocks = [block(0, [100, 100, 900]), block(1, [200, 200, 200]), block(2, [300, 300, 300])]
    const { processNs, ns, samples } = figureOf(blocks, options)
    expect({ processNs, samples }).toEqual({ processNs: [10, 20, 30], samples: 9 })
    expect(ns.median).toBeCloseTo(20, -1)
    expect(ns.low).toBeLessThanOrEqual(10)
    expect(ns.high).toBeGreaterThanOrEqual(30)
  })

  it('leaves out the samples of warming up, the same number of each process', () => {
    const blocks = Array.from({ length: 12 }, (_, at) => block(at, [3000, 1500, ...take(steady(at, 1000, 0.01), 14)]))
    const { samples, ns } = figureOf(blocks, options)
    expect(samples).toBeLessThanOrEqual(12 * 14)
    expect(samples % 12).toBe(0)
    expect(ns.median).toBeCloseTo(100, 0)
  })

  it('tells the time at the median speed of the processor, whatever the speed of each process', () => {
    const speeds = take(steady(9, 1_000_000, 0.2), 12).map((speed) => speed / 1_000_000)
    const blocks = speeds.map((speed, at) =>
      block(
        at,
        take(steady(at, 1_000_000, 0.001), 9).map((ns) => Math.round(ns * speed)),
      ),
    )
    const own = figureOf(blocks, options).ns
    const { ns } = figureOf(blocks, { ...options, stepNs: speeds })
    expect(ns.median / (100_000 * median(sortSamples(speeds)))).toBeCloseTo(1, 2)
    expect(ns.high / ns.low).toBeLessThan(1.1)
    expect(own.high / own.low).toBeGreaterThan(1.15)
  })

  it('claims no more than a run can know of the next one', () => {
    const blocks = Array.from({ length: 30 }, (_, at) => block(at, [1000, 1000, 1000]))
    const { ns } = figureOf(blocks, options)
    expect(ns.high / ns.median).toBeCloseTo(Math.exp(Math.SQRT2 * 1.959964 * 0.015), 3)
  })

  it('claims less the more others had the processor', () => {
    const blocks = Array.from({ length: 30 }, (_, at) => ({ ...block(at, [1000, 1000, 1000]), waitedShare: 0.4 }))
    const { ns } = figureOf(blocks, options)
    expect(ns.high / ns.median).toBeCloseTo(Math.exp(Math.SQRT2 * 1.959964 * Math.hypot(0.015, 0.15 * 0.4 ** 2)), 3)
  })

  it('subtracts the baseline with the doubt of both', () => {
    const [operation, echo] = [take(steady(1, 3_000_000), 31), take(steady(2, 1_000_000), 31)]
    const blocks = operation.map((ns, at) => block(at, [ns], [echo[at]!]))
    const { ns, baselineNs, doubts } = figureOf(blocks, options)
    expect(ns.low).toBeLessThan(200_000)
    expect(ns.high).toBeGreaterThan(200_000)
    expect(ns.high - ns.low).toBeLessThan(23_000)
    expect(Math.abs((baselineNs?.median ?? 0) / 100_000 - 1)).toBeLessThan(0.01)
    expect(doubts).toEqual([])
  })

  it('resolves on a machine that both find slow at times', () => {
    const [slowness, operation] = [take(steady(1, 1_000_000, 0.5), 31), take(steady(2, 200_000), 31)]
    const blocks = slowness.map((ns, at) => block(at, [ns + operation[at]!], [ns]))
    const { ns, doubts } = figureOf(blocks, options)
    expect(ns.median).toBeCloseTo(20_000, -3)
    expect(doubts.map(({ kind }) => kind)).not.toContain('belowResolution')
  })

  it('calls an operation like its baseline below resolution', () => {
    const [operation, echo] = [take(steady(1, 1_000_000), 31), take(steady(2, 1_000_000), 31)]
    const { doubts } = figureOf(
      operation.map((ns, at) => block(at, [ns], [echo[at]!])),
      options,
    )
    expect(doubts.map(({ kind }) => kind)).toEqual(['largeBaseline', 'belowResolution'])
  })

  it('tells the latencies of whole samples as percentiles and as a curve that ends at the slowest', () => {
    const blocks = Array.from({ length: 40 }, (_, at) => block(at, take(steady(at, 1_000_000), 25)))
    const { latencyNs, distribution } = figureOf(blocks, options)
    const all = blocks.flatMap(({ operationNs }) => operationNs).toSorted((a, b) => a - b)
    expect(latencyNs).toMatchObject({ p95: all[949]! / 10, p99: all[989]! / 10, max: all[999]! / 10 }) // nearest rank
    expect(latencyNs.p50).toBeCloseTo(100_000, -4)
    expect(latencyNs.p99).toBeGreaterThan(latencyNs.p95)
    expect(distribution.at(-1)?.share).toBe(1)
    expect((distribution.at(-1)?.ns ?? 0) / latencyNs.max).toBeCloseTo(1, 2)
    const shares = distribution.map(({ share }) => share)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  it('counts processes, not the samples within them, when it wants more', () => {
    const blocks = Array.from({ length: 5 }, (_, at) => block(at, take(steady(at, 1_000_000), 100)))
    expect(figureOf(blocks, options).doubts).toEqual([{ kind: 'tooFewProcesses', processes: 5, wanted: 8 }])
  })
})

describe('documentOf a run on an invented machine', () => {
  const plan: Plan = {
    suite: 'invented',
    seed: 5,
    cases: ['fast', 'slow', 'batch', 'echo'].map(inventedCase),
    rounds: 31,
    sampleNs: 1_000_000,
    leastSamples: 4,
    mostSamples: 4,
  }
  const times: Record<string, InventedTimes> = {
    fast: { operation: steady(1, 10_000) },
    slow: { operation: steady(2, 80_000) },
    batch: { operation: steady(3, 40_000) },
    echo: { operation: steady(4, 9_000), baseline: steady(5, 9_000) },
  }
  const display = new Map(plan.cases.map(({ name }) => [name, displayOf(name)]))
  const measured = async (rounds: number) => {
    const executor = inventedExecutor((name) => times[name]!)
    const run = await runInvented({ ...plan, rounds }, () => executor)
    return documentOf({ plan, ...run, environment: inventedEnvironment, notes: [] }, display)
  }

  it('recovers the rates and ratios that were put in', async () => {
    const { results } = await measured(31)
    const found = new Map(results.map((result) => [result.name, result]))
    expect(found.get('fast')?.perSecond?.median).toBeCloseTo(100_000, -3.5)
    expect(found.get('fast')?.ratioTo['slow']?.median).toBeCloseTo(8, 0)
    expect(found.get('batch')?.perSecond?.median).toBeCloseTo(200_000, -3.9)
    expect(found.get('batch')?.ratioTo['slow']?.median).toBeCloseTo(16, 0)
  })

  it('says of how many units a sample tells the mean', async () => {
    const { results } = await measured(31)
    const found = new Map(results.map(({ name, unitsPerSample = 0 }) => [name, unitsPerSample]))
    expect((found.get('fast') ?? 0) / 100).toBeCloseTo(1, 0)
    expect((found.get('batch') ?? 0) / (25 * 8)).toBeCloseTo(1, 0)
  })

  it('leaves out the rate of what cannot be resolved, keeps its doubts, and compares it with nothing', async () => {
    const { results } = await measured(31)
    expect(results.find(({ name }) => name === 'echo')).toMatchObject({
      perSecond: null,
      ratioTo: {},
      doubts: [{ kind: 'largeBaseline' }, { kind: 'belowResolution' }],
    })
  })

  it('keeps what each process measured, and of what', async () => {
    const document = await measured(31)
    expect(document.rounds).toBe(31)
    for (const { processNs } of document.results) expect(processNs).toHaveLength(31)
    expect(document.results.map(({ operations }) => operations)).not.toContain(undefined)
  })

  it('widens what a few processes say to all that they say', async () => {
    const { results } = await measured(3)
    const fast = results.find(({ name }) => name === 'fast')
    expect(fast?.doubts).toContainEqual({ kind: 'tooFewProcesses', processes: 3, wanted: 8 })
    const rates = fast?.processNs.map((ns) => 1e9 / ns) ?? []
    expect(fast?.perSecond?.low).toBeLessThanOrEqual(Math.min(...rates))
    expect(fast?.perSecond?.high).toBeGreaterThanOrEqual(Math.max(...rates))
  })
})

describe('the yardstick', () => {
  const clock = { ...inventedCase('clock'), scenario: CORE_CLOCK, seat: 'a' }
  const plan: Plan = {
    suite: 'invented',
    seed: 5,
    cases: [inventedCase('a'), clock],
    rounds: 12,
    sampleNs: 9e6,
    leastSamples: 4,
    mostSamples: 4,
  }
  const document = async (display: Partial<Display>) => {
    let slower = 1
    const executorOf = () => {
      slower *= 1.02
      const speed = slower
      return inventedExecutor((name) => ({ operation: () => Math.round(speed * (name === 'a' ? 5e6 : 1e6)) }))
    }
    const run = await runInvented(plan, executorOf)
    const displays = new Map([['a', { regime: 'all', peers: [], ...display }]])
    return documentOf({ plan, ...run, environment: inventedEnvironment, notes: [] }, displays)
  }

  it('is measured in every process and takes the speed of the day out of the interval', async () => {
    const { results } = await document({})
    const [own, step] = results
    expect(own?.stepNs).toHaveLength(12)
    expect(own?.stepNs?.[0]).toBeCloseTo(1.04, 1) // whatever the operations of a sample
    expect(own!.processNs.map((ns, at) => ns / own!.stepNs![at]!)).toEqual(
      own!.processNs.map(() => expect.closeTo(5e6, -2)),
    )
    expect(own!.perSecond!.high / own!.perSecond!.low).toBeLessThan(1.1)
    expect(step).toMatchObject({ regime: CORE_CLOCK, processNs: expect.any(Array) as number[] })
  })

  it('says nothing about what waits', async () => {
    const { results } = await document({ isElapsed: true })
    expect(results[0]).toMatchObject({ isElapsed: true })
    expect(results[0]).not.toHaveProperty('stepNs')
    expect(results[0]!.perSecond!.high / results[0]!.perSecond!.low).toBeGreaterThan(1.1)
  })
})

it('joins by ids, and shows names', async () => {
  const cases = ['first', 'second'].map(inventedCase)
  const plan = { suite: 'invented', seed: 5, cases, rounds: 9, sampleNs: 1e6, leastSamples: 3, mostSamples: 3 }
  const executor = inventedExecutor(() => ({ operation: steady(1, 10_000) }))
  const run = await runInvented(plan, () => executor)
  const display = new Map<string, Display>([
    ['first', { id: 'case/1', regime: 'all', peers: ['case/2', 'case/3'], answers: ['case/2'] }],
    ['second', { id: 'case/2', regime: 'all', peers: ['first'] }],
  ])
  const record = { plan, ...run, environment: inventedEnvironment, notes: [] }
  const { results, answers } = documentOf(record, display)
  expect(results.map(({ id, name, ratioTo }) => [id, name, Object.keys(ratioTo)])).toEqual([
    ['case/1', 'first', ['second']],
    ['case/2', 'second', []],
  ])
  expect(answers).toEqual([{ name: 'first', peer: 'second' }])
})

function displayOf(name: string): Display {
  const peers = name === 'slow' ? [] : ['slow', 'absent']
  return { regime: 'all', peers, ...(name === 'batch' && { unitsPerOperation: 8 }) }
}
