import { expect, it } from 'vitest'
import { NO_PAINT } from '../words/paint.ts'
import { widthOf } from '../words/width.ts'
import { noiseText, type NoiseReport } from './noise-text.ts'

const calibration = { alarms: 0.002, found: [[0.03, 0.83] as const, [0.05, 0.94] as const, [0.1, 1] as const] }
const report: NoiseReport = {
  suite: 'signature',
  figures: 14,
  others: { waitedShare: 0.05, busyShare: 0.001 },
  rows: [{ way: '--against, drawn', processes: 12, seconds: 50, judged: 1000, calibration }],
  runTerm: 0.007,
}

it('tells each way of comparing with its price, its false alarms and what it finds', () => {
  const text = noiseText(report, { width: 80, paint: NO_PAINT })
  expect(text.split('\n').filter((line) => widthOf(line) > 80)).toEqual([])
  expect(text).toMatch(/--against, drawn +12 +50.0 s +2 of 1,000 +83.0 % +94.0 % +100 %/)
  expect(text).toContain('intervals allow for 1.00 %, which covers it')
})

it('warns where runs differ by more than intervals allow for', () => {
  expect(noiseText({ ...report, runTerm: 0.02 })).toContain('too little here: believe --against only')
})
