// Cards with one applet for tests, blank or from an image, powered.

import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import type { AppletFactory } from '../applet.ts'
import type { CardImage } from '../card-image.ts'
import { createEmulatedCard, type EmulatedCard, type EmulatedCardOptions } from '../emulated-card.ts'

/** Another card with the memory of this one, powered anew. */
export function copyOf(applet: AppletFactory, card: EmulatedCard): EmulatedCard {
  return poweredWith(applet, card.image())
}

export function poweredWith(
  applet: AppletFactory,
  image?: CardImage,
  options: Partial<EmulatedCardOptions> = {},
): EmulatedCard {
  const crypto = nobleCrypto('ed25519')
  if (crypto === undefined) throw new Error('noble offers Ed25519')
  const random = seededRandom(1)
  const card = createEmulatedCard({ applets: [applet], crypto, random, ...(image && { image }), ...options })
  card.powerOn()
  return card
}
