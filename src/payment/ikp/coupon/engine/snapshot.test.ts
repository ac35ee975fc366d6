import { describe, expect, it } from 'vitest'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../../chain/step.ts'
import { createTable, NUMBER, numbersAt, STATUS, WORD, wordsAt, type ChainTable } from './chain-table.ts'
import { restoreTable, snapshotTable } from './snapshot.ts'

/** Row 1 of a table: an open chain of 40 coupons, 7 of them shown, 5 claimed and paid. */
function tableWith(change: (table: ChainTable) => void): ChainTable {
  const table = createTable(4)
  table.bytes.subarray(64, 128).fill(9, 4 * WORD.id, 4 * WORD.id + CHAIN_ID_BYTES + CHAIN_VALUE_BYTES)
  table.numbers[numbersAt(1) + NUMBER.value] = 3
  table.numbers[numbersAt(1) + NUMBER.expires] = 1_800_000_000_000
  table.words[wordsAt(1) + WORD.length] = 40
  table.words[wordsAt(1) + WORD.spent] = 7
  table.words[wordsAt(1) + WORD.status] = STATUS.open
  table.waitingSince[1] = Number.NaN
  table.cleared[1] = 5
  change(table)
  return table
}

function setWord(place: number, word: number) {
  return ({ words }: ChainTable): void => void (words[wordsAt(1) + place] = word)
}

function setNumber(place: number, number: number) {
  return ({ numbers }: ChainTable): void => void (numbers[numbersAt(1) + place] = number)
}

function waits(status: number, since: number) {
  return (table: ChainTable): void => {
    setWord(WORD.status, status)(table)
    table.waitingSince[1] = since
  }
}

describe('a snapshot', () => {
  it.each([
    ['an open chain', () => {}],
    ['a chain that waits', waits(STATUS.waiting, 1_700_000_000_000)],
    ['a closed chain that waits', waits(STATUS.closed, 1_700_000_000_000)],
    ['a closed chain that does not', waits(STATUS.closed, Number.NaN)],
  ])('restores %s', (_, change) => {
    const bytes = snapshotTable(tableWith(change))
    expect(snapshotTable(restoreTable(bytes, 2))).toEqual(bytes)
  })

  it.each([
    ['status', setWord(WORD.status, 4)],
    ['hashing', setWord(WORD.hashing, 1)],
    ['value', setNumber(NUMBER.value, 0)],
    ['value', setNumber(NUMBER.value, 2.5)],
    ['value', setNumber(NUMBER.value, Number.NaN)],
    ['expires', setNumber(NUMBER.expires, Infinity)],
    ['length', setWord(WORD.length, 0)],
    ['length', setWord(WORD.length, 2 ** 32 - 1)],
    ['spent', setWord(WORD.spent, 41)],
    ['cleared', ({ cleared }: ChainTable) => void (cleared[1] = 8)],
    ['waitingSince', waits(STATUS.closed, 0.5)],
    ['waitingSince', waits(STATUS.waiting, Number.NaN)],
    ['waitingSince', waits(STATUS.open, 1_700_000_000_000)],
  ])('with an impossible %s is refused', (column, change) => {
    const bytes = snapshotTable(tableWith(change))
    expect(() => restoreTable(bytes, 4)).toThrow(`EngineSnapshot.${column}: impossible in row 1`)
  })

  it('whose free row waits for a hash is refused, since a chain opened there would never be judged', () => {
    const table = tableWith(() => {})
    table.words[wordsAt(0) + WORD.hashing] = 1
    expect(() => restoreTable(snapshotTable(table), 4)).toThrow('EngineSnapshot.hashing: impossible in row 0')
  })
})
