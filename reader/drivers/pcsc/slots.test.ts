import { describe, expect, it } from 'vitest'
import { readerState, slotChanges, type Slot } from './slots.ts'

const atr = Uint8Array.of(0x3b, 0)

/** `word` is the state, `events` its high half. */
function slot(word: number, events = 0): Slot {
  return { state: (events << 16) | word, atr }
}

const EMPTY = 0x10
const PRESENT = 0x20

describe('slotChanges', () => {
  it.each<[string, Slot | undefined, Slot, string[]]>([
    ['a new empty reader', undefined, slot(EMPTY), ['attached']],
    ['a new reader with a card', undefined, slot(PRESENT), ['attached', 'inserted']],
    ['an insertion', slot(EMPTY), slot(PRESENT, 1), ['inserted']],
    ['a removal', slot(PRESENT, 1), slot(EMPTY, 2), ['removed']],
    ['another program connecting', slot(PRESENT, 1), slot(PRESENT | 0x100, 1), []],
    ['a card swapped between two looks', slot(PRESENT, 1), slot(PRESENT, 3), ['removed', 'inserted']],
    ['the highest count', slot(EMPTY, 0xffff), slot(PRESENT, 0xffff), ['inserted']],
  ])('tells %s', (_, before, after, kinds) => {
    expect(slotChanges('R', before, after).map((change) => change.kind)).toEqual(kinds)
  })
})

describe('readerState', () => {
  it.each([
    [EMPTY, 'absent', false],
    [PRESENT, 'present', false],
    [PRESENT | 0x80, 'present', true],
    [PRESENT | 0x200, 'mute', false],
    [0x0c, 'unknown', false],
  ] as const)('reads %d whatever the count above it', (word, card, taken) => {
    expect(readerState('R', slot(word, 0x8123))).toMatchObject({ card, taken })
  })

  it('gives no ATR for an empty slot, although bindings keep the last one', () => {
    expect(readerState('R', slot(EMPTY)).atr).toHaveLength(0)
  })
})
