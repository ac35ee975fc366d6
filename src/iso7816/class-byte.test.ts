import { describe, expect, it } from 'vitest'
import { decodeClassByte, type ClassByte } from './class-byte.ts'

describe('decodeClassByte', () => {
  const plain = { secureMessaging: 'none', chained: false } as const
  it.each<[string, ClassByte]>([
    ['00', { kind: 'interindustry', channel: 0, ...plain }],
    ['03', { kind: 'interindustry', channel: 3, ...plain }],
    ['04', { kind: 'interindustry', channel: 0, secureMessaging: 'proprietary', chained: false }],
    ['0c', { kind: 'interindustry', channel: 0, secureMessaging: 'headerAuthenticated', chained: false }],
    ['19', { kind: 'interindustry', channel: 1, secureMessaging: 'headerNotAuthenticated', chained: true }],
    ['2f', { kind: 'reserved', cla: 0x2f }],
    ['40', { kind: 'interindustry', channel: 4, ...plain }],
    ['7f', { kind: 'interindustry', channel: 19, secureMessaging: 'headerNotAuthenticated', chained: true }],
    ['80', { kind: 'globalPlatform', channel: 0, ...plain }],
    ['84', { kind: 'globalPlatform', channel: 0, secureMessaging: 'proprietary', chained: false }],
    ['90', { kind: 'globalPlatform', channel: 0, secureMessaging: 'none', chained: true }],
    ['a0', { kind: 'proprietary', cla: 0xa0 }],
    ['c0', { kind: 'globalPlatform', channel: 4, ...plain }],
    ['e1', { kind: 'globalPlatform', channel: 5, secureMessaging: 'headerNotAuthenticated', chained: false }],
    ['fe', { kind: 'globalPlatform', channel: 18, secureMessaging: 'headerNotAuthenticated', chained: true }],
    ['ff', { kind: 'invalid', cla: 0xff }],
  ])('reads %s', (hex, value) => {
    expect(decodeClassByte(Number.parseInt(hex, 16))).toEqual(value)
  })

  it('refuses what is not a byte', () => {
    for (const cla of [-1, 256, 0.5]) expect(() => decodeClassByte(cla)).toThrow(RangeError)
  })
})
