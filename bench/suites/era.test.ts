import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/crypto/random.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { caseId } from '../run/document.ts'
import { eraCases, eraExecutor } from './era.ts'
import { KERNEL_STEP } from '../measure/era-ids.ts'

const cases = eraCases()

it('has a name of its own for everything, and compares the kernel with all that is dear', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  const { display } = cases.find((one) => caseId(one) === KERNEL_STEP)!
  expect(display.peers).toContain('sign/1996/node')
  expect(display.peers).toHaveLength(12)
})

describe('every case', () => {
  const executor = eraExecutor(elapsedStopwatch().start, seededRandom(1))

  it.each(cases.map((one) => [one.name, one] as const))('%s runs and takes time', async (_name, one) => {
    const { operation } = await executor.open(one)
    expect(await operation(2)).toBeGreaterThan(0)
  })
})
