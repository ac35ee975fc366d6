import { describe, expect, it } from 'vitest'
import { inventedDocument, inventedResult } from '../../measure/testing/documents.ts'
import { steady, take } from '../../measure/testing/samplers.ts'
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
    points: [10, 100, 1000],
    ready: () => () => 1,
  }
  it('is fitted through all of its points', () => {
    const document = inventedDocument([resultAt(10), resultAt(100), resultAt(1000)])
    const growth = growthOf(axis, document)
    expect(growth?.exponent.median).toBeCloseTo(1, 1)
    expect(growth).toMatchObject({ regime: 'g', variable: 'things', points: [10, 100, 1000] })
  })

  it('is not told of a run that ended before all points were measured', () => {
    expect(growthOf(axis, inventedDocument([resultAt(10)]))).toBeUndefined()
  })
})

function resultAt(n: number) {
  return inventedResult({
    id: `a/${n}`,
    name: `whatever it is called at ${n}`,
    regime: 'g',
    processNs: take(steady(n, 1000 * n), 21),
  })
}
