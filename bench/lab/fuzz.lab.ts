// A million hostile inputs over everything that takes bytes from outside: commands to the emulated card, frames to the
// emulated hardware, recordings. No crash, no hang, bounded memory.

import { afterAll, describe, expect, it } from 'vitest'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { echoApplet } from '../../card-applets/echo/echo-applet.ts'
import { purseApplet } from '../../card-applets/purse/purse-applet.ts'
import { u2fApplet } from '../../card-applets/u2f/u2f-applet.ts'
import { fuzz, fuzzTargets, type FuzzTarget } from '../../reader/testing/fuzz.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { PURSE_AID } from '../../src/card/purse-commands.ts'
import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'

/** Some targets cost microseconds an input, others cryptography: together a million. */
const COUNTS: Readonly<Record<string, number>> = {
  'reports to the HID host': 100_000,
  'commands to the emulated card': 150_000,
}
const COUNT = 150_000

function cardTarget(): FuzzTarget {
  const crypto = nobleCrypto('p256')
  if (crypto === undefined) throw new Error('noble offers P-256')
  const applets = [purseApplet(), echoApplet(), u2fApplet({ touch: () => false })]
  const card = createEmulatedCard({ applets, crypto, random: seededRandom(1) })
  card.powerOn()
  const select = encodeCommand(commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: PURSE_AID.bytes, ne: 256 }))
  const texts = [
    '0070000001',
    '00c0000000',
    '8010000002aabb00',
    '10a40400020102',
    '00a404000701',
    '80500000080102030405060708',
    '80ca9f7f00',
  ]
  return {
    name: 'commands to the emulated card',
    samples: [select, ...texts.map((hex) => parseHex(hex))],
    feed(input) {
      decodeResponse(card.exchange(input))
    },
  }
}

describe('a million hostile inputs', () => {
  let total = 0
  const before = process.memoryUsage().rss

  it.each([cardTarget(), ...fuzzTargets()].map((target) => [target.name, target] as const))(
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
