import { describe, expect, it } from 'vitest'
import { inventedDocument, inventedResult } from '../../measure/testing/documents.ts'
import type { Axis } from './axis.ts'
import { chainAxes } from './chain-axes.ts'
import { growthOf } from './scale.ts'
import { schemeAxes } from './scheme-axes.ts'
import { sellerAxis } from './seller-axis.ts'

const clockwork = () => () => 5
const axes = [sellerAxis([16], 1), ...chainAxes(), ...schemeAxes({ suite: 'p256', seed: 1 })]

it.each(axes)('$name works at its smallest point', async (axis: Axis) => {
  const operation = await axis.ready(axis.points[0] ?? 1, clockwork)
  expect(await operation(2)).toBeGreaterThan(0)
})

it('opens chains anew that are used up, and goes on', async () => {
  const operation = await sellerAxis([16], 1).ready(16, clockwork)
  expect(await operation(60)).toBe(60 * 5)
})

it('names no two axes alike', () => {
  expect(new Set(axes.map(({ name }) => name)).size).toBe(axes.length)
  expect(new Set(axes.map(({ id }) => id)).size).toBe(axes.length)
})

describe('the growth of an axis', () => {
  const axis: Axis = {
    id: 'a',
    name: 'An axis',
    group: 'g',
    variable: 'things',
    each: 'a thing',
    points: [10, 30, 100, 300, 1000],
    ready: () => () => 1,
  }
  it('is the law of all of its points, whatever the speed of the processor in each process', () => {
    const growth = growthOf(axis, inventedDocument(axis.points.map(resultAt)))
    expect(growth).toMatchObject({ regime: 'g', variable: 'things', processes: 10, law: { kind: 'affine' } })
    expect(growth?.law?.slope).toBeCloseTo(1500, -2)
  })

  it('is not told of a run that ended before all points were measured', () => {
    expect(growthOf(axis, inventedDocument([resultAt(10)]))).toBeUndefined()
  })
})

/** A microsecond a thing and 20 more, on processors of which every other runs at half the speed. */
function resultAt(n: number) {
  const slowness = Array.from({ length: 10 }, (_, process) => 1 + (process % 2))
  return inventedResult({
    id: `a/${n}`,
    name: `whatever it is called at ${n}`,
    regime: 'g',
    processNs: slowness.map((slow) => slow * (20e3 + 1000 * n)),
    stepNs: slowness,
  })
}
