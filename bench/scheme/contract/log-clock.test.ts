import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLogClock } from './log-clock.ts'

/** The moments at which what fell due at `dues` is done, when payments come at `payments`. */
async function done(dues: readonly number[], payments: readonly number[]): Promise<readonly [number, number][]> {
  const clock = createLogClock()
  const seen: [number, number][] = []
  for (const due of dues) clock.at(due, () => void seen.push([due, clock.now]))
  for (const payment of payments) await clock.moveTo(payment)
  return seen
}

it('stops at every moment on its way, in the order of the dates, and at the very moment of a payment', async () => {
  expect(await done([70, 20, 50, 20], [10, 50])).toEqual([
    [20, 20],
    [20, 20],
    [50, 50],
  ])
})

it('never steps back, and does at once what fell due before it began', async () => {
  const clock = createLogClock()
  await clock.moveTo(100)
  await clock.moveTo(3)
  expect(clock.now).toBe(100)
  let at = 0
  clock.at(40, () => void (at = clock.now))
  await clock.moveTo(7) // before it fell due, but the clock stands later
  expect(at).toBe(100)
})

it('waits for what is done before it goes on, and takes what that asks for on the same way', async () => {
  const clock = createLogClock()
  const seen: number[] = []
  clock.at(10, async () => {
    await Promise.resolve()
    seen.push(clock.now)
    clock.at(clock.now + 5, () => void seen.push(clock.now))
  })
  await clock.moveTo(1000)
  expect(seen).toEqual([10, 15])
})

it('does everything once, whatever the dates', async () => {
  const dates = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(dates, dates, async (dues, payments) => {
      const latest = Math.max(-1, ...payments)
      const wanted = dues.filter((due) => due <= latest).toSorted((a, b) => a - b)
      expect(await done(dues, payments)).toEqual(wanted.map((due) => [due, due]))
    }),
  )
})
