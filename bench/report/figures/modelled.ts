// The figures that need no run: modelled or counted, the same on every machine.

import { CARD_PROFILES } from '../../../card-applets/time/card-profiles.ts'
import { workstation1996 } from '../../model/cost-profile.ts'
import { COSTED_SCHEMES, countScheme, type SchemeCounts } from '../../model/scheme-counts.ts'
import { timeTicks } from '../../model/tick-time.ts'
import type { Figure } from '../figure.ts'
import { cumulativeCostFigure } from './cumulative-cost.ts'
import { tickTimeFigure } from './tick-time.ts'

/** Makes a figure; called only for those that are wanted. */
export type FigureMaker = () => Promise<Figure>

export const MODELLED_FIGURES: Readonly<Record<string, FigureMaker>> = {
  'tick-time': makeTickTime,
  'cumulative-cost': makeCumulativeCost,
}

async function makeTickTime(): Promise<Figure> {
  const cards = CARD_PROFILES.filter(({ wires }) => !('none' in wires))
  return tickTimeFigure(await timeTicks(cards, SHORT_CHAIN), await timeTicks(cards, LONG_CHAIN))
}

/** Kept whole in the card's RAM. */
const SHORT_CHAIN = 64
/** The longest of the default policy: kept as pebbles. */
const LONG_CHAIN = 1024

/** All of the first dozen, so that early break-evens are exact; then about six a decade. */
export const COUNTED_PAYMENTS: readonly number[] = [
  ...Array.from({ length: 12 }, (_, at) => at + 1),
  15,
  16,
  17,
  20,
  30,
  50,
  70,
  100,
  150,
  200,
  300,
  500,
  1000,
]

async function makeCumulativeCost(): Promise<Figure> {
  const counts: SchemeCounts[] = []
  for (const scheme of COSTED_SCHEMES) counts.push(await countScheme(scheme, COUNTED_PAYMENTS))
  return cumulativeCostFigure(counts, workstation1996())
}
