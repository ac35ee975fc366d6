// What the chart of operations shows of runs: the fastest of each kind by its id, beside one verification.

import { expect, it } from 'vitest'
import { inventedDocument, inventedResult, inventedEnvironment } from '../../measure/testing/documents.ts'
import type { BenchResult } from '../../measure/result.ts'
import { workstation1996 } from '../../model/cost-profile.ts'
import { WIDE } from '../chart/drawing.ts'
import { operationsFigure } from './operations.ts'

function timed(id: string, ns: number, part: Partial<BenchResult> = {}): BenchResult {
  const rate = 1e9 / ns
  return inventedResult({ id, name: `called ${id}`, perSecond: { median: rate, low: rate / 2, high: rate }, ...part })
}

const chain = inventedDocument(
  [
    timed('independent/plain/x', 1),
    timed('independent/indexed/slow', 500),
    timed('independent/indexed/fast', 100),
    ...Array.from({ length: 30 }, (_, at) => timed(`other/${at}`, 1_000)),
  ],
  { suite: 'chain' },
)
const signature = inventedDocument(
  [timed('hash/node', 50), timed('verify/p256/noble', 9e5), timed('verify/p256/node', 7e4)],
  {
    suite: 'signature',
  },
)

function figureOf(...benches: readonly ReturnType<typeof inventedDocument>[]) {
  return operationsFigure({ profiles: [], workstation: workstation1996(), benches })
}

it('compares with one verification of a run of chain, the fastest; of another run where there is none', () => {
  const ratioOf = (figure: ReturnType<typeof figureOf>, name: string) => {
    const at = figure.table.columns.findIndex((column) => column.name === 'measured, times one verification')
    return figure.table.rows.find((row) => row[0] === name)?.[at]
  }
  expect(ratioOf(figureOf(chain, signature), 'called verify/p256/node')).toBeCloseTo(700)
  expect(ratioOf(figureOf(signature), 'called verify/p256/node')).toBeCloseTo(1400)
})

it('shows a dozen rows at most, of each kind the fastest, and says so; the table has all', () => {
  const { panels, table, doubts } = figureOf(chain, signature)
  const labels = Array.from(panels[0]!.draw(WIDE).matchAll(/class="halo">([^<]+)/g)).map(([, label]) => label ?? '')
  expect(labels).toHaveLength(12)
  expect(labels[0]).toBe('called independent/indexed/fast · 1.00×')
  expect(labels.join()).toContain('called verify/p256/node · 700×')
  expect(labels.join()).not.toMatch(/noble/)
  expect(table.rows).toHaveLength(chain.results.length + signature.results.length + 3)
  expect(doubts.some(({ text }) => text.includes('the picture shows 12 rows'))).toBe(true)
})

it('keeps each origin in columns of its own, and gives what is one number no ends', () => {
  const modelled = timed('tick', 1e6, { origin: 'modelled', perSecond: { median: 1e3, low: 1e3, high: 1e3 } })
  const { table } = figureOf(inventedDocument([timed('x', 100), modelled]))
  const own = (name: string) => {
    const row = table.rows.find((cells) => cells[0] === name) ?? []
    return table.columns.flatMap(({ name: column, unit }, at) => (unit === 'ns' && row[at] !== null ? [column] : []))
  }
  expect(own('called x')).toEqual(['measured', 'measured, from', 'measured, to'])
  expect(own('called tick')).toEqual(['modelled'])
  expect(own('RSA signature')).toEqual(['published'])
})

it('never takes the processor time of an emulated card for that of a card', () => {
  const card = inventedDocument([timed('tick', 5_000)], {
    suite: 'card',
    environment: { ...inventedEnvironment, facts: { driver: 'emulated' } },
  })
  const { panels, table } = figureOf(card)
  expect(panels[0]!.draw(WIDE)).not.toContain('called tick')
  expect(table.rows.map(([name]) => name)).toContain('called tick')
})
