// Colours of charts and page, in one place. The series are told apart by people who are colour-blind (they are close to
// those of Okabe and Ito, darkened on white and lightened on black until they stand out 3 : 1) and by their shapes.

import { printNumber } from '../../words/markup.ts'

export type Theme = 'light' | 'dark'

type Colours = Readonly<Record<string, string>>

const LIGHT: Colours = {
  page: '#ffffff',
  raised: '#f5f7f9',
  ink: '#1a2127',
  quiet: '#55606a',
  rule: '#d5dbe0',
  good: '#00664a',
  bad: '#b3261e',
  s0: '#0068a8',
  s1: '#c44e00',
  s2: '#00805d',
  s3: '#a33e78',
  s4: '#9a6a00',
  s5: '#5b5fc7',
  s6: '#6b7680',
}

const DARK: Colours = {
  page: '#14191d',
  raised: '#1d242a',
  ink: '#e8edf1',
  quiet: '#a5b1bb',
  rule: '#364049',
  good: '#4fd1a5',
  bad: '#ff8f87',
  s0: '#56aeea',
  s1: '#ff8a4c',
  s2: '#35c795',
  s3: '#ec9fcb',
  s4: '#f0c04a',
  s5: '#a9adff',
  s6: '#98a4ae',
}

function variables(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}

/** The variables of a page, which follows its reader's system, unless paper or a class of `:root` says otherwise. */
export const THEME_VARIABLES: string = `
:root { color-scheme: light dark; ${variables(LIGHT)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
`

/** The same of one theme, for a page whose reader chooses. */
export function themeVariables(theme: Theme): string {
  return variables(theme === 'light' ? LIGHT : DARK)
}

const SERIES = [0, 1, 2, 3, 4, 5, 6]

export const CHART_STYLE: string = `
.chart { font: 12.5px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
.chart text { fill: var(--ink); }
.chart .quiet { fill: var(--quiet); }
.chart .name { font-weight: 600; }
.chart .strong { font-weight: 600; }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .halo { paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
.chart .grid { stroke: var(--rule); }
.chart .hatch { stroke: var(--page); stroke-width: 1.3; fill: none; }
.chart .axis { stroke: var(--quiet); }
.chart .whisker { stroke-width: 2; }
.chart .range { stroke: var(--ink); stroke-width: 1.5; }
.chart .curve { fill: none; stroke-width: 2.25; stroke-linejoin: round; }
.chart .mark { stroke: var(--page); stroke-width: 1; }
.chart .ring { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.chart .bar { stroke: var(--ink); stroke-width: 9; stroke-opacity: 0.3; stroke-linecap: round; }
${SERIES.map((n) => `.chart .s${n}, .chart text.s${n} { fill: var(--s${n}); } .chart .curve.s${n}, .chart .whisker.s${n} { stroke: var(--s${n}); fill: none; }`).join('\n')}
.chart .dash1 { stroke-dasharray: 7 3; } .chart .dash2 { stroke-dasharray: 2 3; } .chart .dash3 { stroke-dasharray: 9 3 2 3; }
.chart .dash4 { stroke-dasharray: 12 3 2 3 2 3; } .chart .dash5 { stroke-dasharray: 14 4; } .chart .dash6 { stroke-dasharray: 4 4; }
`

/** The same without variables, which converters of pictures may not know, and in the fonts of papers. */
export function paperStyle(): string {
  const fonts = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
  return CHART_STYLE.replaceAll(/var\(--(\w+)\)/g, (_, name: string) => LIGHT[name] ?? 'black').replace(
    /system-ui[^;]*/,
    fonts,
  )
}

const MARGIN = 16

/** A chart as a picture of its own, for a place that knows none of the page's styles, with a margin around it. */
export function standalone(chart: string, theme: Theme): string {
  const style = `<style>\n:root { ${themeVariables(theme)} }\nsvg { background: var(--page); }${CHART_STYLE}</style>`
  const framed = chart.replace(
    /viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"/,
    (_, width: string, height: string) => {
      const [outerWidth, outerHeight] = [Number(width) + 2 * MARGIN, Number(height) + 2 * MARGIN].map(printNumber)
      const box = `${-MARGIN} ${-MARGIN} ${outerWidth} ${outerHeight}`
      return `viewBox="${box}" width="${outerWidth}" height="${outerHeight}"`
    },
  )
  return `${framed.replace('</desc>', `</desc>\n${style}`)}\n`
}
