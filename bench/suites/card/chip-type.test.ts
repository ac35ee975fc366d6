import { expect, it } from 'vitest'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { securityDomainApplet } from '../../../card-applets/security-domain/security-domain-applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { chipType } from './chip-type.ts'

const crypto = nodeCrypto('p256')
const random = seededRandom(1)

it('tells the kind of chip and never its number', async () => {
  const serialNumber = Uint8Array.of(0xde, 0xad, 0xbe, 0xef)
  const applets = [securityDomainApplet({ serialNumber })]
  const told = await chipType(openEmulated(createEmulatedCard({ applets, crypto, random })))
  expect(told).toBe('fabricator 0000, type 0000, operating system 0000 of 0000, level 0000')
})

it('tells nothing of a card that keeps no life cycle data', async () => {
  const card = createEmulatedCard({ applets: [echoApplet()], crypto, random })
  expect(await chipType(openEmulated(card))).toBeUndefined()
})
