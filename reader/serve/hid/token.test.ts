import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import {
  BROADCAST,
  CTAPHID,
  CTAPHID_ERROR,
  decodeInitAnswer,
  decodeReport,
  encodeHidMessage,
} from '../../framing/ctaphid.ts'
import { echoPort } from '../../testing/echo-port.ts'
import { HidToken } from './token.ts'

const NONCE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
let now = 0n
let token: HidToken

beforeEach(() => {
  now = 0n
  token = new HidToken(echoPort(), () => now)
})

/** Sends a message and shows each answer as `channel command data`. */
function ask(channel: number, command: number, data: Uint8Array): string[] {
  return encodeHidMessage({ channel, command, data }).flatMap((report) => token.take(report).map(show))
}

function show(report: Uint8Array): string {
  const decoded = decodeReport(report)
  if (decoded.kind === 'continuation') return `${decoded.channel} .${decoded.sequence}`
  return `${decoded.channel} ${decoded.command.toString(16)} ${printHex(decoded.data.subarray(0, Math.min(decoded.length, 57)))}`
}

function newChannel(): number {
  const [report] = token.take(encodeHidMessage({ channel: BROADCAST, command: CTAPHID.init, data: NONCE })[0]!)
  return decodeInitAnswer(decodeReport(report!).data).channel
}

const error = (channel: number, code: number): string[] => [`${channel} 3f ${printHex(Uint8Array.of(code))}`]

describe('channels', () => {
  it('are given out by INIT on the broadcast channel, each once', () => {
    expect(ask(BROADCAST, CTAPHID.init, NONCE)).toEqual([`${BROADCAST} 6 0102030405060708000000010201000001`])
    expect(newChannel()).toBe(2)
  })

  it('are needed for everything else', () => {
    expect(ask(BROADCAST, CTAPHID.ping, NONCE)).toEqual(error(BROADCAST, CTAPHID_ERROR.channel))
    expect(ask(9, CTAPHID.ping, NONCE)).toEqual(error(9, CTAPHID_ERROR.channel))
    expect(ask(9, CTAPHID.init, NONCE)).toEqual(error(9, CTAPHID_ERROR.channel))
  })

  it('are resynchronised by INIT in the middle of a message', () => {
    const channel = newChannel()
    token.take(encodeHidMessage({ channel, command: CTAPHID.ping, data: new Uint8Array(100) })[0]!)
    expect(ask(channel, CTAPHID.init, NONCE)).toEqual([`${channel} 6 0102030405060708000000010201000001`])
    expect(ask(channel, CTAPHID.ping, Uint8Array.of(7))).toEqual([`${channel} 1 07`])
  })

  it('are forgotten from the oldest on, so that a greedy host costs no memory', () => {
    const first = newChannel()
    for (let at = 0; at < 64; at++) newChannel()
    expect(ask(first, CTAPHID.ping, NONCE)).toEqual(error(first, CTAPHID_ERROR.channel))
  })
})

describe('messages', () => {
  it.each(['00030000', '0003000000', '00030000000000', '000300000000000000'])(
    'carry VERSION to the card in the encoding %s, as hosts send it',
    (apdu) => {
      const channel = newChannel()
      expect(ask(channel, CTAPHID.message, parseHex(apdu))).toEqual([`${channel} 3 9000`])
    },
  )

  it('come back by PING, whatever their length', () => {
    const channel = newChannel()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7609 }), (length) => {
        const data = new Uint8Array(length).fill(0x5a)
        const sent = encodeHidMessage({ channel, command: CTAPHID.ping, data })
        expect(sent.flatMap((report) => token.take(report))).toEqual(sent)
      }),
      { numRuns: 30 },
    )
  })

  it('carry U2F commands to the card', () => {
    const channel = newChannel()
    expect(ask(channel, CTAPHID.message, Uint8Array.of(0x80, 0x10, 0, 0, 2, 0xaa, 0xbb, 0))).toEqual([
      `${channel} 3 aabb9000`,
    ])
  })

  it.each([
    ['no APDU', CTAPHID.message, 0, CTAPHID_ERROR.length],
    ['CBOR', CTAPHID.cbor, 1, CTAPHID_ERROR.command],
    ['an unknown command', 0x55, 0, CTAPHID_ERROR.command],
    ['a wink with data', CTAPHID.wink, 1, CTAPHID_ERROR.length],
    ['a lock without a time', CTAPHID.lock, 0, CTAPHID_ERROR.length],
    ['a nonce of another length', CTAPHID.init, 7, CTAPHID_ERROR.length],
  ])('with %s get an error', (_, command, length, code) => {
    const channel = newChannel()
    expect(ask(channel, command, new Uint8Array(length))).toEqual(error(channel, code))
  })

  it('are whole within half a second or end', () => {
    const channel = newChannel()
    const [first, second] = encodeHidMessage({ channel, command: CTAPHID.ping, data: new Uint8Array(100) })
    token.take(first!)
    now += 499_999_999n
    expect(token.tick()).toEqual([])
    now += 1n
    expect(token.tick().map(show)).toEqual(error(channel, CTAPHID_ERROR.timeout))
    expect(token.take(second!)).toEqual([])
  })

  it('of one channel keep the others waiting, and break on a report out of order', () => {
    const [one, other] = [newChannel(), newChannel()]
    const reports = encodeHidMessage({ channel: one, command: CTAPHID.ping, data: new Uint8Array(200) })
    token.take(reports[0]!)
    expect(ask(other, CTAPHID.ping, NONCE)).toEqual(error(other, CTAPHID_ERROR.busy))
    expect(token.take(reports[2]!).map(show)).toEqual(error(one, CTAPHID_ERROR.sequence))
    expect(ask(other, CTAPHID.ping, Uint8Array.of(1))).toEqual([`${other} 1 01`])
  })

  it('of one channel survive an INIT of another that announces more than its nonce', () => {
    const [one, other] = [newChannel(), newChannel()]
    const reports = encodeHidMessage({ channel: one, command: CTAPHID.ping, data: new Uint8Array(100) })
    token.take(reports[0]!)
    const long = encodeHidMessage({ channel: other, command: CTAPHID.init, data: new Uint8Array(100) })
    expect(token.take(long[0]!).map(show)).toEqual(error(other, CTAPHID_ERROR.length))
    expect(token.take(reports[1]!)).toEqual(reports)
  })

  it('that begin in the middle of another one of their channel end both', () => {
    const channel = newChannel()
    token.take(encodeHidMessage({ channel, command: CTAPHID.ping, data: new Uint8Array(100) })[0]!)
    expect(ask(channel, CTAPHID.ping, NONCE)).toEqual(error(channel, CTAPHID_ERROR.sequence))
  })
})

describe('a lock', () => {
  it('keeps the other channels out until its time is over', () => {
    const [one, other] = [newChannel(), newChannel()]
    expect(ask(one, CTAPHID.lock, Uint8Array.of(2))).toEqual([`${one} 4 `])
    expect(ask(other, CTAPHID.ping, NONCE)).toEqual(error(other, CTAPHID_ERROR.busy))
    now += 2_000_000_000n
    expect(ask(other, CTAPHID.ping, Uint8Array.of(1))).toEqual([`${other} 1 01`])
  })

  it('lasts ten seconds at most', () => {
    const channel = newChannel()
    expect(ask(channel, CTAPHID.lock, Uint8Array.of(11))).toEqual(error(channel, CTAPHID_ERROR.parameter))
  })
})
