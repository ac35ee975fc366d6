import { expect, it } from 'vitest'
import { createTally, OPERATION_KINDS } from './operations.ts'

it('counts each kind by itself, and only while it is to', () => {
  const tally = createTally()
  const state = { counting: true }
  const observe = tally.observeWhile(state)
  const counts = OPERATION_KINDS.map((kind, at) => [kind, at + 1] as const)
  for (const [kind, count] of counts) observe(kind, 8, count)
  expect(tally.read()).toEqual(Object.fromEntries(counts))
  state.counting = false
  for (const [kind, count] of counts) observe(kind, 8, count)
  expect(tally.read()).toEqual(Object.fromEntries(counts))
  tally.observe('mac', 8, 4)
  expect(tally.read().mac).toBe(7)
})
