import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { parseAtr } from '../../src/iso7816/atr.ts'
import { cardCapabilities } from '../../src/iso7816/historical-bytes.ts'
import { echoApplet } from '../echo/echo-applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { Protocol } from './response-queue.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { stubbornApplet } from '../testing/stubborn-applet.ts'
import { twoAccountsApplet } from '../testing/two-accounts-applet.ts'

function echoCard(protocol: Protocol = 'T=1'): EmulatedCard {
  return poweredCard({ applets: [echoApplet()], protocol })
}

/** Sends the commands in order, expects the answers in order. Long runs of bytes are written as `xx*n`. */
function converse(card: EmulatedCard, lines: readonly (readonly [command: string, answer: string])[]): void {
  for (const [command, answer] of lines)
    expect([command, send(card, spread(command))]).toEqual([command, spread(answer)])
}

function spread(text: string): string {
  return text
    .replace(/(..)\*(\d+)/g, (_, byte: string, times: string) => byte.repeat(Number(times)))
    .replaceAll(' ', '')
}

/** 00 01 02 ... from and up to, as SOURCE gives them. */
function counting(from: number, to: number): string {
  return printHex(Uint8Array.from({ length: to - from }, (_, at) => from + at))
}

describe.each<Protocol>(['T=1', 'T=0'])('before any applet, at %s', (protocol) => {
  it.each([
    ['no bytes', '', '6700'],
    ['half a header', '801000', '6700'],
    ['less data than Lc', '8010000003AABB', '6700'],
    ['more data than Lc and Le', '8010000001AABBCC', '6700'],
    ['the class of a PPS', 'FF100000', '6e00'],
    ['a reserved class', '20100000', '6e00'],
    ['INS 6X', '80600000', '6d00'],
    ['INS 9X', '80900000', '6d00'],
    ['a channel that is closed', '81140000', '6881'],
    ['a channel that no card of four has', '40140000', '6881'],
    ['SELECT under secure messaging', '04A4040000', '6882'],
    ['a chained SELECT', '10A4040000', '6884'],
    ['GET RESPONSE with nothing waiting', '00C0000000', '6985'],
  ])('answers %s', (_, command, answer) => {
    expect(send(echoCard(protocol), command)).toBe(answer)
  })
})

describe('T=1', () => {
  it.each([
    ['case 1', '80140000', '9000'],
    ['case 2 short', '8012000305', '0001029000'],
    ['case 3 short', '8014000003AABBCC', '9000'],
    ['case 4 short', '8010000003AABBCC00', 'aabbcc9000'],
    ['case 2 extended', '80120003000000', '0001029000'],
    ['case 3 extended', '80140000 000101 AA*257', '9000'],
    ['case 4 extended', '80100000 000101 AA*257 0000', 'aa*257 9000'],
    ['exactly Le', '8010000002AABB02', 'aabb9000'],
    ['the most bytes that a card can give', '80120000000000', counting(0, 256).repeat(256) + '9000'],
  ])('answers %s', (_, command, answer) => {
    converse(echoCard(), [[command, answer]])
  })

  it('sends what fits Le and keeps the rest for GET RESPONSE', () => {
    converse(echoCard(), [
      ['8012012C00', `${counting(0, 256)}612c`],
      ['00C0000010', `${counting(0, 16)}611c`],
      ['00C0000000', `${counting(16, 44)}9000`],
      ['00C0000000', '6985'],
    ])
  })

  it('gives the rest also to GET RESPONSE in the class of the command, as readers and runtimes send it', () => {
    converse(echoCard(), [
      ['8012012C00', `${counting(0, 256)}612c`],
      ['80C0000010', `${counting(0, 16)}611c`],
      ['80C0000000', `${counting(16, 44)}9000`],
      ['80C0000000', '6d00'],
      ['8012012C00', `${counting(0, 256)}612c`],
      ['84C0000000', '6d00'],
      ['00C0000000', '6985'],
      ['8412012C00', `${counting(0, 256)}612c`],
      ['84C0000000', `${counting(0, 44)}9000`],
    ])
  })

  it('says 6100 while 256 bytes or more are left', () => {
    converse(echoCard(), [['80120200FF', `${counting(0, 255)}6100`]])
  })

  it('keeps an answer that no Le was given for', () => {
    converse(echoCard(), [
      ['8010000003AABBCC', '6103'],
      ['00C0000003', 'aabbcc9000'],
    ])
  })

  it('keeps a waiting answer although the reader uses its buffer again', () => {
    const card = echoCard()
    const buffer = parseHex('8010000003AABBCC')
    card.exchange(buffer)
    buffer.fill(0)
    expect(send(card, '00C0000003')).toBe('aabbcc9000')
  })

  it.each([
    ['another command', '80140000', '9000'],
    ['a command for a closed channel', '81140000', '6881'],
    ['bytes that are no command', '8014', '6700'],
  ])('forgets a waiting answer when %s comes', (_, command, answer) => {
    converse(echoCard(), [
      ['8010000003AABBCC', '6103'],
      [command, answer],
      ['00C0000003', '6985'],
    ])
  })

  it('forgets a waiting answer when a chain begins', () => {
    converse(echoCard(), [
      ['8010000003AABBCC', '6103'],
      ['90140000', '9000'],
      ['00C0000003', '6883'],
      ['00C0000003', '6985'],
    ])
  })
})

