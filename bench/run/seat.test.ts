import { describe, expect, it } from 'vitest'
import { steady, take } from '../measure/testing/samplers.ts'
import { CaseLost } from './executor.ts'
import { measureSeat } from './seat.ts'
import { inventedCase, inventedExecutor } from './testing/invented-executor.ts'

const sampled = (name: string, samples = 3, operations = 7) => ({ subject: inventedCase(name), samples, operations })
const task = { seed: 3, round: 2, cases: ['a', 'b', 'c'].map((name) => sampled(name)) }
const constant = () => inventedExecutor(() => ({ operation: () => 10 }))

it('opens its cases, takes their samples in turns, in an order of its own each time, and closes them', async () => {
  const executor = constant()
  const { found } = await measureSeat(task, executor)
  expect(executor.calls.slice(0, 3)).toEqual(['open a', 'open b', 'open c'])
  expect(executor.calls.slice(-3)).toEqual(['close a', 'close b', 'close c'])
  const taken = executor.calls.slice(3, -3)
  const turns = [0, 3, 6].map((at) => taken.slice(at, at + 3))
  for (const turn of turns) expect(turn.toSorted()).toEqual(['a', 'b', 'c'])
  expect(executor.operations.slice(3, -3)).toEqual(taken.map(() => 7))
  expect(found.map(({ name, round, operationNs }) => [name, round, operationNs])).toEqual(
    ['a', 'b', 'c'].map((name) => [name, 2, [70, 70, 70]]),
  )
})

it('takes each baseline beside its sample, first about half of the time', async () => {
  const executor = inventedExecutor(() => ({ operation: () => 10, baseline: () => 4 }))
  const { found } = await measureSeat({ ...task, cases: [sampled('a', 400, 1)] }, executor)
  const calls = executor.calls.slice(1, -1)
  const pairs = Array.from({ length: 400 }, (_, at) => calls.slice(2 * at, 2 * at + 2))
  expect(pairs.every((pair) => pair.includes('a') && pair.includes('a baseline'))).toBe(true)
  const first = pairs.filter(([one]) => one === 'a baseline').length
  expect(Math.abs(first - 200)).toBeLessThan(60)
  expect(found[0]?.baselineNs).toEqual(Array.from({ length: 400 }, () => 4))
})

it('keeps every sample as it came', async () => {
  const executor = inventedExecutor(() => ({ operation: steady(1, 1_000_000) }))
  const { found } = await measureSeat({ ...task, cases: [sampled('a', 5, 1)] }, executor)
  expect(found[0]?.operationNs).toEqual(take(steady(1, 1_000_000), 5))
})

describe('a case', () => {
  it('that is lost is closed and left out, with its reason', async () => {
    let operations = 0
    const executor = inventedExecutor((name) => ({
      operation: () => {
        if (name === 'b' && (operations += 1) === 2) throw new CaseLost('refused')
        return 10
      },
    }))
    const { found, lost } = await measureSeat(task, executor)
    expect(lost).toEqual([{ name: 'b', why: 'refused' }])
    expect(found.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(executor.calls.filter((call) => call === 'close b')).toHaveLength(1)
  })

  it('that fails otherwise ends it, with everything closed', async () => {
    const executor = inventedExecutor(() => ({
      operation: () => {
        throw new Error('the card is gone')
      },
    }))
    await expect(measureSeat(task, executor)).rejects.toThrow('the card is gone')
    expect(executor.calls.slice(-3)).toEqual(['close a', 'close b', 'close c'])
  })
})

it('ends between two samples when it is told to', async () => {
  const controller = new AbortController()
  let samples = 0
  const executor = inventedExecutor(() => ({
    operation: () => {
      if ((samples += 1) === 4) controller.abort()
      return 10
    },
  }))
  const { found } = await measureSeat({ ...task, cases: [sampled('a', 50, 1)] }, executor, controller.signal)
  expect(found[0]?.operationNs).toHaveLength(4)
})
