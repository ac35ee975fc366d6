import { describe, expect, it } from 'vitest'
import { CaseLost } from './executor.ts'
import { steady, take } from '../measure/testing/samplers.ts'
import type { Plan } from './plan.ts'
import { runPlan } from './runner.ts'
import type { SampleBlock } from './sample-block.ts'
import { scheduleOf } from './schedule.ts'
import { inventedCase, inventedExecutor } from './testing/invented-executor.ts'

const plan: Plan = {
  suite: 'invented',
  seed: 3,
  cases: ['a', 'b', 'c'].map(inventedCase),
  rounds: 4,
  samplesPerBlock: 2,
  sampleNs: 1_000,
  warmUpNs: 5_000,
}
const constant = () => inventedExecutor(() => ({ operation: () => 10 }))

describe('order', () => {
  it('opens all, measures by the schedule, closes all', async () => {
    const executor = constant()
    const blocks = await runPlan({ ...plan, sampleNs: 0, warmUpNs: 0 }, executor)
    const steps = scheduleOf(plan).map(({ name }) => name)
    expect(executor.calls).toEqual([
      'open a',
      'open b',
      'open c',
      'a',
      'b',
      'c',
      ...steps.flatMap((name) => [name, name]),
      'close a',
      'close b',
      'close c',
    ])
    expect(blocks.map(({ name }) => name)).toEqual(steps)
  })

  it('takes each baseline beside its sample, first or second as the seed says', async () => {
    const executor = inventedExecutor(() => ({ operation: () => 10, baseline: () => 4 }))
    const blocks = await runPlan({ ...plan, cases: [inventedCase('a')], warmUpNs: 0, sampleNs: 0 }, executor)
    const measured = executor.calls.filter((call) => !/open|close/.test(call)).slice(1)
    const pair = ['a baseline', 'a']
    const expected = scheduleOf({ ...plan, cases: [inventedCase('a')] }).flatMap(({ baselineFirst }) =>
      baselineFirst ? [...pair, ...pair] : [...pair.toReversed(), ...pair.toReversed()],
    )
    expect(measured).toEqual(expected)
    expect(blocks[0]).toMatchObject({ operationNs: [10, 10], baselineNs: [4, 4] })
  })

  it.each([1, 3, 6])('goes on without a case that is lost at its operation %i, and drops its blocks', async (last) => {
    let operations = 0
    const executor = inventedExecutor((name) => ({
      operation: () => {
        if (name === 'b' && (operations += 1) >= last) throw new CaseLost('refused')
        return 10
      },
    }))
    const lost: string[] = []
    const blocks = await runPlan({ ...plan, sampleNs: 0, warmUpNs: 0 }, executor, {
      lost: (name, why) => lost.push(`${name}: ${why}`),
    })
    expect(lost).toEqual(['b: refused'])
    expect(blocks.map(({ name }) => name)).toEqual(
      scheduleOf(plan)
        .map(({ name }) => name)
        .filter((name) => name !== 'b'),
    )
  })

  it('closes what it opened when an operation fails', async () => {
    const executor = inventedExecutor((name) => ({
      operation: () => {
        if (name === 'b') throw new Error('the card is gone')
        return 10
      },
    }))
    await expect(runPlan(plan, executor)).rejects.toThrow('the card is gone')
    expect(executor.calls.slice(-3)).toEqual(['close a', 'close b', 'close c'])
  })
})

describe('warm-up', () => {
  it('chooses operations so that a sample lasts as long as planned', async () => {
    const blocks = await runPlan(plan, constant())
    expect(blocks.map(({ operations }) => operations)).toEqual(blocks.map(() => 100))
  })

  it('leaves a long operation alone in its sample', async () => {
    const blocks = await runPlan(
      plan,
      inventedExecutor(() => ({ operation: () => 1_000_000 })),
    )
    expect(blocks[0]?.operations).toBe(1)
  })

  it('lasts as long as planned for each case', async () => {
    const executor = constant()
    await runPlan({ ...plan, rounds: 1 }, executor)
    for (const name of ['a', 'b', 'c']) {
      const spent = executor.operations.reduce(
        (sum, count, at) => sum + (executor.calls[at] === name ? 10 * count : 0),
        0,
      )
      expect(spent).toBeGreaterThanOrEqual(5_000 + 2 * 1_000)
    }
  })

  it('measures what became quicker meanwhile with more operations', async () => {
    let calls = 0
    const compiled = inventedExecutor(() => ({ operation: () => ((calls += 1) > 3 ? 2 : 200) }))
    const [block] = await runPlan({ ...plan, cases: [inventedCase('a')] }, compiled)
    expect(block?.operations).toBe(500)
  })

  it('ends although the clock stands still', async () => {
    const executor = inventedExecutor(() => ({ operation: () => 0 }))
    const [block] = await runPlan({ ...plan, cases: [inventedCase('a')], rounds: 1 }, executor)
    expect(block?.operationNs).toEqual([0, 0])
  })
})

describe('interrupted', () => {
  it('goes on with the blocks that are missing, in their order, with the same operations', async () => {
    const whole = await runPlan(plan, constant())
    const later = store(whole.filter((_, at) => isKept(at)))
    // Ten times as quick as before: calibrated anew, it would take 1,000 operations.
    const blocks = await runPlan(
      plan,
      inventedExecutor(() => ({ operation: () => 1 })),
      { store: later },
    )
    expect(places(blocks)).toEqual(places(whole))
    expect(places(later.added)).toEqual(places(whole.filter((_, at) => !isKept(at))))
  })

  it('opens nothing when nothing is missing', async () => {
    const whole = await runPlan(plan, constant())
    const executor = constant()
    expect(await runPlan(plan, executor, { store: store(whole) })).toEqual(whole)
    expect(executor.calls).toEqual([])
  })

  it('stops after the block being measured, with that block kept', async () => {
    const controller = new AbortController()
    const kept = store([])
    const blocks = await runPlan(plan, constant(), {
      store: kept,
      signal: controller.signal,
      progress: (done) => {
        if (done === 5) controller.abort()
      },
    })
    expect(blocks).toHaveLength(5)
    expect(kept.added).toEqual(blocks)
  })

  it('reports progress over all blocks, the kept ones included', async () => {
    const whole = await runPlan(plan, constant())
    const seen: number[][] = []
    await runPlan(plan, constant(), { store: store(whole.slice(0, 9)), progress: (...at) => seen.push(at) })
    expect(seen).toEqual([
      [10, 12],
      [11, 12],
      [12, 12],
    ])
  })
})

it('keeps every sample as it came', async () => {
  const [block] = await runPlan(
    { ...plan, cases: [inventedCase('a')], rounds: 1, samplesPerBlock: 5, sampleNs: 0, warmUpNs: 0 },
    inventedExecutor(() => ({ operation: steady(1, 1_000_000) })),
  )
  expect(block?.operationNs).toEqual(take(steady(1, 1_000_000), 6).slice(1))
})

/** The first round, then every second block. */
function isKept(at: number): boolean {
  return at < 3 || at % 2 === 0
}

function places(blocks: readonly SampleBlock[]) {
  return blocks.map(({ name, round, operations }) => [name, round, operations])
}

function store(kept: readonly SampleBlock[]) {
  const added: SampleBlock[] = []
  return { kept, added, keep: (block: SampleBlock) => void added.push(block) }
}
