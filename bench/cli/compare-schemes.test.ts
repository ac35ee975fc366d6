import { describe, expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'
import { compareSchemes } from './compare-schemes.ts'
import { parseCompareDocument, type CompareDocument } from '../compare/document.ts'
import { comparisonMarkdown } from '../report/comparison/markdown.ts'
import { buildReport } from '../report/build.ts'
import { reportPage } from '../report/page.ts'
import type { Meters, SchemeDeclaration } from '../scheme/contract/declaration.ts'
import { schemeNamed } from '../scheme/named.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'

const workload = generateWorkload(workloadOf(20))

/** What the same run has in common, whoever starts it. */
function counted({ schemes, holds, answer }: CompareDocument): unknown {
  const exact = schemes.map((scheme) => ({ ...scheme, hostNs: 'measured' }))
  return { exact, holds, costs: answer?.costs.length }
}

describe('from code as from the command line', () => {
  it.each([
    { words: ['--time', 'off'], options: {} },
    { words: ['--card-profile', 'jcop4-j3r180'], options: { cardProfile: 'jcop4-j3r180' } },
  ])('$words', async ({ words, options }) => {
    const schemes = ['ikp-coupon', 'cafe-tick', 'purse-mac'] as const
    const chosen = schemes.flatMap((name) => ['--scheme', name])
    const { out } = await tickbench('compare', '--payments', '20', '--json', ...chosen, ...words)
    const document = await compareSchemes(workload, { schemes, ...options })
    expect(counted(parseCompareDocument(JSON.stringify(document)))).toEqual(counted(parseCompareDocument(out)))
  })
})

it('takes a scheme that is not in the list, and a report shows it', async () => {
  const mine = { ...schemeNamed('ikp-macro'), name: 'mine' }
  const run = await compareSchemes(workload, { schemes: [mine, 'cafe-tick'] })
  expect(run.schemes.map(({ name, revenue }) => [name, revenue])).toEqual([
    ['mine', '20'],
    ['cafe-tick', '20'],
  ])
  const report = await buildReport({ tickbench: run.tickbench, comparisons: [run], benches: [], wanted: ['latency'] })
  expect(reportPage(report)).toContain('mine')
})

it('knows the parties of such a scheme by the places that it declares', async () => {
  const listed = schemeNamed('ikp-macro')
  const mine: SchemeDeclaration = {
    ...listed,
    name: 'mine',
    parties: { payer: ['holder'], seller: ['shop'], backOffice: ['bank'] },
    expected: () => ({}),
    async open(input) {
      const run = await listed.open(input)
      const meters = (): Meters => {
        const { operations, ...others } = run.meters()
        const { buyer = {}, seller = {}, acquirer = {} } = operations
        return { ...others, operations: { holder: buyer, shop: seller, bank: acquirer } }
      }
      return { ...run, meters }
    },
  }
  const run = await compareSchemes(workload, { schemes: [mine, 'ikp-macro'] })
  const [own, other] = run.answer?.costs ?? []
  expect([own?.payer?.middle, own?.seller.middle, own?.backOffice.middle, own?.processors.middle]).toEqual([
    other?.payer?.middle,
    other?.seller.middle,
    other?.backOffice.middle,
    other?.processors.middle,
  ])
  const page = comparisonMarkdown(parseCompareDocument(JSON.stringify(run)))
  const [, counted, ofOther] = /^\| signatures made \| (.+) \| (.+) \|$/m.exec(page) ?? []
  expect(counted).toMatch(/\d/)
  expect(counted).toBe(ofOther)
})

it('refuses two schemes of one name, by which results are joined', async () => {
  const other = { ...schemeNamed('ikp-macro'), name: 'cafe-tick' }
  for (const schemes of [['ikp-coupon', 'ikp-coupon'], [other]]) {
    await expect(compareSchemes(workload, { schemes })).rejects.toThrow(/^two schemes are called /)
  }
})

it('refuses what there is not', async () => {
  await expect(compareSchemes(workload, { schemes: ['none'] })).rejects.toThrow(RangeError)
  await expect(compareSchemes(workload, { cardProfile: 'none' })).rejects.toThrow(RangeError)
  await expect(compareSchemes(workload, { engine: 'noble', suite: '1996' })).rejects.toThrow(RangeError)
})
