import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex, printHex } from '../bytes/hex.ts'
import { buildAtr, parseAtr, printAtr, type Atr, type AtrParts } from './atr.ts'
import { encodeCardCapabilities } from './historical-bytes.ts'

type Facts = Pick<Atr, 'protocols' | 'fi' | 'di' | 'ifsc' | 'specificProtocol'> & { readonly historical: string }

/** Answers to reset of real cards, as recorded with the public JCAlgTest results; the facts were read off by hand. */
const REAL_CARDS: readonly (readonly [card: string, atr: string, facts: Partial<Facts>])[] = [
  ['Athena IDProtect', '3bd518ff8191fe1fc38073c8211309', { protocols: [1], fi: 372, di: 12, ifsc: 254 }],
  ['Feitian JavaSD', '3b9f958131fe9f00664653051000ff71df0000000000ec', { protocols: [1], fi: 512, di: 16 }],
  ['G+D SmartCafe Expert 4.x', '3bf81800008031fe450073c8401300900092', { protocols: [0, 1], ifsc: 254 }],
  ['Gemplus GXP R4', '3b7d94000080318065b08311c0a983009000', { protocols: [0], fi: 512, di: 8 }],
  ['JavaCOS A20', '3bfc180000813180459067464a00680804000000000e', { protocols: [1], ifsc: 128 }],
  ['JavaCOS A22 CR', '3b9c9580811f039067464a01005404f272fe00c0', { protocols: [0, 1], ifsc: 32 }],
  ['JavaCOS JC10M128C', '3b90958011fe6a', { protocols: [0, 1], ifsc: 254, historical: '' }],
  ['NXP J2E081', '3bf81300008131fe454a434f5076323431b7', { di: 4, historical: '4a434f5076323431' }],
  ['NXP J3H145', '3b9495810146545601c4', { protocols: [1], ifsc: 32, historical: '46545601' }],
  ['NXP JCOP 31 V2.2', '3beb0000813120454a434f503331333647445478', { fi: 372, di: 1, ifsc: 32 }],
  ['NXP JCOP4 J3R180', '3bfb9100ff918171fe40004120001177918073c82110d6', { di: 1, specificProtocol: 1, ifsc: 254 }],
  ['Feitian H19CR', '3b119580', { protocols: [0], di: 16, historical: '80' }],
  ['Infineon SECORA ID X', '3b888001000000117781c3002d', { protocols: [0, 1], ifsc: 32, fi: 372, di: 1 }],
  ['SECORA ID S', '3bb89700c00831fe45ffff1357305023006a', { protocols: [0, 1], di: 64, ifsc: 254 }],
  ['Taisys SIMoME VAULT', '3b9f95803fc3a08031e073fe2113638dd20183f09000e6', { protocols: [0] }],
]

const byte = fc.integer({ min: 0, max: 0xff })
const letters = {
  ta: fc.option(byte, { nil: undefined }),
  tb: fc.option(byte, { nil: undefined }),
  tc: fc.option(byte, { nil: undefined }),
}
const group = (most: number) => fc.record({ ...letters, protocol: fc.integer({ min: 0, max: most }) })
const parts: fc.Arbitrary<AtrParts> = fc.record({
  convention: fc.constantFrom('direct', 'inverse'),
  groups: fc
    .tuple(fc.record(letters), fc.array(group(14), { maxLength: 1 }), fc.array(group(15), { maxLength: 2 }))
    .map(([first, second, later]) => [first, ...second, ...(second.length === 0 ? [] : later)]),
  historicalBytes: fc.uint8Array({ maxLength: 15 }),
})

