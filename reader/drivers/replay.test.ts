import { describe, expect, it } from 'vitest'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { commandApdu, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { parseRecording } from '../recording/recording.ts'
import { recorded } from '../recording/recorder.ts'
import { echoPort } from '../testing/echo-port.ts'
import { timing } from '../wrappers/timing.ts'
import { openEmulated } from './emulated.ts'
import { openReplay, type ReplayCard } from './replay.ts'

const select = commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: Uint8Array.of(0xf0), ne: 256 })
const pinIs = (pin: number): CommandApdu => commandApdu({ cla: 0, ins: 0x20, p2: 0x80, data: Uint8Array.of(pin, pin) })

/** SELECT, VERIFY, reset, a failure; every reading of the clock is 100 ns after the last. */
async function record(): Promise<string> {
  let text = ''
  let now = 0n
  let broken = false
  const port = echoPort()
  const exchange = (bytes: Uint8Array): Uint8Array => {
    if (broken) throw new WireFailure('cardRemoved', 'pulled out')
    return port.exchange(bytes)
  }
  const options = { clock: () => (now += 100n), write: (lines: string) => void (text += lines), beganMs: 0 }
  const card = recorded(openEmulated({ ...port, exchange }), options)
  await card.transmit(select)
  await card.transmit(pinIs(0x31))
  await card.reset()
  broken = true
  await card.transmit(select).catch(() => undefined)
  return text
}

async function replay(): Promise<ReplayCard> {
  return openReplay(parseRecording(await record(), 'purse.apdu'), 'purse.apdu')
}

describe('the recorder', () => {
  it('writes the conversation down, without the PIN', async () => {
    expect(await record()).toBe(
      [
        'tickbench recording 1',
        'address emulated:',
        'driver emulated',
        'reader emulated card',
        'atr 3b800181',
        'protocol T=1',
        'began 1970-01-01T00:00:00.000Z',
        '> 00a4040001f000 @100',
        '< 9000 +100',
        '> 0020008002**** @300',
        '< 9000 +100',
        'reset @500',
        '> 00a4040001f000 @600',
        '! cardRemoved +100 pulled out',
        '',
      ].join('\n'),
    )
  })
})

describe('a replayed recording', () => {
  it('answers as the card did, with any PIN, and fails as it did', async () => {
    const card = await replay()
    expect((await card.transmit(select)).sw).toBe(0x9000)
    expect((await card.transmit(pinIs(0x39))).sw).toBe(0x9000)
    await card.reset()
    await expect(card.transmit(select)).rejects.toMatchObject({ code: 'cardRemoved' })
    expect(card.unplayed()).toBeUndefined()
  })

  it('names file and line where the host says something else', async () => {
    const card = await replay()
    await expect(card.transmit(pinIs(0x31))).rejects.toMatchObject({
      code: 'diverged',
      message: 'purse.apdu:8: recorded 00a4040001f000; sent 0020008002****',
    })
    await expect(card.reset()).rejects.toMatchObject({ code: 'diverged' })
  })

  it('tells no PIN where it diverges, and nothing in the place of what a mask of the application hid', async () => {
    const text = `${(await record()).split('\n').slice(0, 7).join('\n')}\n> 8030000002**** @1\n< 9000 +1\n`
    const card = openReplay(parseRecording(text, 'own'), 'own')
    const key = commandApdu({ cla: 0x80, ins: 0x32, data: Uint8Array.of(0x5e, 0xc2) })
    await expect(card.transmit(key)).rejects.toThrow('own:8: recorded 8030000002****; sent 8032000002****')
    const ended = openReplay({ facts: card.facts, beganMs: undefined, steps: [] }, 'empty')
    await expect(ended.transmit(pinIs(0x31))).rejects.toThrow('empty: the recording ends here; sent 0020008002****')
  })

  it('does not take a command where a reset was recorded', async () => {
    const card = await replay()
    await card.transmit(select)
    await card.transmit(pinIs(0x31))
    await expect(card.transmit(select)).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringContaining(':12: recorded reset'),
    })
  })

  it('fails beyond its end and says what was not played', async () => {
    const card = await replay()
    await card.transmit(select)
    expect(card.unplayed()).toMatchObject({ code: 'diverged', message: 'purse.apdu:10: 3 of 4 steps were not played' })
    const empty = openReplay({ facts: card.facts, beganMs: undefined, steps: [] }, 'empty')
    await expect(empty.transmit(select)).rejects.toMatchObject({ code: 'diverged' })
  })

  it('has the recorded time as its clock', async () => {
    const card = await replay()
    const times: bigint[] = []
    await timing(card.clock, ({ elapsedNs }) => times.push(elapsedNs))(card).transmit(select)
    expect(times).toEqual([100n])
  })
})
