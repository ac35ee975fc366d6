import { expect, it } from 'vitest'
import { memoryGuard, OutOfMemory } from './memory.ts'

/** How often a heap of 1,000 bytes was collected, and whether a run was ended, that kept `kept` bytes in the end. */
function run(kept: number, garbage: (step: number) => number): { collections: number; ended: boolean } {
  let [live, collections, step] = [0, 0, 0]
  const collect = () => ((collections += 1), live)
  const look = memoryGuard('the run', { limitBytes: 1_000, used: () => live + garbage(step), collect })
  for (; step < 1_000; step += 1) {
    live = (kept * step) / 1_000
    try {
      look()
    } catch (error) {
      expect(error).toBeInstanceOf(OutOfMemory)
      expect(live).toBeGreaterThan(850)
      return { collections, ended: true }
    }
  }
  return { collections, ended: false }
}

it('does not disturb a run that needs little', () => {
  expect(run(500, (step) => step % 200)).toEqual({ collections: 0, ended: false })
})

it('lets through what fits nearly, however much garbage there is', () => {
  expect(run(890, (step) => step % 100)).toMatchObject({ ended: false })
})

it('ends what does not fit while there is memory to say so, without collecting at every look', () => {
  const { collections, ended } = run(5_000, () => 0)
  expect(ended).toBe(true)
  expect(collections).toBeLessThan(10)
})

it('says in one line what would help', () => {
  expect(new OutOfMemory('this log').message).toMatch(
    /^this log does not fit into memory: .+ NODE_OPTIONS=--max-old-space-size=\d+ \(in MiB\)$/,
  )
})
