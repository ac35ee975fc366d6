import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseHex, printHex } from '../src/bytes/hex.ts'
import { createCrypto } from '../src/crypto/engines.ts'
import { seededRandom } from '../src/crypto/random.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { createEmulatedCard, type EmulatedCard } from './emulated-card.ts'

function poweredCard(): EmulatedCard {
  const card = createEmulatedCard({
    applets: [echoApplet()],
    crypto: createCrypto('noble', 'ed25519')!,
    random: seededRandom(1),
  })
  card.powerOn()
  return card
}

it('selects by name and echoes', () => {
  const card = poweredCard()
  expect(printHex(card.exchange(parseHex('00A4040009F07469636B6563686F00')))).toBe('6f0b8409f07469636b6563686f9000')
  expect(printHex(card.exchange(parseHex('8010000003AABBCC00')))).toBe('aabbcc9000')
})

it('answers any bytes with at least a status word', () => {
  const card = poweredCard()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(card.exchange(bytes).length).toBeGreaterThanOrEqual(2)
    }),
    { numRuns: 5000 },
  )
})
