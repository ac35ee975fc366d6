// How much doubts weigh, so that a page can tell the worst of all its figures first.

import type { DoubtKind } from './doubt.ts'

/**
 * The worst first: the figure may be wrong; it is less sure than its interval says; it rests on weak figures; it is not
 * what a hasty reader takes it for.
 */
export const WEIGHTS = ['wrong', 'unsure', 'rests', 'scope'] as const
export type Weight = (typeof WEIGHTS)[number]

export interface WeighedDoubt {
  /** One sentence without a full stop at its end. */
  readonly text: string
  readonly weight: Weight
}

/** Of what is found in samples. */
export const KIND_WEIGHTS: Readonly<Record<DoubtKind, Weight>> = {
  belowResolution: 'wrong',
  throttling: 'wrong',
  severalModes: 'wrong',
  stillMoving: 'wrong',
  drift: 'wrong',
  noisyNeighbours: 'unsure',
  crowded: 'unsure',
  busyNeighbours: 'unsure',
  tooFewSamples: 'unsure',
  tooFewProcesses: 'unsure',
  coarseClock: 'unsure',
  largeBaseline: 'rests',
  weakFigures: 'rests',
}

/** Doubts of one weight. */
export function weighed(weight: Weight, texts: readonly string[]): WeighedDoubt[] {
  return texts.map((text) => ({ text, weight }))
}

/** Each once, as the worst that it is; of one weight in the order in which they came. */
export function worstFirst(doubts: readonly WeighedDoubt[]): WeighedDoubt[] {
  const found = new Map<string, WeighedDoubt>()
  for (const doubt of WEIGHTS.flatMap((weight) => doubts.filter((one) => one.weight === weight))) {
    if (!found.has(doubt.text)) found.set(doubt.text, doubt)
  }
  return [...found.values()]
}
