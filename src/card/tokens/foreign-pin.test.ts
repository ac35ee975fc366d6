import { describe, expect, it } from 'vitest'
import { utf8 } from '../../bytes/bytes.ts'
import { printHex } from '../../bytes/hex.ts'
import { encodeCommand } from '../../iso7816/command-apdu.ts'
import type { CardChannel } from '../channel.ts'
import { foreignPin, type TriesLeft } from './foreign-pin.ts'
import { WireFailure } from '../wire-failure.ts'

function channelOf(...answers: readonly (number | 'broken')[]): CardChannel & { readonly sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    async transmit(command) {
      const sw = answers[sent.length] ?? 0x6f00
      sent.push(printHex(encodeCommand(command)))
      if (sw === 'broken') throw new WireFailure('timeout', 'no answer')
      return { data: new Uint8Array(0), sw }
    },
  }
}

function pin(digits?: string) {
  const told: TriesLeft[] = []
  return { told, given: foreignPin({ digits, encode: utf8, tellTries: (left) => told.push(left) }) }
}

const ASK = '00200081'
const SEND = `0020008104${printHex(utf8('1234'))}`

describe('a PIN of somebody else’s card', () => {
  it('is sent once its tries are known and told', async () => {
    const { told, given } = pin('1234')
    const channel = channelOf(0x63c3, 0x9000)
    expect(await given.present(channel, 0x81)).toEqual({ ok: true, value: {} })
    expect(channel.sent).toEqual([ASK, SEND])
    expect(told).toEqual([{ kind: 'left', tries: 3 }])
  })

  it('is never sent when nobody gave it', async () => {
    const channel = channelOf()
    expect(await pin().given.present(channel, 0x81)).toEqual({ ok: false, refused: 'noPinGiven' })
    expect(channel.sent).toEqual([])
  })

  it('is never sent a second time when it was wrong', async () => {
    const { given } = pin('1234')
    const channel = channelOf(0x63c3, 0x63c2)
    expect(await given.present(channel, 0x81)).toEqual({ ok: false, refused: 'pinWrong' })
    expect(await given.present(channel, 0x81)).toEqual({ ok: false, refused: 'pinSpent' })
    expect(channel.sent).toEqual([ASK, SEND])
  })

  it('is never sent a second time when the wire broke under it', async () => {
    const { given } = pin('1234')
    const channel = channelOf(0x63c3, 'broken')
    await expect(given.present(channel, 0x81)).rejects.toThrow('no answer')
    expect(await given.present(channel, 0x81)).toEqual({ ok: false, refused: 'pinSpent' })
  })

  it.each([
    ['the last try', 0x63c1, 'pinSpent'],
    ['no try', 0x6983, 'pinBlocked'],
    ['an empty counter', 0x63c0, 'pinSpent'],
  ])('is not sent with %s left', async (_, sw, refused) => {
    const channel = channelOf(sw)
    expect(await pin('1234').given.present(channel, 0x81)).toEqual({ ok: false, refused })
    expect(channel.sent).toEqual([ASK])
  })

  it('is not sent where it counts already', async () => {
    const channel = channelOf(0x9000)
    expect(await pin('1234').given.present(channel, 0x81)).toEqual({ ok: true, value: {} })
    expect(channel.sent).toEqual([ASK])
  })

  it('may be sent again after it was right', async () => {
    const { given } = pin('1234')
    const channel = channelOf(0x63c3, 0x9000, 0x63c3, 0x9000)
    await given.present(channel, 0x81)
    expect(await given.present(channel, 0x81)).toMatchObject({ ok: true })
  })
})