describe('T=0', () => {
  it.each([
    ['case 1', [['80140000', '9000']]],
    ['case 2 with the right Le', [['8012000303', '0001029000']]],
    [
      'case 2 with a longer Le: 6Cxx, then the same command again',
      [
        ['8012000300', '6c03'],
        ['8012000303', '0001029000'],
      ],
    ],
    [
      'case 2 with a shorter Le: 61xx',
      [
        ['8012000302', '00016101'],
        ['00C0000001', '029000'],
      ],
    ],
    [
      'case 4 without its Le',
      [
        ['8010000003AABBCC', '6103'],
        ['00C0000003', 'aabbcc9000'],
      ],
    ],
    [
      'GET RESPONSE with a longer Le',
      [
        ['8010000003AABBCC', '6103'],
        ['00C0000000', '6c03'],
        ['00C0000003', 'aabbcc9000'],
      ],
    ],
    ['an extended length', [['80120003000000', '6700']]],
  ] as [string, [string, string][]][])('answers %s', (_, lines) => {
    converse(echoCard('T=0'), lines)
  })

  it('runs a command once, however often Le had to be corrected', () => {
    const { factory, events } = stubbornApplet()
    const card = poweredCard({ applets: [factory], protocol: 'T=0' })
    converse(card, [
      ['8010900000', '6c02'],
      ['8010900002', 'da7a9000'],
    ])
    expect(events.filter((event) => event.startsWith('process'))).toHaveLength(1)
  })

  it('runs it anew when something else came between', () => {
    const { factory, events } = stubbornApplet()
    const card = poweredCard({ applets: [factory], protocol: 'T=0' })
    converse(card, [
      ['8010900000', '6c02'],
      ['00C0000002', '6985'],
      ['8010900002', 'da7a9000'],
    ])
    expect(events.filter((event) => event.startsWith('process'))).toHaveLength(2)
  })
})

describe('errors', () => {
  const card = poweredCard({ applets: [stubbornApplet().factory] })
  it.each([
    ['success carries data', '8010900000', 'da7a9000'],
    ['a warning carries data', '8010628300', 'da7a6283'],
    ['a counter carries data', '801063C200', 'da7a63c2'],
    ['an error does not', '8010698500', '6985'],
    ['an applet that throws', '8012000000', '6f00'],
    ['an applet that cannot decode', '8014000000', '6a80'],
  ])('%s', (_, command, answer) => {
    expect(send(card, command)).toBe(answer)
  })
})

it('answers 6999 when no applet is selected', () => {
  const { factory } = stubbornApplet({ select: () => ({ kind: 'refused' }) })
  expect(send(poweredCard({ applets: [factory] }), '80100000')).toBe('6999')
})

it('gives commands of classes A0 to BF to the applet on channel 0 untouched', () => {
  const { factory } = stubbornApplet()
  expect(send(poweredCard({ applets: [factory] }), 'B310900002')).toBe('da7a9000')
})

it('has an ATR that says what it can do', () => {
  for (const protocol of ['T=0', 'T=1'] as const) {
    const atr = parseAtr(echoCard(protocol).atr)
    expect(atr.protocols).toEqual([protocol === 'T=0' ? 0 : 1])
    expect(cardCapabilities(atr.historicalBytes)).toEqual({
      selectsByFullName: true,
      selectsByPartialName: true,
      chaining: true,
      extendedLength: protocol === 'T=1',
      channels: 4,
    })
  }
})

describe.each<Protocol>(['T=1', 'T=0'])('any bytes at %s', (protocol) => {
  it('are answered with a status word at least, and errors with nothing but it', () => {
    const card = poweredCard({ applets: [twoAccountsApplet(), echoApplet(), stubbornApplet().factory], protocol })
    const commands = fc
      .record({
        cla: fc.oneof(fc.constantFrom(0x00, 0x01, 0x10, 0x80, 0x81, 0x90), fc.nat(255)),
        ins: fc.oneof(fc.constantFrom(0x70, 0xa4, 0xc0, 0x10, 0x12, 0x1a), fc.nat(255)),
        p1: fc.oneof(fc.constantFrom(0, 4, 0x80), fc.nat(255)),
        p2: fc.oneof(fc.constantFrom(0, 2), fc.nat(255)),
        data: fc.uint8Array({ maxLength: 20 }),
        ne: fc.constantFrom(0, 1, 256, 65_536),
      })
      .map((parts) => encodeCommand(commandApdu(parts)))
    fc.assert(
      fc.property(fc.oneof(commands, fc.uint8Array({ maxLength: 30 })), (bytes) => {
        const answer = card.exchange(bytes)
        const sw1 = answer.at(-2)
        expect(sw1).toBeDefined()
        if (sw1! >= 0x64 && sw1! <= 0x6f) expect(answer).toHaveLength(2)
      }),
      { numRuns: 5000 },
    )
  })
})
