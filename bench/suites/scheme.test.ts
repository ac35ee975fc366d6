import { describe, expect, it } from 'vitest'
import { SCHEME_NAMES } from '../scheme/named.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import { checkedBooks } from './scheme-runs.ts'
import { countedResult, schemeExecutor } from './scheme.ts'

const workload = generateWorkload({ seed: 3, ...workloadOf(30) })
const terms = { suite: 'p256', seed: 3 } as const

describe.each(SCHEME_NAMES)('%s', (name) => {
  it('carries the whole workload in every run, with the same counts each time', async () => {
    const [first, second] = [await checkedBooks(name, workload, terms), await checkedBooks(name, workload, terms)]
    expect(first.payments).toBe(workload.transactions.length)
    expect(countedResult(name, second)).toEqual(countedResult(name, first))
    expect(countedResult(name, first).counts?.['messages']).toBeGreaterThan(0)
  })

  it('is timed from the first payment to the last settling, run by run', async () => {
    let started = 0
    const start = () => {
      started += 1
      return () => 7
    }
    const one = { name, scenario: 'workload', target: name, parameters: {} }
    const { operation } = await schemeExecutor(workload, terms, start).open(one)
    expect(await operation(2)).toBe(14)
    expect(started).toBe(2)
  })
})
