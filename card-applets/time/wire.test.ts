import { describe, expect, it } from 'vitest'
import { contactlessWire, contactWire, exchangeTime, type ContactWire, type MeasuredWire } from './wire.ts'

function milliseconds(ns: number): number {
  return Math.round(ns / 100_000) / 10
}

function contact(protocol: 'T=0' | 'T=1', fi: number, di: number, clockHz: number): ContactWire {
  return {
    kind: 'contact',
    protocol,
    cyclesPerBit: fi / di,
    clockHz,
    characterEtu: 12,
    commandBlockBytes: 254,
    answerBlockBytes: 254,
    reader: { kind: 'none' },
  }
}

describe('contacts', () => {
  // T=1 of 26/10 and 42/34 bytes: (26 + 4 + 10 + 4) * 12 + (22 - 12) = 538 etu, and 1018; T=0 of 21 bytes in, and of 21
  // in and 8 out: (5 + 1 + 21 + 2) * 12 = 348 etu, and 16 characters more for GET RESPONSE. An etu is F / (D f).
  it.each([
    [372, 1, 3.5712e6, 56.0, 106.0, 36.3, 56.3],
    [372, 1, 4e6, 50.0, 94.7, 32.4, 50.2],
    [372, 4, 4e6, 12.5, 23.7, 8.1, 12.6],
    [512, 8, 4e6, 8.6, 16.3, 5.6, 8.6],
    [512, 16, 4e6, 4.3, 8.1, 2.8, 4.3],
    [372, 12, 4e6, 4.2, 7.9, 2.7, 4.2],
    [512, 32, 4e6, 2.2, 4.1, 1.4, 2.2],
    [512, 64, 5e6, 0.9, 1.6, 0.6, 0.9],
  ])('take what the table says at F/D %i/%i and %i Hz', (fi, di, clockHz, ...expected) => {
    const [t1, t0] = [contact('T=1', fi, di, clockHz), contact('T=0', fi, di, clockHz)]
    const small = exchangeTime(t1, 26, 10).wireNs
    const large = exchangeTime(t1, 42, 34).wireNs
    const case3 = exchangeTime(t0, 5 + 21, 2).wireNs
    const getResponse = exchangeTime(t0, 5, 8 + 2).wireNs
    expect([small, large, case3, case3 + getResponse].map(milliseconds)).toEqual(expected)
  })

  it('by T=0 carry data one way at a time: an answer to data is fetched by GET RESPONSE, through the reader again', () => {
    const wire: ContactWire = { ...contact('T=0', 372, 1, 3.5712e6), reader: { kind: 'ccid', perExchangeNs: 1000 } }
    const { wireNs, readerNs } = exchangeTime(wire, 5 + 21 + 1, 8 + 2)
    expect([milliseconds(wireNs), readerNs]).toEqual([56.3, 2000])
  })

  it('follow what the ATR offers, in a reader of 4 MHz', () => {
    const wire = contactWire('3bf81800ff8131fe454a434f507632343143', 'T=1')
    expect(wire).toMatchObject({ cyclesPerBit: 31, clockHz: 4e6, characterEtu: 11, commandBlockBytes: 254 })
  })

  // The block guard time runs from the leading edge of a block's last character to the other side's first one: that
  // character is in it and is counted once. JCOP4: T=1, 11 etu a character, 31 cycles a bit, 4 MHz.
  it('count the guard time between two blocks once', () => {
    const wire = contactWire('3bd518ff8191fe1fc38073c821100a', 'T=1')
    const lastEdgeOfCommand = (14 + 4 - 1) * 11
    const lastEdgeOfAnswer = lastEdgeOfCommand + 22 + (22 + 4 - 1) * 11
    expect(exchangeTime(wire, 14, 22).wireNs).toBe((lastEdgeOfAnswer + 11) * 7750)
  })

  it('send long data in several blocks, each acknowledged', () => {
    const wire = contact('T=1', 372, 1, 372_000) // 1 ms per bit
    const one = exchangeTime(wire, 254, 2).wireNs
    const two = exchangeTime(wire, 255, 2).wireNs
    expect(milliseconds(two - one)).toBe((1 + 4 + 4) * 12 + 2 * (22 - 12))
  })
})

describe('contactless', () => {
  // By hand, rounded: 42 bytes of 9 bits of 128 cycles and two delays of 1236 cycles, at 13.56 MHz; and 82 bytes.
  it.each([
    [106, 3.8, 7.2],
    [212, 2.0, 3.7],
    [424, 1.1, 1.9],
    [848, 0.6, 1.0],
  ] as const)('takes what the table says at %i kbit/s', (kbit, small, large) => {
    const wire = contactlessWire(kbit)
    const times = [exchangeTime(wire, 26, 10).wireNs, exchangeTime(wire, 42, 34).wireNs]
    for (const [at, expected] of [small, large].entries()) {
      expect(Math.abs(times[at]! / 1e6 - expected)).toBeLessThan(0.06)
    }
  })
})

describe('readers', () => {
  it('by CCID add the same to each exchange', () => {
    expect(exchangeTime(contactlessWire(106), 26, 10).readerNs).toBe(1_000_000)
  })

  it('by HID poll once for each report in each direction', () => {
    const wire = { ...contactlessWire(106), reader: { kind: 'hid', intervalNs: 2_000_000 } } as const
    expect(exchangeTime(wire, 57, 57).readerNs).toBe(4_000_000)
    expect(exchangeTime(wire, 73, 58).readerNs).toBe(8_000_000)
    expect(exchangeTime(wire, 256, 1024).readerNs).toBe((5 + 18) * 2_000_000)
  })
})

it('without a wire takes no time', () => {
  expect(exchangeTime({ kind: 'none' }, 26, 10)).toEqual({ wireNs: 0, readerNs: 0 })
})

describe('a wire that somebody measured', () => {
  const wire: MeasuredWire = {
    kind: 'measured',
    commands: [
      { bytes: 4, ns: 1000 },
      { bytes: 6, ns: 1200 },
      { bytes: 106, ns: 5200 },
    ],
    answers: [
      { bytes: 2, ns: 0 },
      { bytes: 102, ns: 3000 },
    ],
  }

  it.each([
    ['at a measured size', 6, 2, 1200],
    ['between two', 56, 52, 3200 + 1500],
    ['beyond the longest', 206, 202, 9200 + 6000],
    ['below the shortest', 3, 2, 900],
  ])('%s', (_, command, answer, ns) => {
    expect(exchangeTime(wire, command, answer)).toEqual({ wireNs: ns, readerNs: 0 })
  })
})
