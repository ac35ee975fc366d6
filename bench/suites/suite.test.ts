import { describe, expect, it } from 'vitest'
import { signatureCases } from './signature.ts'
import { eraCases } from './era.ts'
import type { SuiteCase } from './suite-case.ts'
import type { BenchDocument } from '../measure/result.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { checkIds, NotComparable } from './suite.ts'
import { measureHere } from './testing/measure-here.ts'

const one: SuiteCase = {
  name: 'one',
  scenario: 'any',
  target: 'any',
  parameters: {},
  display: { id: 'any/one', regime: 'any', peers: [] },
}
const other = { ...one, name: 'other', display: { ...one.display, id: 'any/other' } }

it('measures cases that are compared with each other, by their ids', () => {
  expect(() => checkIds([one, { ...other, display: { ...other.display, peers: ['any/one'] } }])).not.toThrow()
  expect(() => checkIds(signatureCases())).not.toThrow()
  expect(() => checkIds(eraCases())).not.toThrow()
})

it.each([
  ['which is none', [one, { ...other, display: { ...other.display, peers: ['one'] } }]],
  ['which is none', [one, { ...other, display: { ...other.display, answers: ['any/third'] } }]],
  ['two cases of one id', [one, { ...one, name: 'other' }]],
])('refuses a suite whose figures would be missing: %s', (message, cases) => {
  expect(() => checkIds(cases)).toThrow(message)
})

it('measures nothing of such a suite', async () => {
  const cases = [{ ...one, display: { ...one.display, peers: ['any/other'] } }]
  const executor = { open: () => ({ operation: () => 1 }) }
  const suite = { name: 'any', cases, executor, stopwatch: processorStopwatch(), facts: {}, notes: [] }
  await expect(measureHere({ open: () => suite }, { seed: 1, effort: 'quick' })).rejects.toThrow(
    'compared with any/other',
  )
})

describe('a run that will be compared with an earlier one', () => {
  const suite = {
    name: 'any',
    cases: [one],
    executor: { open: () => ({ operation: (operations: number) => 1000 * operations }) },
    stopwatch: processorStopwatch(),
    sampling: { rounds: 1 },
    yardstick: false,
    facts: {},
    notes: [],
  }
  const measured = (comparedWith: readonly BenchDocument[]) =>
    measureHere({ open: () => suite }, { seed: 1, effort: 'quick', comparedWith })

  it('is sampled as that was, found by its id', async () => {
    const before = await measured([])
    const [was] = before.results
    const asked = { ...before, results: [{ ...was!, name: 'of old', operations: 321, samplesPerProcess: 11 }] }
    const [result] = (await measured([asked])).results
    expect(result).toMatchObject({ name: 'one', operations: 321, samplesPerProcess: 11 })
    expect(was).not.toMatchObject({ operations: 321 })
  })

  it('is refused before anything is measured where it could not be judged', async () => {
    const before = await measured([])
    const elsewhere = { ...before, environment: { ...before.environment, node: '1.2.3' } }
    await expect(measured([before, elsewhere])).rejects.toThrow(NotComparable)
    await expect(measured([elsewhere])).rejects.toThrow(/differs in node \(1\.2\.3, /)
  })
})
