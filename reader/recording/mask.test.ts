import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { hide, matches, patternBytes } from './hex-pattern.ts'
import { maskedCommand, secretsMask } from './mask.ts'

const data = Uint8Array.of(0x31, 0x32)

describe('secretsMask', () => {
  it.each([
    ['VERIFY', 0x00, 0x20, 0x00, 0x80],
    ['VERIFY on channel 1', 0x01, 0x20, 0x00, 0x81],
    ['VERIFY, chained', 0x10, 0x20, 0x00, 0x80],
    ['CHANGE REFERENCE DATA', 0x00, 0x24, 0x00, 0x80],
    ['RESET RETRY COUNTER', 0x00, 0x2c, 0x02, 0x81],
    ['DISABLE VERIFICATION REQUIREMENT', 0x00, 0x26, 0x00, 0x01],
    ['ENABLE VERIFICATION REQUIREMENT', 0x00, 0x28, 0x00, 0x01],
    ['ENVELOPE, which may carry any of them', 0x00, 0xc2, 0x00, 0x00],
    ['PUT DATA of an OpenPGP resetting code', 0x00, 0xda, 0x00, 0xd3],
    ['PUT KEY', 0x80, 0xd8, 0x00, 0x81],
    ['PUT KEY, secured', 0x84, 0xd8, 0x00, 0x81],
    ['STORE DATA', 0x80, 0xe2, 0x90, 0x00],
    ['PUT DATA of an OpenPGP key', 0x00, 0xdb, 0x3f, 0xff],
    ['IMPORT KEY', 0x00, 0xfe, 0x11, 0x9e],
    ['LOAD KEYS into a reader', 0xff, 0x82, 0x00, 0x00],
  ])('hides the data of %s', (_, cla, ins, p1, p2) => {
    const command = commandApdu({ cla, ins, p1, p2, data })
    expect(maskedCommand(command, secretsMask)).toMatch(/^[0-9a-f]{8}02\*{4}$/)
  })

  it.each([
    ['SELECT', commandApdu({ cla: 0, ins: 0xa4, data }), '00a40000023132'],
    ['a question for the tries left', commandApdu({ cla: 0, ins: 0x20, p2: 0x80 }), '00200080'],
    ['CREATE FILE of an ISO card', commandApdu({ cla: 0, ins: 0xe2, data }), '00e20000023132'],
  ])('leaves %s readable', (_, command, hex) => {
    expect(maskedCommand(command, secretsMask)).toBe(hex)
  })

  it('finds the data of an extended command', () => {
    const command = commandApdu({ cla: 0, ins: 0x20, data, ne: 256, extended: true })
    expect(maskedCommand(command, secretsMask)).toBe('00200000000002****0100')
  })
})

describe('patterns', () => {
  it('match what they were made of, whatever the hidden bytes are', () => {
    const range = fc.record({ from: fc.nat({ max: 40 }), to: fc.nat({ max: 40 }) })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), range, fc.nat({ max: 255 }), (bytes, hidden, other) => {
        const pattern = hide(bytes, [hidden])
        const changed = bytes.map((byte, at) => (at >= hidden.from && at < hidden.to ? other : byte))
        expect(matches(pattern, changed)).toBe(true)
        expect(matches(pattern, patternBytes(pattern))).toBe(true)
      }),
    )
  })

  it('match neither another visible byte nor another length', () => {
    const pattern = hide(Uint8Array.of(1, 2, 3), [{ from: 1, to: 2 }])
    expect(matches(pattern, Uint8Array.of(1, 9, 4))).toBe(false)
    expect(matches(pattern, Uint8Array.of(1, 9))).toBe(false)
    expect(matches(pattern, Uint8Array.of(1, 9, 3, 0))).toBe(false)
  })
})
