// The one stylesheet of all pages: no request, no script, light and dark by the reader's system, black on white on paper.

import { CHART_STYLE, THEME_VARIABLES } from './chart/theme.ts'

export const PAGE_STYLE: string = `${THEME_VARIABLES}
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; margin: 0; background: var(--page); color: var(--ink); }
main, body > header, body > footer { max-width: 48rem; margin: 0 auto; padding: 1rem 1.25rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .4rem; text-wrap: balance; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
a { color: var(--s0); } a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--s0); outline-offset: 3px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--page); padding: .5rem; z-index: 1; }
nav ul { list-style: none; padding: 0; display: grid; gap: .15rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); }
section.lead { border-top: 0; padding-top: 0; margin-top: 0; } .lead h3 { margin-top: .8rem; } .answer { font-size: 1.05rem; margin: .4rem 0; } .small { color: var(--quiet); font-size: .9rem; }
.signs { margin: 0 0 .4rem; } .marks { color: var(--quiet); font-size: .85rem; } .mark { padding: 0 .15rem; }
section.folded { border-top: 0; padding-top: 0; margin-top: .3rem; }
caption { text-align: left; font-weight: 600; padding: .6rem 0 .2rem; }
section { border-top: 1px solid var(--rule); padding-top: 1.2rem; margin-top: 1.6rem; }
.origin { display: inline-block; font-size: .8rem; font-weight: 600; letter-spacing: .02em; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; margin: 0 .3rem .4rem 0; color: var(--quiet); }
figure { margin: .4rem 0 1rem; } figcaption { color: var(--quiet); font-size: .9rem; margin-top: .4rem; } .chart { width: 100%; height: auto; display: block; overflow: visible; } .chart.narrow { display: none; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; margin: .8rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; } dd ul { margin: 0; padding-left: 1.1rem; }
code { font: .9em ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace; background: var(--raised); border-radius: 4px; padding: .1rem .3rem; }
details { margin: .8rem 0; } summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule); }
pre { font: .85rem/1.4 ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace; }
td:first-child, th:first-child, .text { text-align: left; } th[scope=row] { font-weight: 400; }
.numbers td:not(.text) { white-space: nowrap; }
thead th { font-weight: 600; vertical-align: bottom; } th[scope=colgroup] { padding-top: 1rem; text-align: left; }
.holds strong { color: var(--good); } .fails, .fails strong { color: var(--bad); }
.checks { list-style: none; padding: 0; }
footer { color: var(--quiet); font-size: .9rem; border-top: 1px solid var(--rule); margin-top: 3rem; }
${CHART_STYLE}
@media screen and (min-width: 40.01rem) { th[scope=row] { white-space: nowrap; } }
@media screen and (max-width: 40rem) { .chart.wide { display: none; } .chart.narrow { display: block; max-width: 26rem; margin: 0 auto; } h1 { font-size: 1.5rem; } dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } }
@media print { body { font-size: 10.5pt; } main, body > header { max-width: none; padding: 0; } nav, .skip { display: none; } section { break-inside: auto; } h2, h3 { break-after: avoid; } figure { break-inside: avoid; } .scroll { overflow: visible; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 6.5pt; } .chart { max-width: 17cm; } details::details-content { content-visibility: visible; height: auto; } table { font-size: 7.5pt; } th, td { padding: .15rem .3rem; } }
`
