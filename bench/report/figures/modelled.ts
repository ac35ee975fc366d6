// The figures that need no run: modelled or counted, the same on every machine.

import type { ClearPolicy } from '../../../src/payment/clear-policy.ts'
import { clearingCost } from '../../model/clearing.ts'
import { traversalCosts } from '../../model/traversal-cost.ts'
import { DEFAULT_POLICY } from '../../scheme/contract/policy.ts'
import { generateWorkload } from '../../workload/generator.ts'
import { clearingFigure } from './clearing.ts'
import { growthFigure, traversalFigure } from './traversal.ts'
import { workstation1996, type CostProfile } from '../../model/cost-profile.ts'
import { MEASURED_CARDS } from '../../../card-applets/time/card-profiles.ts'
import { COUNTED_PAYMENTS } from '../../model/payment-numbers.ts'
import { COSTED_SCHEMES } from '../../scheme/named.ts'
import { countScheme, type SchemeCounts } from '../../model/scheme-counts.ts'
import { timeTicks } from '../../model/tick-time.ts'
import type { Figure } from '../figure.ts'
import { cumulativeCostFigure } from './cumulative-cost.ts'
import { tickTimeFigure } from './tick-time.ts'

export async function makeTickTime(): Promise<Figure> {
  return tickTimeFigure(await timeTicks(MEASURED_CARDS, SHORT_CHAIN), await timeTicks(MEASURED_CARDS, LONG_CHAIN))
}

/** Kept whole in the card's RAM. */
const SHORT_CHAIN = 64
/** The longest of the default policy: kept as pebbles. */
const LONG_CHAIN = 1024

/** `machines` are profiles that runs have measured. */
export async function makeCumulativeCost(machines: readonly CostProfile[] = []): Promise<Figure> {
  const counts: SchemeCounts[] = []
  for (const scheme of COSTED_SCHEMES) counts.push(await countScheme(scheme, COUNTED_PAYMENTS))
  return cumulativeCostFigure(counts, [workstation1996(), ...machines])
}

export function makeTraversal(): Promise<Figure> {
  return Promise.resolve(traversalFigure(traversalCosts([16, 64, 256, 1024])))
}

export function makeGrowth(): Promise<Figure> {
  return Promise.resolve(growthFigure(traversalCosts([16, 32, 64, 128, 256, 512, 1024, 2048])))
}

export function makeClearing(): Promise<Figure> {
  const { transactions, name } = generateWorkload()
  const policies: readonly ClearPolicy[] = [
    ...[1, 2, 3, 5, 10, 20, 50].map((coupons) => ({ kind: 'every-coupons', coupons }) as const),
    ...[1, 10, 60, 240].map((minutes) => ({ kind: 'every-interval', intervalMs: minutes * 60_000 }) as const),
    { kind: 'at-exhaustion' },
  ]
  const costs = policies.map((policy) => clearingCost(transactions, DEFAULT_POLICY, policy))
  return Promise.resolve(clearingFigure(costs, name))
}
