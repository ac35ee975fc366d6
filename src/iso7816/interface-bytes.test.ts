import { describe, expect, it } from 'vitest'
import { explainInterfaceByte, ifscOf, protocolsOf, transmissionFactors } from './interface-bytes.ts'

describe('transmissionFactors', () => {
  it.each([
    [0x11, 372, 1, 5e6],
    [0x01, 372, 1, 4e6],
    [0x18, 372, 12, 5e6],
    [0x95, 512, 16, 5e6],
    [0x97, 512, 64, 5e6],
    [0x9a, 512, undefined, 5e6],
    [0xd9, 2048, 20, 20e6],
    [0x70, undefined, undefined, undefined],
    [0xff, undefined, undefined, undefined],
  ])('reads TA1 = %i', (ta1, fi, di, maxClockHz) => {
    expect(transmissionFactors(ta1)).toEqual({ fi, di, maxClockHz })
  })

  it('are the default ones without TA1', () => {
    expect(transmissionFactors(undefined)).toEqual({ fi: 372, di: 1, maxClockHz: 5e6 })
  })
})

it('offers each protocol once, in order, and T=0 where none is named', () => {
  expect(protocolsOf([{}])).toEqual([0])
  expect(protocolsOf([{}, { protocol: 1 }, { protocol: 1 }, { protocol: 15 }])).toEqual([1])
  expect(protocolsOf([{}, { protocol: 0 }, { protocol: 1 }])).toEqual([0, 1])
})

describe('ifscOf', () => {
  it('is the first TA after T=1 from the third group on', () => {
    const groups = [{ ta: 9 }, { protocol: 1, ta: 8 }, { protocol: 1, ta: 200 }, { protocol: 1, ta: 100 }]
    expect(ifscOf(groups)).toBe(200)
  })

  it('is 32 where that is absent or reserved', () => {
    for (const ta of [undefined, 0, 0xff]) expect(ifscOf([{}, { protocol: 1 }, { protocol: 1, ta }])).toBe(32)
  })

  it('is undefined without T=1', () => {
    expect(ifscOf([{}, { protocol: 0 }, { protocol: 15, ta: 3 }])).toBeUndefined()
  })
})

describe('explainInterfaceByte', () => {
  const groups = [
    { ta: 0x7f, tb: 0, tc: 2 },
    { protocol: 0, ta: 0x91, tb: 1, tc: 10 },
    { protocol: 1, ta: 0, tb: 0x45, tc: 1 },
    { protocol: 1, ta: 5 },
    { protocol: 15, ta: 0x43, tb: 0x80, tc: 1 },
    { protocol: 15, ta: 0x80 },
  ]
  it.each([
    [0, 'ta', 'reserved factors'],
    [0, 'tb', 'programming voltage, deprecated'],
    [0, 'tc', 'extra guard time 2 etu'],
    [1, 'ta', 'specific mode T=1, implicit factors, cannot change to negotiable mode'],
    [1, 'tb', 'programming voltage, deprecated'],
    [1, 'tc', 'waiting time integer of T=0: 10'],
    [2, 'ta', 'reserved information field size'],
    [2, 'tb', 'block waiting integer 4, character waiting integer 5'],
    [2, 'tc', 'error detection by CRC'],
    [3, 'ta', 'specific to T=1'],
    [4, 'ta', 'clock stop in state L; 5 V, 3 V'],
    [4, 'tb', 'use of contact C6: 80'],
    [4, 'tc', 'reserved'],
    [5, 'ta', 'specific to T=15'],
  ] as const)('says of group %i, %s: %s', (at, letter, meaning) => {
    expect(explainInterfaceByte(groups, at, letter)).toBe(meaning)
  })
})
