// The Java applets: their own tests by Maven, and one exchange with a card process over the virtual reader.

import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse } from '../../src/iso7816/response-apdu.ts'
import { javaCard, maven, whyNoJavaCards } from './testing/java-card.ts'

let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

describe('the Java applets', () => {
  it('pass their own tests', { timeout: 600_000 }, async (test: TestContext) => {
    if (missing !== undefined) test.skip(missing)
    const { code, output } = await maven(['verify'])
    expect(code, output).toBe(0)
  })

  it('join our virtual reader and answer', async (test: TestContext) => {
    if (missing !== undefined) test.skip(missing)
    const { card, close } = await javaCard(['echo'])
    try {
      expect(printHex(card.facts.atr)).toBe('3b80810100')
      const answer = await card.transmit(decodeCommand(parseHex('8010000002AABB00', 'command')))
      expect(printHex(encodeResponse(answer))).toBe('aabb9000')
    } finally {
      await close()
    }
  })
})
