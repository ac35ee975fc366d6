import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/bytes.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { commandApdu, decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { chaining } from './chaining.ts'

const shortOnly = { extended: false, maxCommandBytes: undefined }
const long = commandApdu({ cla: 0x80, ins: 0x2a, p1: 1, data: new Uint8Array(300).fill(7), ne: 1000 })

describe('chaining', () => {
  it('splits at 255 bytes, sets bit 5 on all parts but the last and asks for the answer at the end', async () => {
    const card = scriptedChannel('9000')
    await chaining(shortOnly)(card).transmit(long)
    expect(card.sent).toEqual([`902a0100ff${'07'.repeat(255)}`, `802a01002d${'07'.repeat(45)}00`])
  })

  it('sends what fits as it is', async () => {
    const card = scriptedChannel('9000')
    await chaining({ extended: true, maxCommandBytes: 309 })(card).transmit(long)
    expect(card.sent).toHaveLength(1)
  })

  it('keeps every byte in order and every part within what the reader takes', async () => {
    const limit = fc.option(fc.integer({ min: 10, max: 261 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), limit, async (data, maxCommandBytes) => {
        const card = scriptedChannel('9000')
        const command = commandApdu({ cla: 0, ins: 0xd6, data, ne: 65_536 })
        await chaining({ extended: false, maxCommandBytes })(card).transmit(command)
        const parts = card.sent.map((hex) => decodeCommand(parseHex(hex)))
        expect(concat(...parts.map((part) => part.data))).toEqual(data)
        for (const hex of card.sent) expect(hex.length / 2).toBeLessThanOrEqual(maxCommandBytes ?? 261)
      }),
    )
  })

  it('stops at a part that the card refuses', async () => {
    const card = scriptedChannel('6884')
    expect((await chaining(shortOnly)(card).transmit(long)).sw).toBe(0x6884)
    expect(card.sent).toHaveLength(1)
  })

  it('shortens an extended command without data instead of chaining it', async () => {
    const card = scriptedChannel('9000')
    await chaining(shortOnly)(card).transmit(commandApdu({ cla: 0, ins: 0xb0, ne: 5000 }))
    expect(card.sent).toEqual(['00b0000000'])
  })

  it('fails where the class has no chaining bit left', async () => {
    const command = commandApdu({ cla: 0xff, ins: 0xd6, data: new Uint8Array(256) })
    await expect(chaining(shortOnly)(scriptedChannel('9000')).transmit(command)).rejects.toMatchObject({
      code: 'tooLong',
    })
  })
})
