import { describe, expect, it } from 'vitest'
import { durationAt } from '../../../card-applets/time/durations.ts'
import { inventedDocument, inventedResult } from '../../measure/testing/documents.ts'
import { workstation1996 } from '../../model/cost-profile.ts'
import { MEASURED_CARDS } from '../../../card-applets/time/card-profiles.ts'
import { compareSchemes } from '../../cli/compare-schemes.ts'
import { generateWorkload, workloadOf } from '../../workload/generator.ts'
import { buildReport, FIGURE_NAMES } from '../build.ts'
import { NARROW, WIDE } from '../chart/drawing.ts'
import { latencyFigure } from './latency.ts'
import { measuredGrowthFigure } from './measured-growth.ts'
import { makeTickTime } from './modelled.ts'
import { operationsFigure } from './operations.ts'

const measured = inventedDocument(
  [
    inventedResult({ name: 'sign <x>', regime: 'sign', latencyNs: { p50: 1e3, p95: 2e3, p99: 3e3, max: 4e6 } }),
    inventedResult({ name: 'lost', regime: 'sign', perSecond: null, doubts: [{ kind: 'belowResolution' }] }),
    inventedResult({ name: 'on a card', regime: 'sign', origin: 'modelled' }),
  ],
  { suite: 'signature' },
)

const MODELS = { profiles: MEASURED_CARDS, workstation: workstation1996() }

const walk = {
  regime: 'walk',
  name: 'walk',
  variable: 'steps',
  each: 'a step',
  points: [10, 1_000, 5],
  processes: 8,
  law: { kind: 'affine', start: 0, slope: 1_000, chance: 0.5, largestResidual: 0.01, alsoFit: [] },
  localExponents: [1],
} as const
const grown = inventedDocument(
  [10, 1_000].map((n) =>
    inventedResult({
      name: `walk, n = ${n === 10 ? '10' : '1,000'}`,
      regime: 'walk',
      perSecond: { median: 1e6 / n, low: 9e5 / n, high: 2e6 / n },
    }),
  ),
  { suite: 'scale', growth: [walk] },
)

it('every figure says its regime, n, doubts and command, and draws in both widths', async () => {
  const comparison = await compareSchemes(generateWorkload(workloadOf(4)), { cardProfile: 'jcop4-j3r180' })
  const { figures } = await buildReport({ tickbench: '0', comparisons: [comparison], benches: [measured, grown] })
  expect(figures.map(({ id }) => id)).toEqual(FIGURE_NAMES)
  for (const { origins, n, doubts, command, table, panels, summary } of figures) {
    expect(origins.length * doubts.length * table.rows.length).toBeGreaterThan(0)
    expect(n + summary).not.toMatch(/NaN|undefined|Infinity/)
    expect(command).toMatch(/^(tickbench|compareSchemes)/)
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
    for (const { draw } of panels) {
      for (const width of [NARROW, WIDE]) expect(draw(width)).not.toMatch(/NaN|undefined|Infinity/)
    }
  }
})

it('says on how many cards each chain was ticked, and which it leaves out', async () => {
  const { n, doubts, table } = await makeTickTime()
  const cardsOf = (chain: string) => table.rows.filter((row) => row[2] === chain).length
  const [long, short] = ['chain of 1,024 ticks', 'chain of 64 ticks'].map(cardsOf)
  expect(n).toContain(`1,024 ticks on ${long} cards, 64 ticks on ${short} cards`)
  for (const [chain, shown] of [
    ['chain of 1,024 ticks', long],
    ['chain of 64 ticks', short],
  ] as const) {
    const left = doubts.flatMap(({ text }) => (text.startsWith(`left out on a ${chain}`) ? text.split('; ') : []))
    expect(left.length + (shown ?? 0)).toBe(MEASURED_CARDS.length)
  }
})

describe('measured and modelled', () => {
  it('never stand in one group, and a result without a time in none', () => {
    const { panels, table, origins } = operationsFigure({ ...MODELS, benches: [measured] })
    const drawn = panels[0]!.draw(WIDE)
    expect(origins).toEqual(['modelled', 'measured'])
    for (const heading of ['measured · suite signature', 'modelled · suite signature', 'published · workstation']) {
      expect(drawn).toContain(heading)
    }
    const names = table.rows.map(([name]) => name)
    expect(names).toContain('sign <x>')
    expect(names).not.toContain('lost')
  })

  it('grow with what the run says, and by its law', () => {
    const figure = measuredGrowthFigure([measured, grown])
    expect(figure?.summary).toContain('walk: 1.00 µs a step.')
    expect(figure?.table.rows.map(([, , n, ns]) => [n, ns])).toEqual([
      [10, 1e4],
      [1_000, 1e6],
    ])
    expect(measuredGrowthFigure([measured])).toBeUndefined()
  })

  it('the median of two cards lies between them', () => {
    const timed = MEASURED_CARDS.flatMap((profile) => durationAt(profile, 'writeAtomic', 16)?.ns ?? [])
    const cards = MEASURED_CARDS.filter(({ figures }) => figures.writeAtomic !== undefined).slice(0, 2)
    const [write] = operationsFigure({ ...MODELS, profiles: cards, benches: [] }).table.rows.filter(
      ([name]) => name === 'atomic memory write, 16 B',
    )
    expect([write?.[2], write?.[6]]).toEqual([2, (timed[0]! + timed[1]!) / 2])
  })

  it('means are told from single operations, and few samples from many', () => {
    const latencyNs = { p50: 1e3, p95: 2e3, p99: 3e3, max: 4e6 }
    const of = (unitsPerSample: number, samples: number) => {
      const result = inventedResult({ name: 'a', latencyNs, unitsPerSample, samples })
      return latencyFigure([], [inventedDocument([result])])
    }
    const [single, mean] = [of(1, 1_000), of(40, 21)]
    expect(mean?.panels[0]?.draw(WIDE)).toContain('a · means of 40')
    expect(mean?.doubts.slice(0, 2).map(({ text }) => text.slice(0, 23))).toEqual([
      'with fewer than 1,000 s',
      'where a sample holds se',
    ])
    expect(mean?.summary).not.toContain('percentile')
    expect(single?.panels[0]?.draw(WIDE)).not.toContain('means')
    expect(single?.doubts[0]?.text).toContain('the picture shows')
    expect(single?.summary).toContain('3.00× as long at the 99th percentile')
  })

  it('latencies are of measured results only', () => {
    const figure = latencyFigure([], [measured])
    expect(figure?.table.rows.map(([name]) => name)).toEqual(['sign <x>'])
    expect(latencyFigure([], [])).toBeUndefined()
  })
})
