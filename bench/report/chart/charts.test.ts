// Charts are compared with golden pictures: `npx vitest run bench/report -u` draws them anew; look at them before you
// keep them.

import { describe, expect, it } from 'vitest'
import { drawCurves } from './curves.ts'
import { NARROW, textWidth, WIDE } from './drawing.ts'
import { drawSpans } from './spans.ts'
import { stackedBars } from './stacked-bars.ts'
import { standalone } from './theme.ts'
import { shortCount, shortNs } from './tick-text.ts'

const text = { id: 'invented', title: 'An invented <chart>', description: 'Nothing here was measured.' }

const invented = {
  text,
  axis: { label: 'time', scale: 'linear', format: shortNs },
  keys: ['hash', 'write', 'wire'],
  series: [0, 2, 3],
  rows: [
    { label: 'one card', parts: [1e6, 2e6, 0], upTo: 9e6, total: '3.00 ms – 9.00 ms' },
    { label: 'another card & more', parts: [8e6, 1e6, 3e6], total: '12.0 ms' },
  ],
} as const

const curves = {
  text,
  x: { label: 'payments', scale: 'log', format: shortCount },
  y: { label: 'cost', scale: 'symlog', format: shortNs },
  curves: [
    {
      label: 'flat',
      series: 0,
      points: [
        [1, 50],
        [10, 50],
        [100, 60],
      ],
    },
    {
      label: 'rising',
      series: 1,
      points: [
        [1, 0],
        [10, 100],
        [100, 1000],
      ],
    },
  ],
  rings: [
    { at: [5, 50], label: '5' },
    { at: [20, 52], to: [40, 55], label: '21–39' },
  ],
} as const

const spans = {
  text,
  axis: { label: 'time', scale: 'log', format: shortNs },
  legend: [{ series: 0, label: 'median' }],
  groups: [
    { heading: 'modelled', rows: [{ label: 'a', series: 0, span: [1e3, 1e5], marks: [{ value: 1e4, series: 0 }] }] },
    { heading: 'measured', rows: [{ label: 'b', series: 1, span: [1e6, 1e6], marks: [{ value: 1e6, series: 1 }] }] },
  ],
} as const

describe('golden pictures', () => {
  it.each([
    ['bars-wide', stackedBars(invented, WIDE)],
    ['bars-narrow', stackedBars(invented, NARROW)],
    ['curves-wide', drawCurves(curves, WIDE)],
    ['curves-narrow', drawCurves(curves, NARROW)],
    ['spans-wide', drawSpans(spans, WIDE)],
  ])('%s', async (name, chart) => {
    await expect(standalone(chart, 'light')).toMatchFileSnapshot(`../golden/${name}.svg`)
  })
})

it('keeps the words of an axis within a narrow picture: a long label in lines, the last number moved', () => {
  const label = 'payments under way at a time, each from a card of its own'
  const far = {
    label: 'x',
    series: 0,
    points: [
      [1, 1],
      [100_000, 2],
    ] as const,
  }
  const drawn = drawCurves({ text, x: { ...curves.x, label }, y: curves.y, curves: [far] }, NARROW)
  const texts = Array.from(drawn.matchAll(/<text x="([\d.]+)" y="[\d.]+" class="([\w ]+)">([^<]+)/g))
  const words = texts.map(([, x, kind, written]) => ({ x: Number(x), kind, written, width: textWidth(written ?? '') }))
  const [ends, middles] = ['end', 'middle'].map((kind) => words.filter((one) => one.kind?.includes(kind)))
  expect(ends?.map(({ written }) => written).join(' ')).toContain(label)
  expect(ends?.filter(({ x, width }) => x - width < -1)).toEqual([])
  expect(middles?.map(({ written }) => written)).toContain('100,000')
  expect(middles?.filter(({ x, width }) => x + width / 2 > NARROW)).toEqual([])
})

it('writes a long name of a row in lines, whole and above its marks', () => {
  const label = 'tick, balance at every tick, square root of the chain kept, smoothly · means of 16'
  const row = { ...spans.groups[0].rows[0], label }
  const bars = { ...invented, rows: [invented.rows[0], { ...invented.rows[1], label }] }
  for (const drawn of [
    drawSpans({ ...spans, groups: [{ heading: 'measured', rows: [row, row] }] }, NARROW),
    stackedBars(bars, NARROW),
  ]) {
    const lines = Array.from(drawn.matchAll(/y="([\d.]+)" class="halo">([^<]+)/g))
    const [first, second] = lines.filter(([, , text]) => label.includes(text ?? '-'))
    expect(`${first?.[2]} ${second?.[2]}`.length).toBeGreaterThanOrEqual(label.length)
    const ys = lines.map(([, y]) => Number(y)).toSorted((a, b) => a - b)
    ys.slice(1).forEach((y, at) => expect(y - ys[at]!).toBeGreaterThanOrEqual(15))
  }
})

it('escapes what comes from outside', () => {
  expect(stackedBars(invented, WIDE)).not.toContain('<chart>')
  expect(stackedBars(invented, WIDE)).toContain('another card &#38; more')
})

it('makes a bar as long as its parts say', () => {
  const bars = Array.from(
    stackedBars(invented, WIDE).matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="14"/g),
  )
  const widths = bars.map(([, width]) => Number(width))
  // layer by layer, without the part that is nothing
  const parts = [1, 8, 2, 1, 3]
  expect(widths.map((width) => Math.round((8 * width) / widths[1]!))).toEqual(parts)
})

it('draws a line on to the upper end of a range, with its words behind it, and none where there is no range', () => {
  const drawn = stackedBars(invented, WIDE)
  const lines = Array.from(
    drawn.matchAll(/<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)" class="range"/g),
  )
  const [along, stop, ...others] = lines.map(([, ...at]) => at.map(Number))
  expect(others).toEqual([])
  const bars = Array.from(drawn.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="14"/g))
  const ms = Number(bars[0]?.[2]) // of 1 ms
  expect((along![2]! - along![0]!) / ms).toBeCloseTo(6, 1)
  expect(stop![0]).toBe(along![2])
  const words = /<text x="([\d.]+)"[^>]*>3.00 ms – 9.00 ms/.exec(drawn)
  expect(Number(words?.[1])).toBeGreaterThan(along![2]!)
})

it.each([
  [shortNs(0), '0'],
  [shortNs(2e7), '20 ms'],
  [shortNs(2.5e6), '2.5 ms'],
  [shortCount(10_000), '10,000'],
])('an axis says %s', (shown, wanted) => {
  expect(shown).toBe(wanted)
})

it('draws one point, and equal points, without dividing by nothing', () => {
  const one = { ...curves, rings: [], curves: [{ label: 'x', series: 0, points: [[5, 5]] as const }] }
  expect(drawCurves(one, WIDE)).not.toContain('NaN')
  expect(drawSpans({ ...spans, groups: [spans.groups[1]] }, WIDE)).not.toContain('NaN')
})
