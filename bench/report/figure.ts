// A figure of a report: a chart with its table, its n, its doubts and the command that makes it again. The regimes that
// its axes show are named with it, because measured, modelled and counted figures are three different things.

import type { WeighedDoubt } from '../measure/doubts/weight.ts'
import type { Origin } from '../measure/result.ts'
import { ABSENT, formatBytes, formatCount, formatNs, formatRate, formatRatio, formatShare } from '../words/format.ts'

export interface Figure {
  /** Fit for an element's id and for `--figure`. */
  readonly id: string
  readonly title: string
  readonly origins: readonly Origin[]
  /** What there is to see, in a sentence or two: also the description of the picture. */
  readonly summary: string
  /** What stands above each of the pictures, where there are several. */
  readonly panels: readonly Panel[]
  readonly table: FigureTable
  /** How many of what. */
  readonly n: string
  readonly doubts: readonly WeighedDoubt[]
  readonly command: string
  /** Drawn from runs that were given: it is not the same for everybody. */
  readonly isOfRuns: boolean
}

export interface Panel {
  readonly heading: string
  /** What there is to see in this one, where it needs words of its own. */
  readonly caption?: string
  /** SVG of this width. */
  readonly draw: (width: number) => string
}

/** What the numbers of a column are. */
export type Unit = 'text' | 'count' | 'ns' | 'perSecond' | 'bytes' | 'ratio' | 'share'

export interface Column {
  readonly name: string
  readonly unit: Unit
}

/** Raw values, null where there is no figure. */
export type Cell = string | number | null

export interface FigureTable {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** For people: three digits and a unit. */
export function printCell(cell: Cell, unit: Unit): string {
  if (cell === null) return ABSENT
  return typeof cell === 'string' ? cell : PRINTERS[unit](cell)
}

const PRINTERS: Readonly<Record<Unit, (value: number) => string>> = {
  text: formatCount,
  count: formatCount,
  ns: formatNs,
  perSecond: formatRate,
  bytes: formatBytes,
  ratio: formatRatio,
  share: formatShare,
}
