// From documents to a report: which figures there are, and which were asked for.

import type { CompareDocument } from '../compare/document.ts'
import type { BenchDocument } from '../measure/result.ts'
import { MODELLED_FIGURES } from './figures/modelled.ts'
import type { Figure } from './figure.ts'
import type { Report } from './report.ts'

/** In the order in which a page shows them. */
export const FIGURE_NAMES: readonly string[] = Object.keys(MODELLED_FIGURES)

export interface ReportInput {
  readonly tickbench: string
  readonly comparisons: readonly CompareDocument[]
  readonly benches: readonly BenchDocument[]
  /** Which figures; all unless given. */
  readonly wanted?: readonly string[]
  readonly progress?: (done: number, total: number) => void
}

export async function buildReport({ wanted = FIGURE_NAMES, progress, ...input }: ReportInput): Promise<Report> {
  const makers = Object.entries(MODELLED_FIGURES).filter(([name]) => wanted.includes(name))
  const figures: Figure[] = []
  for (const [at, [, make]] of makers.entries()) {
    progress?.(at, makers.length)
    figures.push(await make())
  }
  return { ...input, figures }
}
