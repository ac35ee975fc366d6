import { describe, expect, it } from 'vitest'
import { scriptedChannel } from '../../reader/testing/scripted-channel.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { CAFE_TICK_AID } from '../../src/card/cafe-tick/commands.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse } from '../../src/iso7816/response-apdu.ts'
import { openConversation, type Exchange } from './conversation.ts'

const facts = {
  address: 'pcsc:R',
  driver: 'pcsc',
  reader: 'R',
  atr: parseHex('3b800181'),
  protocol: 'T=1',
  maxCommandBytes: undefined,
} as const

function talk(raw: boolean, ...answers: readonly string[]) {
  const told: Exchange[] = []
  const card = { ...scriptedChannel(...answers), facts, reset: async () => undefined, close: async () => undefined }
  return { told, conversation: openConversation(card, { clock: () => 0n, raw, tell: (each) => told.push(each) }) }
}

const READ = commandApdu({ cla: 0, ins: 0xb0, ne: 256 })
const SELECT = commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: CAFE_TICK_AID.bytes })

describe('a conversation', () => {
  it('follows 61XX and tells each exchange', async () => {
    const { told, conversation } = talk(false, '01026102', '03049000')
    expect(printHex(encodeResponse((await conversation.send(READ)).response))).toBe('010203049000')
    expect(told.map(({ command }) => printHex(encodeCommand(command)))).toEqual(['00b0000000', '00c0000002'])
  })

  it('leaves 61XX as it comes when raw', async () => {
    const { conversation } = talk(true, '01026102')
    expect(printHex(encodeResponse((await conversation.send(READ)).response))).toBe('01026102')
  })

  it('knows which applet is selected until a reset, and not after a refused selection', async () => {
    const { told, conversation } = talk(false, '6a82', '9000', '9000')
    await conversation.send(SELECT)
    expect(conversation.selected).toBeUndefined()
    await conversation.send(SELECT)
    expect(conversation.selected?.name).toBe('cafe-tick')
    await conversation.send(READ)
    expect(told.map(({ selected }) => selected?.name)).toEqual([undefined, undefined, 'cafe-tick'])
    await conversation.reset()
    expect(conversation.selected).toBeUndefined()
  })
})
