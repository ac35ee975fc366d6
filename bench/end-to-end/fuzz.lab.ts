// A million hostile inputs over everything that takes bytes from outside: commands to the emulated card, frames to the
// emulated hardware, recordings. No crash, no hang, bounded memory.

import { afterAll, describe, expect, it } from 'vitest'
import { fuzz, fuzzTargets } from '../../reader/testing/fuzz.ts'
import { cardTargets } from './testing/card-fuzz.ts'

/** Some targets cost microseconds an input, others cryptography: together a million. */
const COUNTS: Readonly<Record<string, number>> = {
  'reports to the HID host': 100_000,
  'commands to a PIV card, p256': 40_000,
  'commands to a PIV card, rsa2048': 10_000,
  'commands to an OpenPGP card, p256': 40_000,
  'commands to an OpenPGP card, rsa2048': 10_000,
  'commands to a U2F token': 20_000,
}
const COUNT = 150_000

describe('a million hostile inputs', () => {
  let total = 0
  const before = process.memoryUsage().rss

  it.each([...cardTargets(), ...fuzzTargets()].map((target) => [target.name, target] as const))(
    '%s',
    async (name, target) => {
      const count = COUNTS[name] ?? COUNT
      await fuzz(target, count, 7)
      total += count
    },
  )

  afterAll(() => {
    expect(total).toBeGreaterThanOrEqual(1_000_000)
    // Measured: 87 MB, garbage included. An object kept for each input would be beyond the limit.
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
  })
})
