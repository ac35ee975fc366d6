// A card that somebody else has: measured, given away as a file, added as a profile, and emulated with the same times.

import { hostname, userInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { findCardSetting, settingOf, type CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { CardProfile } from '../../card-applets/time/card-profile.ts'
import { readEnvironment } from '../measure/environment.ts'
import type { BenchDocument, BenchResult } from '../measure/result.ts'
import { inventedDocument, inventedEnvironment } from '../measure/testing/documents.ts'
import { modelAll } from '../suites/card/card.ts'
import { surveyOf } from '../suites/card/survey.ts'
import { CARD_OPERATIONS } from '../suites/card/operations.ts'
import { openPlace } from '../suites/card/place.ts'
import { parseContribution, printContribution } from './contribution.ts'
import { parseProfile, printProfile } from './profile-file.ts'
import { profileOf } from './profile-of.ts'

const WITHIN = 0.02
/** Making RSA keys takes seconds. */
const operations = CARD_OPERATIONS.filter(({ kind }) => kind.suite === undefined || kind.suite === 'p256')

describe.each(['jcop24-j2e081', 'jcop4-j3r180:contactless-106', 'athena-idprotect'])('%s', (name) => {
  it('comes back from a contribution with every operation within 2 %', async () => {
    const original = settingOfName(name)
    const measured = await run(original)
    const given = printContribution({ document: measured, samples: [] })
    const made = profileOf(parseContribution(given).document, 'mine')
    const again = await run(settingOfProfile(parseProfile(printProfile(profileIn(made)))))
    const before = new Map(measured.results.map((result) => [result.name, timesOf(result)]))
    const off = again.results.filter((result) => !isNear(timesOf(result), before.get(result.name)))
    expect(off.map((result) => [result.name, timesOf(result), before.get(result.name)])).toEqual([])
    expect(again.results.length).toBe(measured.results.length)
    expect(again.results.length).toBeGreaterThan(70)
  })
})

it('holds nothing that tells whose machine it was', async () => {
  const { facts } = (await run(settingOfName('jcop24-j2e081'), [])).environment
  const document = inventedDocument([], { suite: 'card', environment: readEnvironment(facts) })
  const given = printContribution({ document, samples: [] })
  for (const name of [hostname(), userInfo().homedir, process.cwd()]) expect(given).not.toContain(name)
})

async function run(setting: CardSetting, chosen = operations): Promise<BenchDocument> {
  const place = await openPlace({ reader: 'emulated:', suite: 'p256', mayChange: false, profile: setting }, 1)
  const { repeated } = await surveyOf(place, { mayChange: false }, chosen)
  const { results } = await modelAll(repeated)
  return inventedDocument(results, { suite: 'card', environment: { ...inventedEnvironment, facts: place.facts } })
}

/** Own time and baseline, ns. */
function timesOf({ perSecond, baselineNs }: BenchResult): readonly number[] {
  return [perSecond === null ? 0 : 1e9 / perSecond.median, baselineNs?.median ?? 0]
}

function isNear(times: readonly number[], before: readonly number[] = []): boolean {
  return times.every((ns, at) => Math.abs(ns - (before[at] ?? Number.NaN)) <= WITHIN * (before[at] ?? 0))
}

function settingOfName(name: string): CardSetting {
  const setting = findCardSetting(name)
  if (setting === undefined) throw new Error(`no profile ${name}`)
  return setting
}

function settingOfProfile(profile: CardProfile): CardSetting {
  const setting = settingOf(profile)
  if (setting === undefined) throw new Error('a profile without a wire')
  return setting
}

function profileIn(made: ReturnType<typeof profileOf>): CardProfile {
  if (!made.ok) throw new Error(made.refused)
  return made.value
}