describe('parseAtr', () => {
  it.each(REAL_CARDS)('reads the answer of %s', (_, hex, { historical, ...facts }) => {
    const atr = parseAtr(parseHex(hex))
    expect(atr).toMatchObject(facts)
    if (historical !== undefined) expect(printHex(atr.historicalBytes)).toBe(historical)
  })

  it('gives back the parts of which buildAtr made it', () => {
    fc.assert(
      fc.property(parts, (made) => {
        const { convention, groups, historicalBytes } = parseAtr(buildAtr(made))
        expect({ convention, groups, historicalBytes }).toEqual(made)
      }),
    )
  })

  it('takes any bytes to parts that build them again, or to a DecodeError', () => {
    const start = fc.constantFrom(0x3b, 0x3f)
    const likely = fc.oneof(byte, fc.constantFrom(0x00, 0x01, 0x11, 0x80, 0x81, 0x91, 0x1f))
    fc.assert(
      fc.property(start, fc.array(likely, { maxLength: 34 }), fc.boolean(), (ts, rest, repair) => {
        const check = repair ? [rest.reduce((sum, one) => sum ^ one, 0)] : []
        const bytes = Uint8Array.of(ts, ...rest, ...check)
        let atr: Atr
        try {
          atr = parseAtr(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
          return
        }
        expect(printHex(buildAtr(atr))).toBe(printHex(bytes))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['', 'Atr.TS', 'nothing'],
    ['3c00', 'Atr.TS', 'another first byte'],
    ['3b', 'Atr.T0', 'no T0'],
    ['3bff', 'Atr.TA1', 'interface bytes cut off'],
    ['3b80', 'Atr.TD1', 'TD cut off'],
    ['3b0280', 'Atr', 'historical bytes cut off'],
    ['3b0000', 'Atr', 'a byte left over, or TCK with T=0 only'],
    ['3b800000', 'Atr', 'TCK with T=0 named'],
    ['3b8001', 'Atr.TCK', 'T=1 without TCK'],
    ['3b800180', 'Atr.TCK', 'a wrong TCK'],
    ['3b8080010100', 'Atr', 'a byte behind TCK'],
    ['3b801f039c', 'Atr.TD1', 'T=15 where a protocol belongs'],
    [`3b${'80'.repeat(33)}`, 'Atr', '34 bytes'],
  ])('of %s refuses at %s: %s', (hex, path) => {
    expect(() => parseAtr(parseHex(hex))).toThrow(expect.objectContaining({ name: 'DecodeError', path }))
  })
})

describe('buildAtr', () => {
  it('makes the answer of a contactless-like card that says what it can do', () => {
    const historicalBytes = encodeCardCapabilities({
      selectsByFullName: true,
      selectsByPartialName: true,
      chaining: true,
      extendedLength: true,
      channels: 4,
    })
    const built = buildAtr({ groups: [{}, { protocol: 0 }, { protocol: 1 }], historicalBytes })
    expect(printHex(built)).toBe('3b8580018073c021d3c5')
  })

  it('makes the shortest answer of nothing: T=0 and no check byte', () => {
    expect(printHex(buildAtr({}))).toBe('3b00')
  })

  it('refuses parts that make no answer', () => {
    const tooMany = Array.from({ length: 20 }, (_, at) => (at === 0 ? { ta: 1 } : { protocol: 1, ta: 1 }))
    const wrong: Partial<AtrParts>[] = [
      { groups: [] },
      { groups: [{ protocol: 0 }] },
      { groups: [{}, {}] },
      { groups: [{}, { protocol: 15 }] },
      { groups: [{}, { protocol: 0 }, { protocol: 16 }] },
      { groups: [{ ta: 256 }] },
      { groups: tooMany },
      { historicalBytes: new Uint8Array(16) },
    ]
    for (const one of wrong) expect(() => buildAtr(one)).toThrow(RangeError)
  })
})

describe('printAtr', () => {
  it('says every byte of an answer in words', () => {
    expect(printAtr(parseAtr(parseHex('3bd518ff8191fe1fc38073c8211309'))).split('\n')).toEqual([
      '3b d5 18 ff 81 91 fe 1f c3 80 73 c8 21 13 09',
      'TS   3b  direct convention',
      'T0   d5  5 historical bytes',
      'TA1  18  Fi 372, Di 12, at most 5 MHz: 31 clock cycles a bit',
      'TC1  ff  no extra guard time, the shortest of the protocol',
      'TD1  81  protocol T=1',
      'TD2  91  protocol T=1',
      'TA3  fe  IFSC 254 B',
      'TD3  1f  bytes for the whole card follow',
      'TA4  c3  clock stop in either state; 5 V, 3 V',
      'hist 80 73 c8 21 13',
      '     tag 7: c8 21 13',
      '     card capabilities: 4 logical channels',
      'TCK  09  check byte, right',
    ])
  })

  it.each([
    ['3b028073', 'hist 80 73  malformed'],
    ['3b021005', 'hist 10 05  DIR data reference'],
    ['3b024a43', 'hist 4a 43  proprietary'],
    ['3b0400019000', 'hist 00 01 90 00\n     status 01 90 00'],
    ['3b058073c021d7', '     card capabilities: command chaining, extended length, 8 or more logical channels'],
    ['3b058073c02100', '     card capabilities: no further logical channels'],
  ])('ends %s with its historical bytes', (hex, end) => {
    expect(printAtr(parseAtr(parseHex(hex)))).toMatch(new RegExp(`\\n${end}$`))
  })

  it('prints one line for every byte before the historical ones', () => {
    fc.assert(
      fc.property(parts, ({ convention, groups }) => {
        const bytes = buildAtr({ convention, groups })
        expect(printAtr(parseAtr(bytes)).split('\n')).toHaveLength(1 + bytes.length)
      }),
    )
  })
})
