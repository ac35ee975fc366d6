import { expect, it } from 'vitest'
import { confirmRun } from './confirm.ts'
import { CORE_CLOCK } from './result.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from './testing/documents.ts'

const around = (median: number, share: number) => ({ median, low: median * (1 - share), high: median * (1 + share) })

function run(rate: number, ratio: number, share = 0.05) {
  return inventedDocument([
    inventedResult({ id: 'a', perSecond: around(rate, share), ratioTo: { b: around(ratio, share) } }),
    inventedResult({ id: 'steps', regime: CORE_CLOCK, perSecond: around(rate * 9, share) }),
    inventedResult({ id: 'counted', origin: 'counted', perSecond: null }),
  ])
}

it('confirms a run whose intervals hold the centres of another, both ways', () => {
  const { ratios, rates, unmatched, differences } = confirmRun(run(1000, 3), run(1030, 2.9))
  expect([ratios, rates, unmatched, differences]).toEqual([
    { compared: 1, broken: [] },
    { compared: 1, broken: [] },
    [],
    [],
  ])
})

it('lists each interval that does not hold, that of the second run included', () => {
  expect(confirmRun(run(1000, 3), run(1100, 2.95)).rates.broken).toMatchObject([{ name: 'a', first: { median: 1000 } }])
  expect(confirmRun(run(1000, 3), run(1010, 3.6)).ratios.broken).toMatchObject([{ peer: 'b', second: { median: 3.6 } }])
  expect(confirmRun(run(1000, 3, 0.5), run(1300, 3, 0.01)).rates.broken).toHaveLength(1)
})

it('names what one of them lacks, and what else differs', () => {
  const other = { ...run(1000, 3), environment: { ...inventedEnvironment, node: '24.0.0' } }
  const more = { ...other, results: [...other.results, inventedResult({ id: 'new' })] }
  expect(confirmRun(run(1000, 3), more)).toMatchObject({ unmatched: ['new'], differences: ['node (20.20.2, 24.0.0)'] })
})
