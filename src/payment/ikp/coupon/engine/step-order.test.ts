import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createStepOrder } from './step-order.ts'

const orderBySteps = createStepOrder(100)

it('puts each number once, short walks first, long walks together at the end', () => {
  const walks = fc.nat(3).chain((most) => fc.array(fc.oneof(fc.nat(most), fc.nat(most * 2 ** 18)), { maxLength: 100 }))
  fc.assert(
    fc.property(walks, (steps) => {
      const found = orderBySteps(Uint32Array.from(steps), steps.length)?.subarray(0, steps.length)
      const order = Array.from(found ?? steps.keys())
      expect(order.toSorted((a, b) => a - b)).toEqual(steps.map((_, at) => at))
      const sorted = order.map((n) => Math.min(steps[n] ?? 0, 16))
      expect(sorted).toEqual(sorted.toSorted((a, b) => a - b))
    }),
  )
})
