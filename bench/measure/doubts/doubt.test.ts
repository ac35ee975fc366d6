import { expect, it } from 'vitest'
import { DOUBT_KINDS, printDoubt, type Doubt } from './doubt.ts'

const sentences: readonly (readonly [Doubt, string])[] = [
  [{ kind: 'tooFewSamples', samples: 5, wanted: 20 }, 'only 5 samples: the interval is a guess below 20'],
  [
    { kind: 'coarseClock', grainNs: 1e6, sampleNs: 3e6 },
    'the clock steps by 1.00 ms where a sample lasts 3.00 ms: measure more operations at a time',
  ],
  [{ kind: 'drift', change: -0.1 }, 'the time fell by 10.0 % during the run: the median depends on when it was taken'],
  [
    { kind: 'throttling', growth: 7 },
    'the longer it was asked the slower it answered, up to 7.00×: it may protect itself or heat up, so pause between operations',
  ],
  [
    { kind: 'severalModes', lowNs: 1000, highNs: 1500, highShare: 0.2 },
    'two speeds, 1.00 µs and 1.50 µs (20.0 % of the samples): the median is one of them or neither',
  ],
  [
    { kind: 'noisyNeighbours', spikes: 0.02, excess: 0.17, stolen: 0 },
    'spikes in 2.00 % of the samples took 17.0 % of the time: the median stands, high percentiles and sums do not',
  ],
  [
    { kind: 'noisyNeighbours', spikes: 0, excess: 0, stolen: 0.05 },
    'others had the processor for 5.00 % of the run: a median of elapsed time may not stand, high percentiles and sums do not',
  ],
  [
    { kind: 'largeBaseline', share: 0.9 },
    '90.0 % of the time is there without the operation: its own time is a small difference of large numbers',
  ],
  [
    { kind: 'weakFigures', uncertain: 0.5, derived: 1 },
    'of the modelled time 50.0 % rests on figures of large spread, assumed or contradicted by others, 100 % on figures of other lengths',
  ],
  [{ kind: 'belowResolution' }, 'below resolution: the operation cannot be told from its baseline or from the clock'],
  [{ kind: 'tooFewProcesses', processes: 5, wanted: 8 }, 'only 5 processes: the interval is a guess below 8'],
  [
    { kind: 'stillMoving', change: -0.05 },
    'within a process the time still fell by 5.00 % when it should have settled: longer runs may tell another figure',
  ],
  [
    { kind: 'crowded', waited: 0.3 },
    'others had the processor for 30.0 % of the time: that is taken out, cold caches are not',
  ],
  [
    { kind: 'busyNeighbours', busy: 0.4 },
    'others kept 40.0 % of the other processors busy: cores, caches and memory are shared, and no clock tells by how much that slows',
  ],
]

it.each(sentences)('says of %j', (doubt, sentence) => {
  expect(printDoubt(doubt)).toBe(sentence)
})

it('has a sentence for every kind on the list', () => {
  expect([...new Set(sentences.map(([{ kind }]) => kind))]).toEqual(DOUBT_KINDS)
})
