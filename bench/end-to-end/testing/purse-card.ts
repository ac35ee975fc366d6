// A personalised and loaded purse on an emulated card, for lab tests that read it with other programs.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import type { SuiteName } from '../../../src/crypto/crypto.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { openIssuer } from '../../scheme/cafe-tick/issuer.ts'
import { createWire } from '../../scheme/contract/wire.ts'

/** Powered off, as a card in the hand. */
export function blankCard(seed: number, suite: SuiteName = 'ed25519'): EmulatedCard {
  const crypto = nodeCrypto(suite)
  return createEmulatedCard({ applets: [cafeTickApplet(), echoApplet()], crypto, random: seededRandom(seed) })
}

export async function purseCard(seed: number, units: bigint): Promise<EmulatedCard> {
  const card = blankCard(seed)
  const desk = openIssuer({
    crypto: nodeCrypto('ed25519'),
    random: seededRandom(seed, 'desk'),
    observe: () => undefined,
    wire: createWire(),
    expires: Date.UTC(2049, 0),
    depositWindowMs: 86_400_000,
  })
  const open = openEmulated(card)
  await desk.load(await desk.personalise(usualStack(open)), units)
  await open.close()
  return card
}
