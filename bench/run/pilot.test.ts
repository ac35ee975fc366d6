import { expect, it } from 'vitest'
import { steady } from '../measure/testing/samplers.ts'
import { watchCollections } from './collections.ts'
import { CaseLost } from './executor.ts'
import { pilotSeat } from './pilot.ts'
import { inventedCase, inventedExecutor } from './testing/invented-executor.ts'

const terms = { sampleNs: 1_000_000, leastSamples: 8, mostSamples: 24 }
const quiet = () => ({ count: () => Promise.resolve(0), close: () => undefined })

async function piloted(operation: () => number, own: Partial<typeof terms> = {}, watch = quiet) {
  const executor = inventedExecutor(() => ({ operation }))
  const { found } = await pilotSeat([inventedCase('a')], executor, { ...terms, ...own }, watch)
  return found[0]
}

it('chooses operations so that a sample lasts as long as planned', async () => {
  expect((await piloted(() => 10_000))?.operations).toBe(100)
})

it('leaves a long operation alone in its sample, and takes one a sample where no time is planned', async () => {
  expect((await piloted(() => 5_000_000))?.operations).toBe(1)
  expect(await piloted(() => 10, { sampleNs: 0 })).toEqual({ name: 'a', operations: 1, samples: 8 })
})

it('counts by what became quicker meanwhile', async () => {
  let calls = 0
  expect((await piloted(() => ((calls += 1) > 5 ? 2_000 : 200_000)))?.operations).toBe(500)
})

it.each([
  ['the first call builds tables for as long as many samples', (call: number) => call === 1],
  ['a call on the way is disturbed', (call: number) => call === 4],
])('is not misled where %s', async (_what, isSlow) => {
  let calls = 0
  const operation = (operations: number) => ((calls += 1), 10_000 * operations + (isSlow(calls) ? 100_000_000 : 0))
  const executor = { open: () => ({ operation }) }
  const { found } = await pilotSeat([inventedCase('a')], executor, terms, quiet)
  expect(found[0]?.operations).toBe(100)
})

it('ends although the clock stands still', async () => {
  expect((await piloted(() => 0))?.operations).toBeGreaterThan(0)
})

/** A case that makes the collector run every so many samples. */
const watching = (every: number) => {
  let operations = 0
  const counting = () => ((operations += 1), 10_000)
  const watch = () => {
    let seen = 0
    return {
      count: () => {
        const collections = Math.floor(operations / every) - seen
        seen += collections
        return Promise.resolve(collections)
      },
      close: () => undefined,
    }
  }
  return piloted(counting, {}, watch)
}

it('lets a sample hold two collections, up to ten times as long', async () => {
  // The invented executor asks once a sample: one collection every second sample needs four samples in one.
  expect((await watching(2))?.operations).toBe(400)
  expect((await watching(8))?.operations).toBe(100) // too rare to be told
})

it('takes more samples where they scatter more', async () => {
  expect((await piloted(steady(1, 10_000, 0.001)))?.samples).toBe(8)
  const scattered = (await piloted(steady(1, 10_000, 0.03)))?.samples ?? 0
  expect(scattered).toBeGreaterThan(8)
  expect((await piloted(steady(1, 10_000, 0.2)))?.samples).toBe(24)
})

it('tells of a case that is lost', async () => {
  const executor = inventedExecutor(() => ({
    operation: () => {
      throw new CaseLost('refused')
    },
  }))
  expect(await pilotSeat([inventedCase('a')], executor, terms, quiet)).toEqual({
    found: [],
    lost: [{ name: 'a', why: 'refused' }],
  })
})

it('is told of real collections', async () => {
  const watch = watchCollections()
  let kept: unknown[] = []
  for (let made = 0; made < 3_000_000; made += 1) kept = [made, ...kept.slice(0, 3)]
  expect(kept).toHaveLength(4)
  expect(await watch.count()).toBeGreaterThan(0)
  watch.close()
})
