// A figure for a paper: as wide as a column, text of 8 points, known to any converter.

import { expect, it } from 'vitest'
import { drawCurves } from './chart/curves.ts'
import type { Figure, Panel } from './figure.ts'
import { PAPER_WIDTHS, paperPicture } from './paper.ts'

function panel(id: string): Panel {
  const text = { id, title: 't', description: 'd' }
  const axis = { label: 'n', scale: 'log', format: String } as const
  const curves = [
    {
      label: 'one',
      series: 4,
      points: [
        [1, 1],
        [10, 5],
      ] as const,
    },
  ]
  return { heading: `heading of ${id}`, draw: (width) => drawCurves({ text, x: axis, y: axis, curves }, width) }
}

const figure = { title: 'A <figure>', summary: 's', panels: [panel('one'), panel('two')] } as unknown as Figure

it.each(Object.values(PAPER_WIDTHS))('of %s inches has text of 8 points', (widthInches) => {
  const { svg, heightInches } = paperPicture(figure, { widthInches })
  const [, units] = /viewBox="0 0 ([\d.]+) /.exec(svg) ?? []
  const [, size] = /font: ([\d.]+)px/.exec(svg) ?? []
  expect((Number(size) * widthInches * 72) / Number(units)).toBeCloseTo(8, 3)
  expect(svg).toContain(`width="${widthInches}in" height="${heightInches.toFixed(3)}in"`)
  expect(heightInches).toBeLessThan(9)
})

it('needs no variables, fonts of a system, script or request', () => {
  const { svg } = paperPicture(figure, { widthInches: 3.5 })
  expect(svg).not.toMatch(/var\(|system-ui|<script|url\(|@import|<figure>/)
  expect(svg).toContain('Helvetica')
  expect(svg).toMatch(/\.curve\.s4[^}]*stroke: #[0-9a-f]{6}/)
  expect(svg).toContain('.dash4 { stroke-dasharray')
})

it('puts its pictures below each other, or shows one alone', () => {
  const [both, first] = [
    paperPicture(figure, { widthInches: 7.2 }),
    paperPicture(figure, { widthInches: 7.2, panel: 1 }),
  ]
  expect(both.svg).toContain('heading of two')
  expect(both.heightInches).toBeGreaterThan(2 * first.heightInches)
  expect(first.svg).not.toContain('heading of')
  expect(() => paperPicture(figure, { widthInches: 7.2, panel: 3 })).toThrow('it has 2 pictures')
})
