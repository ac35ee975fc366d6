import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, contradictionsIn } from './blocks.ts'
import { CARD_OPERATIONS, type CardOperation } from './card-profile.ts'
import { CARD_PROFILES, findCardProfile } from './card-profiles.ts'
import { durationAt } from './durations.ts'
import { parseFigures } from './figures.ts'

/** A profile with these rows for one operation. */
function rows(operation: CardOperation, text: string) {
  return { figures: { [operation]: parseFigures(text) } }
}

describe('blocks', () => {
  it.each([
    ['sha256', 0, 1],
    ['sha256', 55, 1],
    ['sha256', 56, 2],
    ['sha256', 119, 2],
    ['sha1', 64, 2],
    ['sha1', 512, 9],
    ['ecdsaP256Sign', 32, 1],
    ['aesCbcMac', 0, 1],
    ['aesCbcMac', 16, 1],
    ['aesCbcMac', 17, 2],
    ['aesCbcEncrypt', 64, 4],
    ['retailMac3Des', 7, 1],
    ['retailMac3Des', 8, 2],
    ['writeAtomic', 16, undefined],
    ['random', 16, undefined],
  ] as const)('of %s of %i bytes', (operation, bytes, blocks) => {
    expect(blocksOf(operation, bytes)).toBe(blocks)
  })
})

describe('a duration by blocks', () => {
  const hash = rows('sha256', '16:4 32:5 64:9 256:21')

  it.each([
    ['of the measured number of blocks is the slowest row of it', 44, 5, 'measured'],
    ['does not change up to the border', 55, 5, 'measured'],
    ['is that of two blocks beyond the border', 56, 9, 'measured'],
    ['between measured numbers of blocks lies on the line', 128, 13, 'interpolated'],
    ['lasts as long as the last measured block', 311, 21, 'measured'],
  ] as const)('%s', (_, bytes, ms, reading) => {
    expect(durationAt(hash, 'sha256', bytes)).toEqual({ ns: ms * 1e6, quality: 'ok', reading })
  })

  it('beyond the last measured block is unknown, and so is what was never measured', () => {
    expect(durationAt(hash, 'sha256', 312)).toBeUndefined()
    expect(durationAt(hash, 'sha1', 1)).toBeUndefined()
  })

  it('below the first measured number of blocks is at most that', () => {
    expect(durationAt(rows('sha256', '256:9'), 'sha256', 20)).toEqual({ ns: 9e6, quality: 'ok', reading: 'ceiling' })
  })

  it('without a length holds for all', () => {
    expect(durationAt(rows('sha256', '55.8'), 'sha256', 1000)).toMatchObject({ ns: 55_800_000, reading: 'measured' })
  })

  it('takes a good row of a number of blocks, not a noisy one', () => {
    expect(durationAt(rows('sha256', '16:9~ 32:5 64:20'), 'sha256', 1)).toMatchObject({ ns: 5e6, quality: 'ok' })
  })
})

describe('rows that contradict themselves', () => {
  it('are pooled and doubted: a MAC of 64 bytes that is faster than one of 16', () => {
    const mac = rows('aesCbcMac', '16:3 32:2 64:1 256:9')
    for (const bytes of [16, 32, 64]) {
      expect(durationAt(mac, 'aesCbcMac', bytes)).toEqual({ ns: 2e6, quality: 'ok', reading: 'contradicted' })
    }
    expect(durationAt(mac, 'aesCbcMac', 256)).toMatchObject({ ns: 9e6, reading: 'measured' })
    expect(durationAt(mac, 'aesCbcMac', 160)).toMatchObject({ ns: 5.5e6, reading: 'contradicted' })
  })

  it('of wide spread hardly move a good one', () => {
    const [mac] = [rows('aesCbcMac', '16:3 32:0.8~')]
    expect(durationAt(mac, 'aesCbcMac', 16)).toEqual({ ns: 2.8e6, quality: 'approx', reading: 'contradicted' })
  })

  it('by no more than two runs differ are pooled and not doubted', () => {
    const mac = rows('aesCbcMac', '16:10 32:9.9')
    expect(durationAt(mac, 'aesCbcMac', 16)).toEqual({ ns: 9.95e6, quality: 'ok', reading: 'measured' })
    expect(contradictionsIn(mac.figures)).toEqual([])
  })

  it('are named, the worst of each operation', () => {
    const found = contradictionsIn(findCardProfile('jcop4-j3r180')!.figures)
    expect(found.find(({ operation }) => operation === 'aesCbcMac')).toMatchObject({
      shorter: { bytes: 16, ns: 2_840_000 },
      longer: { bytes: 64, ns: 520_000 },
    })
    expect(found.map(({ operation }) => operation)).not.toContain('sha256')
  })
})

describe('a duration by bytes', () => {
  const write = rows('writeAtomic', '16:2 32:4~ 64:12')

  it.each([
    ['at a measured length is the measurement', 64, { ns: 12_000_000, quality: 'ok', reading: 'measured' }],
    ['keeps its doubt', 32, { ns: 4_000_000, quality: 'approx', reading: 'measured' }],
    ['between two lengths lies on the line', 48, { ns: 8_000_000, quality: 'approx', reading: 'interpolated' }],
    ['below the shortest is at most the shortest', 5, { ns: 2_000_000, quality: 'ok', reading: 'ceiling' }],
    ['is made of the longest and the rest', 64 * 2 + 16, { ns: 26_000_000, quality: 'ok', reading: 'composed' }],
    ['is made of the longest alone', 128, { ns: 24_000_000, quality: 'ok', reading: 'composed' }],
  ] as const)('%s', (_, bytes, expected) => {
    expect(durationAt(write, 'writeAtomic', bytes)).toEqual(expected)
  })
})

const byBlocks = CARD_OPERATIONS.filter((operation) => blocksOf(operation, 0) !== undefined)

it('never falls with the bytes and never changes within a block, on every card and for whatever rows', () => {
  const invented = fc
    .uniqueArray(fc.record({ bytes: fc.nat(600), ns: fc.nat(1e8), quality: fc.constantFrom('ok', 'approx') }), {
      minLength: 1,
      selector: ({ bytes }) => bytes,
    })
    .map((list) => list.toSorted((a, b) => a.bytes - b.bytes))
  const figures = fc.oneof(
    fc.constantFrom(...CARD_PROFILES).map((profile) => profile.figures),
    fc.tuple(fc.constantFrom(...byBlocks), invented).map(([operation, list]) => ({ [operation]: list })),
  )
  fc.assert(
    fc.property(figures, fc.constantFrom(...byBlocks), fc.nat(600), fc.nat(600), (rowsOfCard, operation, a, b) => {
      const [shorter, longer] = [Math.min(a, b), Math.max(a, b)]
      const card = { figures: rowsOfCard }
      const [less, more] = [shorter, longer].map((bytes) => durationAt(card, operation, bytes))
      if (less === undefined || more === undefined) return
      expect(less.ns).toBeLessThanOrEqual(more.ns)
      if (blocksOf(operation, shorter) === blocksOf(operation, longer)) expect(less).toEqual(more)
    }),
    { numRuns: 2000 },
  )
})
