import { describe, expect, it } from 'vitest'
import type { ModelledDoubt, ModelledTime } from '../../card-applets/time/modelled-clock.ts'
import { TIME_CAUSES, type TimeCause, type TimeRange } from '../../card-applets/time/modelled-clock.ts'
import { findCardSetting } from '../../card-applets/time/card-profiles.ts'
import { modelAll } from './card/card.ts'
import { CARD_OPERATIONS } from './card/operations.ts'
import { openPlace } from './card/place.ts'
import { surveyOf } from './card/survey.ts'
import { modelledDoubts, rangeRate } from './modelled-range.ts'

it('is a rate from the most time to the least, and none where there may be no time', () => {
  expect(rangeRate({ lowerNs: 2e6, upperNs: 8e6 })).toEqual({ median: 500, low: 125, high: 500 })
  expect(rangeRate({ lowerNs: 0, upperNs: 8e6 })).toBeNull()
})

describe('doubts', () => {
  const nothing = { lowerNs: 0, upperNs: 0 }
  const byCause = Object.fromEntries(TIME_CAUSES.map((cause) => [cause, nothing])) as Record<TimeCause, TimeRange>
  const timeWith = (...doubts: readonly Omit<ModelledDoubt, 'operations'>[]): ModelledTime => {
    return { kind: 'time', total: nothing, byCause, doubts: doubts.map((doubt) => ({ ...doubt, operations: [] })) }
  }

  it('are shares of the time that rests on weak rows and on other lengths', () => {
    const time = timeWith(
      { quality: 'ok', reading: 'measured', ns: 4 },
      { quality: 'ok', reading: 'interpolated', ns: 2 },
      { quality: 'ok', reading: 'contradicted', ns: 1 },
      { quality: 'approx', reading: 'ceiling', ns: 1 },
    )
    expect(modelledDoubts(time)).toEqual([{ kind: 'weakFigures', uncertain: 0.25, derived: 0.375 }])
  })

  it('are none where all was measured, or nothing took time', () => {
    expect(modelledDoubts(timeWith({ quality: 'ok', reading: 'measured', ns: 4 }))).toEqual([])
    expect(modelledDoubts(timeWith())).toEqual([])
  })
})

it('has a width for every operation of bench card, also where a baseline is subtracted', async () => {
  const profile = findCardSetting('jcop4-j3r180')!
  const place = await openPlace({ reader: 'emulated:', suite: 'p256', mayChange: false, profile }, 1)
  const operations = CARD_OPERATIONS.filter(({ kind }) => kind.suite === undefined || kind.suite === 'p256')
  const { results } = await modelAll((await surveyOf(place, { mayChange: false }, operations)).repeated)
  const timed = results.filter(({ perSecond }) => perSecond !== null)
  expect(timed.length).toBeGreaterThan(70)
  expect(timed.filter(({ perSecond }) => !(perSecond!.low < perSecond!.high)).map(({ name }) => name)).toEqual([])
  const sums = timed.filter(({ perSecond, partsNs = {} }) => {
    const parts = Object.values(partsNs).reduce((sum, ns) => sum + ns, 0)
    return Math.abs(parts / (1e9 / perSecond!.high) - 1) > 1e-6
  })
  expect(sums.map(({ name }) => name)).toEqual([])
})
