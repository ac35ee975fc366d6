import { expect, it } from 'vitest'
import { inventedSuite } from './testing/invented-suite.ts'
import { loadSuites, openDuet } from './duet.ts'

it('measures cases that both builds have, one in the place of the other’s baseline, and closes both', async () => {
  const closed: string[] = []
  const own = inventedSuite(['a', 'b', 'new'], 30, () => closed.push('own'))
  const other = inventedSuite(['a', 'b', 'gone'], 20, () => closed.push('other'))
  const duet = await openDuet(
    () => Promise.resolve(own),
    () => Promise.resolve(other),
    0,
  )
  expect(duet.cases.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(duet.notes).toEqual(['in one of the builds only: new'])
  const { operation, baseline } = await duet.executor.open(duet.cases[0]!)
  expect([await operation(2), await baseline?.(2)]).toEqual([60, 40])
  await duet.close?.()
  expect(closed).toEqual(['own', 'other'])
})

it('opens the builds in turns', async () => {
  const order: string[] = []
  const open = (name: string) => () => (order.push(name), Promise.resolve(inventedSuite(['a'], 1)))
  for (const number of [0, 1]) await openDuet(open('own'), open('other'), number)
  expect(order).toEqual(['own', 'other', 'other', 'own'])
})

it('says what is wrong with a folder that is no build', async () => {
  await expect(loadSuites('/nowhere')).rejects.toThrow('/nowhere holds no compiled program: npm ci && npm run build')
})
