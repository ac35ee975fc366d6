// A report: the documents of runs, and the figures drawn from them or from models that need no run.

import type { CompareDocument } from '../compare/document.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { Cell, Figure } from './figure.ts'

export interface Report {
  /** Version of tickbench. */
  readonly tickbench: string
  readonly comparisons: readonly CompareDocument[]
  readonly benches: readonly BenchDocument[]
  readonly figures: readonly Figure[]
}

export interface ReportDocument {
  readonly schema: 'tickbench.report/1'
  readonly tickbench: string
  readonly runs: readonly (CompareDocument | BenchDocument)[]
  readonly figures: readonly FigureDocument[]
}

/** A figure without its pictures: its table, one object a row, values raw and in the units that `units` says. */
interface FigureDocument extends Pick<Figure, 'id' | 'title' | 'origins' | 'summary' | 'n' | 'command'> {
  readonly doubts: readonly string[]
  readonly units: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

export function reportDocument({ tickbench, comparisons, benches, figures }: Report): ReportDocument {
  return {
    schema: 'tickbench.report/1',
    tickbench,
    runs: [...comparisons, ...benches],
    figures: figures.map(({ id, title, origins, summary, n, doubts, command, table: { columns, rows } }) => ({
      id,
      title,
      origins,
      summary,
      n,
      doubts: doubts.map(({ text }) => text),
      command,
      units: Object.fromEntries(columns.map(({ name, unit }) => [name, unit])),
      rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]))),
    })),
  }
}
