// What may be wrong with a figure: a closed list, one sentence each for the reader of a report. A doubt does not take a
// figure away; it stands beside it wherever it is printed (ARCHITECTURE.md, "Measurements").

import * as v from 'valibot'
import { counted } from '../../../src/bytes/counted.ts'
import { formatCount, formatNs, formatRatio, formatShare } from '../../words/format.ts'
import { NUMBER, type Declared } from '../json-document.ts'

export const DOUBT = v.variant('kind', [
  v.object({ kind: v.literal('tooFewSamples'), samples: NUMBER, wanted: NUMBER }),
  v.object({ kind: v.literal('coarseClock'), grainNs: NUMBER, sampleNs: NUMBER }),
  /** `change` of the time from the first to the last sample: 0.1 is 10 % more. */
  v.object({ kind: v.literal('drift'), change: NUMBER }),
  /** `growth`: the slowest part of the run in times of its beginning. */
  v.object({ kind: v.literal('throttling'), growth: NUMBER }),
  v.object({ kind: v.literal('severalModes'), lowNs: NUMBER, highNs: NUMBER, highShare: NUMBER }),
  /** `spikes` of all samples took `excess` of all time beyond what is usual, or others had `stolen` of the run. */
  v.object({ kind: v.literal('noisyNeighbours'), spikes: NUMBER, excess: NUMBER, stolen: NUMBER }),
  /** `share` of the operation's time that is there without the operation. */
  v.object({ kind: v.literal('largeBaseline'), share: NUMBER }),
  /** Shares of a modelled time that rest on figures of large spread, on none or on such as contradict each other, and on those of other lengths. */
  v.object({ kind: v.literal('weakFigures'), uncertain: NUMBER, derived: NUMBER }),
  /** The verdict that there is nothing to print: the operation cannot be told from its baseline or from the clock. */
  v.object({ kind: v.literal('belowResolution') }),
  v.object({ kind: v.literal('tooFewProcesses'), processes: NUMBER, wanted: NUMBER }),
  /** `change` of the time from the earlier to the later half of a process, after its first samples were left out. */
  v.object({ kind: v.literal('stillMoving'), change: NUMBER }),
  /** Others had the processor for that share of the time, which the samples leave out. */
  v.object({ kind: v.literal('crowded'), waited: NUMBER }),
  /** Others had that share of the other processors. */
  v.object({ kind: v.literal('busyNeighbours'), busy: NUMBER }),
])

export type Doubt = Declared<typeof DOUBT>
export type DoubtKind = Doubt['kind']

/** In the order in which doubts are told. */
export const DOUBT_KINDS: readonly DoubtKind[] = DOUBT.options.map(({ entries: { kind } }) => kind.literal)

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
    case 'tooFewProcesses':
      return `only ${counted(doubt.processes, 'process', 'processes')}: the interval is a guess below ${formatCount(doubt.wanted)}`
    case 'coarseClock':
      return `the clock steps by ${formatNs(doubt.grainNs)} where a sample lasts ${formatNs(doubt.sampleNs)}: measure more operations at a time`
    case 'drift':
      return `the time ${doubt.change > 0 ? 'rose' : 'fell'} by ${formatShare(Math.abs(doubt.change))} during the run: the median depends on when it was taken`
    case 'throttling':
      return `the longer it was asked the slower it answered, up to ${formatRatio(doubt.growth)}: it may protect itself or heat up, so pause between operations`
    case 'stillMoving':
      return `within a process the time still ${doubt.change > 0 ? 'rose' : 'fell'} by ${formatShare(Math.abs(doubt.change))} when it should have settled: longer runs may tell another figure`
    case 'severalModes':
      return `two speeds, ${formatNs(doubt.lowNs)} and ${formatNs(doubt.highNs)} (${formatShare(doubt.highShare)} of the samples): the median is one of them or neither`
    case 'noisyNeighbours':
      return noiseOf(doubt)
    case 'crowded':
      return `others had the processor for ${formatShare(doubt.waited)} of the time: that is taken out, cold caches are not`
    case 'busyNeighbours':
      return `others kept ${formatShare(doubt.busy)} of the other processors busy: cores, caches and memory are shared, and no clock tells by how much that slows`
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
