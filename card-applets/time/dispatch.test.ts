import { describe, expect, it } from 'vitest'
import { assumptionsOf } from './assumptions.ts'
import { CARD_PROFILES, findCardProfile, findCardSetting, settingOf } from './card-profiles.ts'
import { dispatchOn } from './dispatch.ts'
import { contactWire, contactlessWire, exchangeTime, type MeasuredWire } from './wire.ts'

const ATR = '3bf81800ff8131fe454a434f507632343143'

const measured: MeasuredWire = {
  kind: 'measured',
  commands: [
    { bytes: 4, ns: 5e6 },
    { bytes: 255, ns: 30e6 },
  ],
  answers: [
    { bytes: 2, ns: 0 },
    { bytes: 252, ns: 25e6 },
  ],
}

describe('dispatch and bytecode', () => {
  it('are what the empty command took, less its wire and reader', () => {
    const wire = contactWire(ATR, 'T=1', 82e6)
    const { wireNs, readerNs } = exchangeTime(wire, 28, 3)
    expect(dispatchOn(wire)).toEqual({ ns: 82e6 - wireNs - readerNs, basis: 'emptyCommand' })
  })

  it('are the same at all rates of a contactless card, and the most that can be left for it', () => {
    const { wireNs, readerNs } = exchangeTime(contactlessWire(848), 28, 3)
    for (const rate of [106, 212, 424, 848] as const) {
      expect(dispatchOn(contactlessWire(rate, 37e6))).toEqual({ ns: 37e6 - wireNs - readerNs, basis: 'emptyCommand' })
    }
  })

  it.each([
    ['nobody measured an empty command', contactWire(ATR, 'T=1')],
    ['it took less than its wire takes', contactWire(ATR, 'T=1', 1e6)],
    [
      'its shortest exchange took no time',
      { ...measured, commands: measured.commands.map((time) => ({ ...time, ns: 0 })) },
    ],
  ])('are the median of other cards where %s', (_, wire) => {
    const { ns, basis } = dispatchOn(wire)
    expect(basis).toBe('otherCards')
    const known = CARD_PROFILES.map(({ wires }) => dispatchOn(Object.values(wires)[0]!)).filter(
      (one) => one.basis === 'emptyCommand',
    )
    expect(known).toHaveLength(15)
    expect(known.filter((one) => one.ns < ns)).toHaveLength(7)
  })

  it('are the shortest exchange once more where whole exchanges were measured', () => {
    expect(dispatchOn(measured)).toEqual({ ns: 5e6, basis: 'ownExchange' })
  })

  it('do not exist where there is no card', () => {
    expect(dispatchOn({ kind: 'none' })).toEqual({ ns: 0, basis: 'noCard' })
  })
})

describe('the assumptions', () => {
  it('name clock, Fi/Di, protocol, guard time, polling, writes and range of a contact card', () => {
    const lines = assumptionsOf(findCardSetting('jcop31-j3a080')!)
    expect(lines).toEqual([
      'wire: contacts, T=1, clock 4 MHz, Fi/Di 93 (43 kbit/s), 12 etu a character, block guard time 22 etu; no waiting time extension, nothing sent again',
      'reader: 1 ms an exchange for USB (CCID, bulk transfers, no polling) and driver',
      expect.stringMatching(/^hashes and MACs: by whole blocks/),
      expect.stringMatching(
        /^writes: .*a transaction takes one write of all its bytes at least, one write each at most$/,
      ),
      expect.stringMatching(/^range: .*at most 87\.9 ms a command more.*\(100 ms, with up to 22 small writes in it\)/),
      ...lines.slice(5),
    ])
    expect(lines.slice(5).every((line) => line.startsWith('doubt: '))).toBe(true)
  })

  it('name rows that contradict each other, of what was used alone where that is known', () => {
    const setting = findCardSetting('jcop4-j3r180')!
    const mac = 'doubt: aesCbcMac of 64 B took 0.52 ms where 16 B took 2.84 ms; such rows are pooled to their mean'
    expect(assumptionsOf(setting)).toContain(mac)
    expect(assumptionsOf(setting, ['sha256'])).not.toContain(mac)
    expect(assumptionsOf(setting, ['sha256', 'aesCbcMac'])).toContain(mac)
    const write = assumptionsOf(setting).find((line) => line.startsWith('doubt: writeAtomic'))
    expect(write).toMatch(/ of 128 B took 2\.75 ms where 16 B took 3\.2 ms; both are used as they stand$/)
  })

  it.each([
    ['contactless', 'jcop4-j3r180:contactless-424', /^wire: contactless type A, 424 kbit\/s/m],
    ['T=0', 'gxp-r4', /^wire: contacts, T=0, clock 4 MHz, Fi\/Di 64 .* 12 etu a character;/m],
    ['no card', 'ideal', /^wire: none\noperations: one duration each, whatever their length\nrange: none/m],
  ])('tell %s', (_, name, words) => {
    expect(assumptionsOf(findCardSetting(name)!).join('\n')).toMatch(words)
  })

  it.each([
    ['another', contactWire(ATR, 'T=1'), 'the median of other cards'],
    ['its own', measured, 'its shortest exchange once more'],
  ])('call what stands in from %s measurement doubtful', (_, wire, words) => {
    const profile = { ...findCardProfile('jcop4-j3r180')!, wires: { mine: wire } }
    const range = assumptionsOf(settingOf(profile)!).find((line) => line.startsWith('range'))
    expect(range).toContain(`which is doubtful: ${words}`)
  })

  it('tell how often a token is polled', () => {
    const wire = { ...contactlessWire(106), reader: { kind: 'hid', intervalNs: 2_000_000 } } as const
    const lines = assumptionsOf({ profile: findCardProfile('jcop4-j3r180')!, wire })
    expect(lines[1]).toBe('reader: polled every 2 ms for each report of 64 bytes (HID)')
  })
})
