import { describe, expect, it } from 'vitest'
import { inventedEnvironment } from '../measure/testing/documents.ts'
import { steady, take } from '../measure/testing/samplers.ts'
import { documentOf, type Display } from './document.ts'
import { figureOf } from './figure.ts'
import type { Plan } from './plan.ts'
import { runPlan } from './runner.ts'
import { inventedCase, inventedExecutor, type InventedTimes } from './testing/invented-executor.ts'

const options = { seed: 1n, clockGrainNs: 40, stolenShare: 0 }
const block = (round: number, operationNs: readonly number[], baselineNs: readonly number[] = []) => ({
  name: 'a',
  round,
  operations: 10,
  operationNs,
  baselineNs,
})

describe('figureOf', () => {
  it('gives the median of the block medians for one operation', () => {
    const blocks = [block(0, [100, 100, 900]), block(1, [200, 200, 200]), block(2, [400, 300, 300])]
    expect(figureOf(blocks, options)).toMatchObject({ blockNs: [10, 20, 30], ns: { median: 20 }, samples: 9 })
  })

  it('subtracts the baseline with the doubt of both', () => {
    const [operation, echo] = [take(steady(1, 3_000_000), 31), take(steady(2, 1_000_000), 31)]
    const blocks = operation.map((ns, at) => block(at, [ns], [echo[at]!]))
    const { ns, baselineNs, doubts } = figureOf(blocks, options)
    expect(ns.low).toBeLessThan(200_000)
    expect(ns.high).toBeGreaterThan(200_000)
    expect(ns.high - ns.low).toBeLessThan(8_000)
    expect(baselineNs?.median).toBeCloseTo(100_000, -3)
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

  it('counts blocks, not the samples within them, when it wants more', () => {
    const blocks = Array.from({ length: 5 }, (_, at) => block(at, take(steady(at, 1_000_000), 100)))
    expect(figureOf(blocks, options).doubts).toEqual([{ kind: 'tooFewSamples', samples: 5, wanted: 20 }])
  })
})

describe('documentOf a run on an invented machine', () => {
  const plan: Plan = {
    suite: 'invented',
    seed: 5,
    cases: ['fast', 'slow', 'batch', 'echo'].map(inventedCase),
    rounds: 31,
    samplesPerBlock: 3,
    sampleNs: 1_000_000,
    warmUpNs: 0,
  }
  const times: Record<string, InventedTimes> = {
    fast: { operation: steady(1, 10_000) },
    slow: { operation: steady(2, 80_000) },
    batch: { operation: steady(3, 40_000) },
    echo: { operation: steady(4, 9_000), baseline: steady(5, 9_000) },
  }
  const display = new Map(plan.cases.map(({ name }) => [name, displayOf(name)]))
  const run = async (rounds: number) => {
    const blocks = await runPlan(
      { ...plan, rounds },
      inventedExecutor((name) => times[name]!),
    )
    return documentOf({ plan, blocks, environment: inventedEnvironment, stolenShare: 0, notes: [] }, display)
  }

  it('recovers the rates and ratios that were put in', async () => {
    const { results } = await run(31)
    const found = new Map(results.map((result) => [result.name, result]))
    expect(found.get('fast')?.perSecond?.median).toBeCloseTo(100_000, -3.5)
    expect(found.get('fast')?.ratioTo['slow']?.median).toBeCloseTo(8, 0)
    expect(found.get('batch')?.perSecond?.median).toBeCloseTo(200_000, -3.9)
    expect(found.get('batch')?.ratioTo['slow']?.median).toBeCloseTo(16, 0)
  })

  it('says of how many units a sample tells the mean', async () => {
    const { results } = await run(31)
    const found = new Map(results.map(({ name, unitsPerSample = 0 }) => [name, unitsPerSample]))
    expect((found.get('fast') ?? 0) / 100).toBeCloseTo(1, 0)
    expect((found.get('batch') ?? 0) / (25 * 8)).toBeCloseTo(1, 0)
  })

  it('leaves out the rate of what cannot be resolved, keeps its doubts, and compares it with nothing', async () => {
    const { results } = await run(31)
    expect(results.find(({ name }) => name === 'echo')).toMatchObject({
      perSecond: null,
      ratioTo: {},
      doubts: [{ kind: 'largeBaseline' }, { kind: 'belowResolution' }],
    })
  })

  it('gives no ratio that nothing bounds', async () => {
    const { results } = await run(3)
    expect(results.find(({ name }) => name === 'fast')?.ratioTo).toEqual({})
  })
})

it('joins by ids, and shows names', async () => {
  const cases = ['first', 'second'].map(inventedCase)
  const plan = { suite: 'invented', seed: 5, cases, rounds: 31, samplesPerBlock: 3, sampleNs: 1e6, warmUpNs: 0 }
  const blocks = await runPlan(
    plan,
    inventedExecutor(() => ({ operation: steady(1, 10_000) })),
  )
  const display = new Map<string, Display>([
    ['first', { id: 'case/1', regime: 'all', peers: ['case/2', 'case/3'], answers: ['case/2'] }],
    ['second', { id: 'case/2', regime: 'all', peers: ['first'] }],
  ])
  const record = { plan, blocks, environment: inventedEnvironment, stolenShare: 0, notes: [] }
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
