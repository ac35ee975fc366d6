// Cards for tests: noble cryptography, seeded randomness, powered.

import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { createEmulatedCard, type EmulatedCard, type EmulatedCardOptions } from '../emulated-card.ts'

export function poweredCard(
  options: Partial<EmulatedCardOptions> & Pick<EmulatedCardOptions, 'applets'>,
): EmulatedCard {
  const crypto = nobleCrypto('ed25519')
  if (crypto === undefined) throw new Error('noble offers Ed25519')
  const card = createEmulatedCard({ crypto, random: seededRandom(1), ...options })
  card.powerOn()
  return card
}

/** Hex in, hex out. */
export function send(card: EmulatedCard, hex: string): string {
  return printHex(card.exchange(parseHex(hex)))
}
