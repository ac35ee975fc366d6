// The bar of the bench: what a card profile says comes out of the whole stack again (command, wrappers, wire, dispatcher,
// applet, crypto, memory, clock, baseline, statistics) within 2 %.

import { describe, expect, it } from 'vitest'
import type { CardSetting } from '../../../card-applets/time/card-profiles.ts'
import { findCardSetting } from '../../../card-applets/time/card-profiles.ts'
import { durationAt } from '../../../card-applets/time/durations.ts'
import { exchangeTime } from '../../../card-applets/time/wire.ts'
import type { BenchResult } from '../../measure/result.ts'
import { modelAll } from './card.ts'
import { surveyOf } from './survey.ts'
import { ECHO_OPERATIONS, ECHO_SIZES, wireName } from './echo-operations.ts'
import { HASH_OPERATIONS } from './hash-operations.ts'
import type { CardOperation } from './operation.ts'
import { openPlace } from './place.ts'
import { PROBE_OPERATIONS, PROBED, type ProbedFigure } from './probe-operations.ts'

const WITHIN = 0.02
/** Making RSA keys takes seconds: one card has them all. */
const withoutRsa = PROBE_OPERATIONS.filter(({ kind }) => kind.suite === 'p256')

const settings: readonly (readonly [string, readonly CardOperation[], number])[] = [
  ['jcop4-j3r180', PROBE_OPERATIONS, 50],
  ['jcop4-j3r180:contactless-106', withoutRsa, 30],
  ['jcop31-j3a080', withoutRsa, 25],
  ['jcop24-j2e081', withoutRsa, 25],
  ['athena-idprotect', withoutRsa, 20],
  ['gxp-r4', withoutRsa, 15],
]

describe.each(settings)('a card timed as %s', (name, operations, least) => {
  const setting = settingOf(name)

  it(`gives back what its profile reads at ${least} or more of its rows, each within 2 %`, async () => {
    const results = await modelled(setting, operations)
    const compared = results.flatMap((result) => {
      const probe = PROBED.get(result.name)
      const figure = probe && durationAt(setting.profile, probe.operation, probe.bytes)
      return figure === undefined || probe === undefined || !isRow(setting, probe)
        ? []
        : [{ name: result.name, measured: medianNs(result), figure: figure.ns }]
    })
    expect(compared.length).toBeGreaterThanOrEqual(least)
    expect(compared.filter(({ measured, figure }) => Math.abs(measured / figure - 1) > WITHIN)).toEqual([])
  })

  it('gives back its wire', async () => {
    const results = await modelled(setting, ECHO_OPERATIONS)
    for (const size of ECHO_SIZES) {
      const { wireNs, readerNs } = exchangeTime(setting.wire, size === 0 ? 4 : 5 + size, 2)
      expect(Math.abs(nsOf(results, wireName('in', size)) / (wireNs + readerNs) - 1)).toBeLessThan(WITHIN)
    }
  })

  it('gives back the hash of a chain step, however many one command walks', async () => {
    const step = durationAt(setting.profile, 'sha256', 44)
    const results = await modelled(
      setting,
      HASH_OPERATIONS.filter(({ name }) => name.startsWith('indexed')),
    )
    if (step === undefined) return expect(results).toEqual([])
    for (const result of results) expect(Math.abs(medianNs(result) / step.ns - 1)).toBeLessThan(WITHIN)
    return expect(results.length).toBeGreaterThan(3)
  })
})

async function modelled(setting: CardSetting, operations: readonly CardOperation[]): Promise<readonly BenchResult[]> {
  const place = await openPlace({ reader: 'emulated:', suite: 'p256', mayChange: false, profile: setting }, 1)
  const { repeated } = await surveyOf(place, { mayChange: false }, operations)
  return (await modelAll(repeated)).results
}

function isRow({ profile }: CardSetting, { operation, bytes }: ProbedFigure): boolean {
  return profile.figures[operation]?.some((row) => row.bytes === bytes) ?? false
}

function settingOf(name: string): CardSetting {
  const setting = findCardSetting(name)
  if (setting === undefined) throw new Error(`no profile ${name}`)
  return setting
}

function nsOf(results: readonly BenchResult[], name: string): number {
  const result = results.find((candidate) => candidate.name === name)
  if (result === undefined) throw new Error(`no result ${name}`)
  return medianNs(result)
}

function medianNs({ perSecond }: BenchResult): number {
  return 1e9 / (perSecond?.median ?? Number.NaN)
}
