import { describe, expect, it } from 'vitest'
import { CARD_REFUSALS } from '../scheme/chips/refusals.ts'
import { IKP_REFUSALS } from '../scheme/ikp/refusals.ts'
import type { RefusalEntry } from '../scheme/contract/failure.ts'
import { SchemeFailure } from '../scheme/contract/failure.ts'
import { EXIT } from './exit.ts'
import { refusalEnding, type Brought } from './refusal-ending.ts'

/** With a step of each; which one does not matter to the code. */
const TABLES: readonly (readonly [string, Readonly<Record<string, RefusalEntry>>])[] = [
  ['deposit', CARD_REFUSALS],
  ['Confirm', IKP_REFUSALS],
]

function failureAt(step: string, refused: string): SchemeFailure {
  const entry = new Map(TABLES).get(step)?.[refused]
  if (entry === undefined) throw new RangeError(`${step} does not know ${refused}`)
  return new SchemeFailure({ step, refused, number: 2, ...entry })
}

function codeOf(step: string, refused: string, brought: Brought): number {
  const place = { brought, card: 'my.card', lessBy: 'load less' }
  return refusalEnding(failureAt(step, refused), place)?.exitCode ?? EXIT.ownFault
}

/** The refusals that end with this code. */
function endingWith(code: number, brought: Brought): readonly string[] {
  return TABLES.flatMap(([step, table]) => Object.keys(table).filter((each) => codeOf(step, each, brought) === code))
}

const AMOUNTS = [
  'amountOverLimit',
  'balanceOverLimit',
  'loadedOverRange',
  'depositedOverRange',
  'owedOverRange',
  'paidOverRange',
  'batchFull',
  'valueOutOfRange',
  'notAuthorised',
  'termsNotSane',
]
const ENDED = ['certificateExpired', 'openedAfterExpiry', 'purseExpired']

describe('every refusal of every scheme', () => {
  it.each(TABLES)('has a code and one line, whatever was brought (%s and the like)', (step, table) => {
    for (const [refused, { cause }] of Object.entries(table)) {
      for (const brought of ['nothing', 'files', 'reader'] as const) {
        const place = { brought, card: 'my.card', lessBy: 'load less', suite: 'p256' }
        const ending = refusalEnding(failureAt(step, refused), place)
        const allowed = cause === 'ours' ? [EXIT.ownFault] : [EXIT.usage, EXIT.refused, EXIT.ownFault]
        expect(allowed).toContain(ending?.exitCode ?? EXIT.ownFault)
        if (ending !== undefined) expect(ending.message).toMatch(/^[^\n]{20,200}$/)
      }
    }
  })

  it('is a fault of our own where all parties are of this run, but for amounts', () => {
    expect(endingWith(EXIT.usage, 'nothing')).toEqual(AMOUNTS)
    expect(endingWith(EXIT.refused, 'nothing')).toEqual([])
  })

  it('is the files’ where their card or its account can cause it', () => {
    expect(endingWith(EXIT.usage, 'files').toSorted()).toEqual([...AMOUNTS, ...ENDED].toSorted())
    const refused = endingWith(EXIT.refused, 'files')
    for (const each of ['numberUsedTwice', 'numberUsed', 'cardBroken', 'cardNotGood', 'cardBlocked', 'cardLost']) {
      expect(refused).toContain(each)
    }
    expect(refused).not.toContain('valueNotOnChain')
  })

  it('is the card’s where somebody’s card is in the reader and has taken part', () => {
    const ours = Object.keys(CARD_REFUSALS).filter((each) => codeOf('deposit', each, 'reader') === EXIT.ownFault)
    expect(ours).toEqual(['tooLate', 'dateInFuture'])
    expect(codeOf('Confirm', 'tagWrong', 'reader')).toBe(EXIT.ownFault)
  })

  it('names the card, the number, and what to do', () => {
    const place = { brought: 'files', card: 'my.card', lessBy: 'load less', isJudged: true } as const
    const line = refusalEnding(failureAt('deposit', 'numberUsedTwice'), place)?.message
    expect(line).toBe(
      'my.card: the number is used already (transaction 2, deposit): is it an older copy of the card? ' +
        'Its issuer now holds it for broken',
    )
  })
})
