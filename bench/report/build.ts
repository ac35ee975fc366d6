// From documents to a report: which figures there are, and which were asked for.

import type { CompareDocument } from '../compare/document.ts'
import type { BenchDocument } from '../measure/result.ts'
import { workstation1996, type CostProfile } from '../model/cost-profile.ts'
import { measuredProfile } from '../model/measured-profile.ts'
import { MEASURED_CARDS } from '../../card-applets/time/card-profiles.ts'
import type { Figure } from './figure.ts'
import { latencyFigure } from './figures/latency.ts'
import { measuredGrowthFigure } from './figures/measured-growth.ts'
import { makeClearing, makeCumulativeCost, makeGrowth, makeTickTime, makeTraversal } from './figures/modelled.ts'
import { operationsFigure } from './figures/operations.ts'
import { paymentCostFigure } from './figures/payment-cost.ts'
import { paymentsInARowFigure } from './figures/payments-in-a-row.ts'
import type { Report } from './report.ts'

export interface ReportInput {
  readonly tickbench: string
  readonly comparisons: readonly CompareDocument[]
  readonly benches: readonly BenchDocument[]
  /** Which figures; all unless given. */
  readonly wanted?: readonly string[]
  readonly progress?: (done: number, total: number) => void
}

/** Makes a figure, or none where no run has what it shows; called only for those that are wanted. */
type FigureMaker = (input: ReportInput) => Promise<Figure | undefined>

/** In the order in which a page shows them. */
const FIGURES: Readonly<Record<string, FigureMaker>> = {
  'payment-cost': ({ comparisons }) => Promise.resolve(paymentCostFigure(comparisons)),
  'payments-in-a-row': ({ comparisons }) => Promise.resolve(paymentsInARowFigure(comparisons)),
  latency: ({ comparisons, benches }) => Promise.resolve(latencyFigure(comparisons, benches)),
  'tick-time': makeTickTime,
  'cumulative-cost': ({ benches }) => makeCumulativeCost(benches.flatMap(machinesOf)),
  operations: ({ benches, comparisons }) =>
    Promise.resolve(
      operationsFigure({ profiles: MEASURED_CARDS, workstation: workstation1996(), benches, comparisons }),
    ),
  traversal: makeTraversal,
  clearing: makeClearing,
  growth: makeGrowth,
  'measured-growth': ({ benches }) => Promise.resolve(measuredGrowthFigure(benches)),
}

/** In the order of a page. */
export const FIGURE_NAMES: readonly string[] = Object.keys(FIGURES)

/**
 * Draws the figures of `wanted` for these runs; without runs, what is modelled and counted alone. Takes some seconds for all.
 * A name that is no figure's is passed over.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { buildReport, compareSchemes, generateWorkload, reportPage, workloadOf } from 'tickbench'
 *
 * const run = await compareSchemes(generateWorkload(workloadOf(20)))
 * const report = await buildReport({ tickbench: run.tickbench, comparisons: [run], benches: [], wanted: ['latency'] })
 * assert(reportPage(report).startsWith('<!doctype html>'))
 */
export async function buildReport(input: ReportInput): Promise<Report> {
  const { wanted = FIGURE_NAMES, progress, tickbench, comparisons, benches } = input
  const makers = Object.entries(FIGURES).filter(([name]) => wanted.includes(name))
  const figures: Figure[] = []
  for (const [at, [, make]] of makers.entries()) {
    progress?.(at, makers.length)
    const made = await make(input)
    if (made !== undefined) figures.push(made)
  }
  return { tickbench, comparisons, benches, figures }
}

/** The algorithms of the paper on the machine of a run of suite `1996`, then today's. */
function machinesOf(document: BenchDocument): readonly CostProfile[] {
  return (['1996', 'ed25519'] as const).flatMap((suite) => measuredProfile(document, 'node', suite) ?? [])
}
