import { describe, expect, it } from 'vitest'
import { explainStatusWord, readStatusWord, SW, type StatusReading } from './status-word.ts'

function word(hex: string): number {
  return Number.parseInt(hex, 16)
}

describe('readStatusWord', () => {
  it.each<[string, StatusReading]>([
    ['9000', { kind: 'ok' }],
    ['6101', { kind: 'moreAvailable', count: 1 }],
    ['61ff', { kind: 'moreAvailable', count: 255 }],
    ['6100', { kind: 'moreAvailable', count: 256 }],
    ['63c0', { kind: 'counter', count: 0 }],
    ['63cf', { kind: 'counter', count: 15 }],
    ['6c01', { kind: 'wrongLe', ne: 1 }],
    ['6c00', { kind: 'wrongLe', ne: 256 }],
    ['6283', { kind: 'warning', name: 'fileDeactivated' }],
    ['6300', { kind: 'warning', name: 'stateChanged' }],
    ['6581', { kind: 'error', name: 'memoryFailure', family: 'execution' }],
    ['6985', { kind: 'error', name: 'conditionsNotSatisfied', family: 'checking' }],
    ['6f00', { kind: 'error', name: 'noPreciseDiagnosis', family: 'checking' }],
  ])('reads %s', (hex, reading) => {
    expect(readStatusWord(word(hex))).toEqual(reading)
  })

  it.each<[string, string]>([
    ['62f1', 'warning'],
    ['63b0', 'warning'],
    ['6582', 'execution'],
    ['69f0', 'checking'],
    ['6701', 'proprietary'],
    ['6f01', 'proprietary'],
    ['9001', 'proprietary'],
    ['9f10', 'proprietary'],
    ['6000', 'invalid'],
    ['0000', 'invalid'],
    ['ffff', 'invalid'],
  ])('says that it does not know %s, and its family', (hex, family) => {
    expect(readStatusWord(word(hex))).toEqual({ kind: 'unknown', family })
  })

  it('knows every named word', () => {
    const unknown = Object.entries(SW).filter(([, sw]) => readStatusWord(sw).kind === 'unknown')
    expect(unknown).toEqual([])
  })

  it('gives each of the 65,536 words one reading, none of them a success but 9000 and 61XX', () => {
    const done = Array.from({ length: 0x1_0000 }, (_, sw) => sw).filter((sw) => {
      const { kind } = readStatusWord(sw)
      return kind === 'ok' || kind === 'moreAvailable'
    })
    expect(done).toEqual([...Array.from({ length: 256 }, (_, low) => 0x6100 + low), 0x9000])
  })
})

it('no two names share a word', () => {
  expect(new Set(Object.values(SW)).size).toBe(Object.keys(SW).length)
})

describe('explainStatusWord', () => {
  it.each<[string, string]>([
    ['6a82', '6A82 file or application not found (ISO 7816-4:2005, 5.1.3)'],
    ['6112', '6112 done, 18 more bytes wait for GET RESPONSE (ISO 7816-4:2005, 5.1.3)'],
    ['63c2', '63C2 a counter at 2, by custom the tries left (ISO 7816-4:2005, 5.1.3)'],
    ['6999', '6999 the applet refused to be selected (Java Card, interface ISO7816)'],
    ['0000', '0000 not a valid status word (ISO 7816-4:2005, 5.1.3)'],
  ])('explains %s in one line with its source', (hex, line) => {
    expect(explainStatusWord(word(hex))).toBe(line)
  })
})
