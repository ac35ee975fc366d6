import { expect, it } from 'vitest'
import { webAssemblyKernel } from '../../src/chain/kernel/webassembly.ts'
import { workerFromSource } from '../../src/payment/ikp/coupon/engine/testing/start-from-source.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { chainExecutor } from './chain-case.ts'
import { hashingCases } from './hashing-cases.ts'
import { hashBatches } from './hashing-turn.ts'

const cases = hashingCases((memory) => workerFromSource(new URL('hashing-thread.ts', import.meta.url), memory))

it.each(cases.map((one) => [one.name, one] as const))(
  '%s runs, again and again, and takes time',
  async (_name, one) => {
    const subject = await chainExecutor(cases, elapsedStopwatch().start).open(one)
    for (let turn = 0; turn < 3; turn += 1) expect(await subject.operation(2)).toBeGreaterThan(0)
    await subject.close?.()
  },
)

it('compares two threads with one, on the same work', () => {
  const [one, two] = cases
  expect(two?.display.peers).toEqual([one?.display.id])
  expect(two?.display.unitsPerOperation).toBe(one?.display.unitsPerOperation)
})

it('does not measure a kernel that says yes to everything', () => {
  const kernel = webAssemblyKernel('indexed')
  const lenient = { ...kernel, match: (count: number) => void kernel.batch.matches.fill(1, 0, count) }
  expect(() => hashBatches(lenient, 1)).toThrow('judged a coupon wrongly')
})
