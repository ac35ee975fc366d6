import { expect, it } from 'vitest'
import { inventedDocument, inventedResult } from '../measure/testing/documents.ts'
import { readFileSync } from 'node:fs'
import { parseBenchDocument } from '../measure/result.ts'
import { NO_PAINT } from '../words/paint.ts'
import { fold } from '../words/prose.ts'
import { widthOf } from '../words/width.ts'
import { benchText } from './bench-text.ts'

const few = (samples: number) => ({ kind: 'tooFewSamples', samples, wanted: 20 }) as const
const modelled = { median: 100, low: 25, high: 100 }

it('prints a table a regime, with origin, intervals, ratios, doubts and notes', () => {
  const document = inventedDocument(
    [
      inventedResult({ name: 'fast', ratioTo: { slow: { median: 9, low: 8.9, high: 9.1234 } } }),
      inventedResult({ name: 'slow', perSecond: { median: 111_000, low: 1e5, high: 1.2e5 } }),
      inventedResult({
        regime: 'card',
        name: 'tick',
        origin: 'modelled',
        samples: 8,
        perSecond: modelled,
        baselineNs: { median: 1e6, low: 1e6, high: 9e6 },
      }),
      inventedResult({
        regime: 'card',
        name: 'tick',
        baselineNs: { median: 300, low: 290, high: 310 },
        doubts: [few(5)],
      }),
      inventedResult({ regime: 'card', name: 'echo', perSecond: null, doubts: [few(9), { kind: 'belowResolution' }] }),
    ],
    {
      notes: ['a peer is not installed'],
      assumptions: ['wire: none', 'reader: not bought yet'],
    },
  )
  expect(benchText(document)).toBe(`suite      invented
processor  2 × Invented 1, 4.00 GiB
node       20.20.2
clock      tsc, 40.0 ns between two readings
kernel     webassembly
commit     0123456789ab
seed       7

one · measured on this host
        per second          95 % interval     each   n  doubts
  fast    1.00 M/s   900,000/s – 1.10 M/s  1.00 µs  31
  slow   111,000/s  100,000/s – 120,000/s  9.01 µs  31
  fast  9.00× (8.90× – 9.12×)  the rate of slow

card · modelled · measured on this host
  each, baseline subtracted  modelled, from – to  baseline, from – to  doubts  measured on this host     95 % interval  baseline   n  doubts
  tick                         10.0 ms – 40.0 ms    1.00 ms – 9.00 ms                        1.00 µs  909 ns – 1.11 µs    300 ns  31  a
  echo                                         –                    –                              –                 –         –  31  ai
  doubt a  2 of 2: e.g. tick: only 5 samples: the interval is a guess below 20
  doubt i  echo: below resolution: the operation cannot be told from its baseline or from the clock

modelled  wire: none
modelled  reader: not bought yet

note  a peer is not installed
`)
})

it('tells both sources of noise where a figure has both', () => {
  const spikes = { kind: 'noisyNeighbours', spikes: 0.1, excess: 0.05, stolen: 0 } as const
  const doubts = [spikes, { ...spikes, spikes: 0, excess: 0, stolen: 0.3 }]
  const lines = benchText(inventedDocument([inventedResult({ doubts })])).split('\n')
  expect(lines.filter((line) => line.startsWith('  doubt f')).map((line) => line.slice(0, 40))).toEqual([
    '  doubt f  a: others had the processor f',
    '  doubt f  a: spikes in 10.0 % of the sa',
  ])
})

it('prints counts without intervals, and how times grow', () => {
  const counted = { origin: 'counted', perSecond: null, processNs: [], doubts: [] } as const
  const document = inventedDocument(
    [
      inventedResult({ regime: 'a payment', name: 'tick', ...counted, counts: { hash: 14.4, sign: 0, bytes: 330 } }),
      inventedResult({ regime: 'a payment', name: 'macro', ...counted, counts: { hash: 11, sign: 0, bytes: 1990 } }),
      inventedResult({ regime: 'buyers', name: 'a, n = 4' }),
    ],
    {
      growth: [
        {
          regime: 'buyers',
          name: 'a',
          variable: 'buyers',
          points: [4, 16],
          each: 'a buyer',
          processes: 8,
          law: null,
          localExponents: [0.98],
        },
      ],
    },
  )
  const text = benchText(document)
  expect(text).toContain(`
a payment · counted
         hash  bytes
  tick   14.4    330
  macro    11  1,990
`)
  expect(text).toContain(`
  how time grows with n  law                                                     n
  a                      local exponents 0.98 to 0.98, too few points for a law  buyers
`)
})

const LOOK = { width: 80, paint: NO_PAINT }

it('fits 80 columns: names wrap, and a table of two origins becomes two', () => {
  const baselineNs = { median: 300, low: 290, high: 310 }
  const results = [
    inventedResult({ regime: 'card', name: 'tick', origin: 'modelled', perSecond: modelled }),
    inventedResult({ regime: 'card', name: 'tick', baselineNs, doubts: [few(5)] }),
    inventedResult({ name: 'an operation with a name that is much longer than others are', doubts: [few(3)] }),
  ]
  expect(benchText(inventedDocument(results), LOOK).split('\n').slice(8, -2)).toEqual([
    'card · modelled · measured on this host',
    '  each, baseline subtracted  modelled, from – to  baseline, from – to  doubts',
    '  tick                         10.0 ms – 40.0 ms                    –',
    '  each, baseline subtracted  measured     95 % interval  baseline   n  doubts',
    '                              on this',
    '                                 host',
    '  tick                        1.00 µs  909 ns – 1.11 µs    300 ns  31  a',
    '  doubt a  tick: only 5 samples: the interval is a guess below 20',
    '',
    'one · measured on this host',
    '                                  per         95 % interval     each   n  doubts',
    '                               second',
    '  an operation with a name   1.00 M/s  900,000/s – 1.10 M/s  1.00 µs  31  a',
    '    that is much longer',
    '    than others are',
  ])
})

it('a run of bench chain that is kept fits 80 columns, and says all that it says elsewhere', () => {
  const file = new URL('../suites/published/chain.json', import.meta.url)
  const document = parseBenchDocument(readFileSync(file, 'utf8'))
  const lines = fold(benchText(document, LOOK), 80).split('\n')
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
  const [shown, whole] = [lines.join(' '), benchText(document)].map((text) => new Set(text.split(/\s+/)))
  expect([...(whole ?? [])].filter((word) => shown?.has(word) !== true)).toEqual([])
})
