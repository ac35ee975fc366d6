// A modelled time as a result of a suite: a range instead of an interval, because nothing was sampled, and its doubts.

import type { ModelledTime, TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Doubt } from '../measure/doubts/doubt.ts'
import type { Interval } from '../words/format.ts'

/** Whose middle is its lower end: the sum of the parts. */
export function rangeInterval({ lowerNs, upperNs }: TimeRange): Interval {
  return { median: lowerNs, low: lowerNs, high: upperNs }
}

/** Null for a time that is not surely above 0. */
export function rangeRate({ lowerNs, upperNs }: TimeRange): Interval | null {
  if (lowerNs <= 0) return null
  return { median: 1e9 / lowerNs, low: 1e9 / upperNs, high: 1e9 / lowerNs }
}

export function scaledRange({ lowerNs, upperNs }: TimeRange, by: number): TimeRange {
  return { lowerNs: lowerNs / by, upperNs: upperNs / by }
}

/** Of the card's own time: wire and reader are formulas. */
export function modelledDoubts({ doubts }: ModelledTime): Doubt[] {
  const cardNs = doubts.reduce((sum, { ns }) => sum + ns, 0)
  if (cardNs === 0) return []
  const share = (chosen: (doubt: ModelledTime['doubts'][number]) => boolean) =>
    doubts.filter(chosen).reduce((sum, { ns }) => sum + ns, 0) / cardNs
  const uncertain = share(({ quality, reading }) => quality !== 'ok' || reading === 'contradicted')
  const derived = share(({ reading }) => reading !== 'measured' && reading !== 'contradicted')
  return uncertain + derived > 0 ? [{ kind: 'weakFigures', uncertain, derived }] : []
}
