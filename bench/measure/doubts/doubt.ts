// What may be wrong with a figure: a closed list, one sentence each for the reader of a report. A doubt does not take a
// figure away; it stands beside it wherever it is printed (house law, "measurements keep their doubt").

import { counted } from '../../../src/bytes/counted.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { formatCount, formatNs, formatRatio, formatShare } from '../../words/format.ts'
import { checkShape } from '../shape.ts'

export type Doubt =
  | { readonly kind: 'tooFewSamples'; readonly samples: number; readonly wanted: number }
  | { readonly kind: 'coarseClock'; readonly grainNs: number; readonly sampleNs: number }
  /** `change` of the time from the first to the last sample: 0.1 is 10 % more. */
  | { readonly kind: 'drift'; readonly change: number }
  /** `growth`: the slowest part of the run in times of its beginning. */
  | { readonly kind: 'throttling'; readonly growth: number }
  | { readonly kind: 'severalModes'; readonly lowNs: number; readonly highNs: number; readonly highShare: number }
  /** `spikes` of all samples took `excess` of all time beyond what is usual, or others had `stolen` of the run. */
  | { readonly kind: 'noisyNeighbours'; readonly spikes: number; readonly excess: number; readonly stolen: number }
  /** `share` of the operation's time that is there without the operation. */
  | { readonly kind: 'largeBaseline'; readonly share: number }
  /** Shares of a modelled time that rest on figures of large spread, on none or on such as contradict each other, and on those of other lengths. */
  | { readonly kind: 'weakFigures'; readonly uncertain: number; readonly derived: number }
  /** The verdict that there is nothing to print: the operation cannot be told from its baseline or from the clock. */
  | { readonly kind: 'belowResolution' }

export type DoubtKind = Doubt['kind']

/** The numbers of each kind, in the order in which doubts are told. */
const DOUBT_FIELDS: { readonly [Kind in DoubtKind]: readonly Exclude<keyof Extract<Doubt, { kind: Kind }>, 'kind'>[] } =
  {
    tooFewSamples: ['samples', 'wanted'],
    coarseClock: ['grainNs', 'sampleNs'],
    drift: ['change'],
    throttling: ['growth'],
    severalModes: ['lowNs', 'highNs', 'highShare'],
    noisyNeighbours: ['spikes', 'excess', 'stolen'],
    largeBaseline: ['share'],
    weakFigures: ['uncertain', 'derived'],
    belowResolution: [],
  }

export const DOUBT_KINDS: readonly DoubtKind[] = Object.keys(DOUBT_FIELDS) as DoubtKind[]

/** Throws `DecodeError` for what is none of the list. */
export function checkDoubt(value: unknown, path: string): void {
  checkShape(value, { fields: { kind: 'text' } }, path)
  const { kind } = value as { readonly kind: string }
  const known = DOUBT_KINDS.find((one) => one === kind)
  if (known === undefined) throw new DecodeError(`${path}.kind`, `not one of ${DOUBT_KINDS.join(', ')}`)
  checkShape(value, { fields: Object.fromEntries(DOUBT_FIELDS[known].map((field) => [field, 'number'])) }, path)
}

/** Doubts that a list tells one example of each; noise is told of its two sources. */
export const DOUBT_SORTS: readonly DoubtSort[] = DOUBT_KINDS.flatMap((kind): DoubtSort[] => {
  const ofKind = (doubt: Doubt) => doubt.kind === kind
  if (kind !== 'noisyNeighbours') return [{ kind, holds: ofKind }]
  return [
    { kind, holds: isStolen },
    { kind, holds: (doubt) => ofKind(doubt) && !isStolen(doubt) },
  ]
})

function isStolen(doubt: Doubt): boolean {
  return doubt.kind === 'noisyNeighbours' && doubt.stolen > 0
}

export interface DoubtSort {
  readonly kind: DoubtKind
  readonly holds: (doubt: Doubt) => boolean
}

/** One sentence without a full stop at its end. */
export function printDoubt(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'tooFewSamples':
      return `only ${counted(doubt.samples, 'sample')}: the interval is a guess below ${formatCount(doubt.wanted)}`
    case 'coarseClock':
      return `the clock steps by ${formatNs(doubt.grainNs)} where a sample lasts ${formatNs(doubt.sampleNs)}: measure more operations at a time`
    case 'drift':
      return `the time ${doubt.change > 0 ? 'rose' : 'fell'} by ${formatShare(Math.abs(doubt.change))} during the run: the median depends on when it was taken`
    case 'throttling':
      return `the longer it was asked the slower it answered, up to ${formatRatio(doubt.growth)}: it may protect itself or heat up, so pause between operations`
    case 'severalModes':
      return `two speeds, ${formatNs(doubt.lowNs)} and ${formatNs(doubt.highNs)} (${formatShare(doubt.highShare)} of the samples): the median is one of them or neither`
    case 'noisyNeighbours':
      return noiseOf(doubt)
    case 'largeBaseline':
      return `${formatShare(doubt.share)} of the time is there without the operation: its own time is a small difference of large numbers`
    case 'weakFigures':
      return `of the modelled time ${formatShare(doubt.uncertain)} rests on figures of large spread, assumed or contradicted by others, ${formatShare(doubt.derived)} on figures of other lengths`
    case 'belowResolution':
      return 'below resolution: the operation cannot be told from its baseline or from the clock'
  }
}

/** Spikes are told from the samples, so that the median is beside them; others' time may be in every sample. */
function noiseOf({ spikes, excess, stolen }: Doubt & { readonly kind: 'noisyNeighbours' }): string {
  return stolen > 0
    ? `others had the processor for ${formatShare(stolen)} of the run: a median of elapsed time may not stand, high percentiles and sums do not`
    : `spikes in ${formatShare(spikes)} of the samples took ${formatShare(excess)} of the time: the median stands, high percentiles and sums do not`
}
