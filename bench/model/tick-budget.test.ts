// The real tick of the purse applet against a rough budget for a tick that would need a MAC and a random number as well,
// which this one does not: what is left of each part must fit, and nothing else may take time but dispatch and bytecode.
// Modelled time is the same on every machine, so this is a test and no measurement.

import { expect, it } from 'vitest'
import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { TIME_CAUSES, type TimeCause } from '../../card-applets/time/modelled-clock.ts'
import { timeTicks } from './tick-time.ts'

interface Budget {
  readonly profile: string
  readonly wire: string
  /** The most of a whole tick, then of its parts, ms. */
  readonly most: number
  readonly parts: Partial<Readonly<Record<TimeCause, number>>>
}

const BUDGETS: readonly Budget[] = [
  { profile: 'jcop4-j3r180', wire: 'contactless-106', most: 12, parts: { wire: 6, write: 3.5, overhead: 2 } },
  { profile: 'jcop24-j2a080', wire: 'contact', most: 31, parts: { wire: 7, write: 14, overhead: 1.5 } },
  { profile: 'jcop24-cj2a081', wire: 'contact', most: 31, parts: { wire: 7, write: 14, overhead: 1.5 } },
]

it.each(BUDGETS)('a tick on $profile, $wire, takes $most ms at most', async ({ profile: name, wire, most, parts }) => {
  const profile = findCardProfile(name)
  const chosen = profile?.wires[wire]
  if (profile === undefined || chosen === undefined) throw new Error(`no profile ${name} with ${wire}`)
  const { cards } = await timeTicks([{ ...profile, wires: { [wire]: chosen } }], 64)
  const { byCause, mean } = cards[0] ?? { byCause: undefined, mean: undefined }
  const meanNs = mean?.lowerNs ?? Number.NaN
  const spent = TIME_CAUSES.map((cause) => [cause, (byCause?.[cause].lowerNs ?? 0) / 1e6] as const)
  const breakdown = spent.filter(([, ms]) => ms > 0).map(([cause, ms]) => `${cause} ${ms.toFixed(2)}`)
  process.stdout.write(`modelled tick on ${name}:${wire}: ${(meanNs / 1e6).toFixed(2)} ms: ${breakdown.join(' · ')}\n`)
  expect(meanNs / 1e6).toBeLessThanOrEqual(most)
  expect(meanNs / 1e6).toBeGreaterThan(most / 4) // a model that forgot a part would be cheap
  for (const [cause, ms] of spent) expect({ cause, fits: ms <= (parts[cause] ?? 0) }).toEqual({ cause, fits: true })
  for (const cause of Object.keys(parts)) expect(byCause?.[cause as TimeCause].lowerNs).toBeGreaterThan(0)
})
