import { describe, expect, it } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { getResponse } from './get-response.ts'

const readAll = commandApdu({ cla: 0, ins: 0xb0, ne: 256 })

describe('getResponse', () => {
  it('joins the pieces and keeps the last status word', async () => {
    const card = scriptedChannel('01026103', '0304056101', '066282')
    const response = await getResponse(card).transmit(readAll)
    expect(response).toEqual({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), sw: 0x6282 })
    expect(card.sent).toEqual(['00b0000000', '00c0000003', '00c0000001'])
  })

  it('fetches no more than was asked for', async () => {
    const card = scriptedChannel('01026103', '039000')
    await getResponse(card).transmit(commandApdu({ cla: 0, ins: 0xb0, ne: 3 }))
    expect(card.sent[1]).toBe('00c0000001')
  })

  it('stops at Ne although the card has more', async () => {
    const card = scriptedChannel('01026103')
    expect((await getResponse(card).transmit(commandApdu({ cla: 0, ins: 0xb0, ne: 2 }))).sw).toBe(0x6103)
    expect(card.sent).toHaveLength(1)
  })

  it('leaves 61XX alone where nothing was asked for', async () => {
    const card = scriptedChannel('6112')
    expect((await getResponse(card).transmit(commandApdu({ cla: 0, ins: 0xa4, data: Uint8Array.of(1) }))).sw).toBe(
      0x6112,
    )
  })

  it.each([
    [0x00, '00'],
    [0x10, '00'],
    [0x83, '03'],
    [0x0e, '02'],
    [0x4f, '4f'],
    [0x75, '45'],
    [0xc1, '41'],
  ])('keeps the logical channel of class %d', async (cla, expected) => {
    const card = scriptedChannel('6101', '019000')
    await getResponse(card).transmit(commandApdu({ cla, ins: 0xb0, ne: 256 }))
    expect(card.sent[1]).toBe(`${expected}c0000001`)
  })

  it('gives up on a card that announces data but gives none', async () => {
    const card = scriptedChannel('6100')
    await expect(getResponse(card).transmit(readAll)).rejects.toMatchObject({ code: 'protocol' })
    expect(card.sent).toHaveLength(2)
  })

  it('gives up on a card that never ends', async () => {
    const endless = `${'aa'.repeat(100)}6100`
    await expect(getResponse(scriptedChannel(endless)).transmit(readAll)).rejects.toMatchObject({ code: 'protocol' })
  })
})
