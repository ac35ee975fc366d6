import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LabEvent } from '../../../witness/event.ts'
import type { Point } from '../../../report/chart/curves.ts'
import { CARD_LANE, COUPON_LANE, InventedSession } from '../testing/invented.ts'
import { crossingsOf } from './crossings.ts'
import { Filtered, NO_FILTER } from './filter.ts'
import { ledgerOf } from './ledger.ts'
import { heldSentence } from './sentence.ts'
import { SessionFold } from './session.ts'

function paid(payments: number): readonly LabEvent[] {
  const session = new InventedSession()
  for (let at = 0; at < payments; at += 1) for (const _ of session.pay()) continue
  return session.events
}

function sentences(events: readonly LabEvent[]): readonly (string | undefined)[] {
  const fold = new SessionFold()
  return events.map((event) => {
    fold.add([event])
    return fold.live.sentence?.text
  })
}

function line(costs: readonly number[]): readonly Point[] {
  return costs.map((cost, at) => [at + 1, cost])
}

describe('a session looked at in the past', () => {
  const events = paid(400)
  const whole = new SessionFold()
  whole.add(events)

  it('is what it was then, in whatever order it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: events.length - 1 }), { minLength: 1, maxLength: 6 }), (seqs) => {
        for (const seq of seqs) {
          const then = new SessionFold()
          then.add(events.slice(0, seq))
          expect(whole.at(seq)).toEqual(then.live)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('takes events that come twice once', () => {
    const fold = new SessionFold()
    fold.add(events.slice(0, 50))
    expect(fold.add(events.slice(20, 60))).toEqual(events.slice(50, 60))
    expect(fold.live).toEqual(whole.at(60))
  })

  it('is at every moment in balance', () => {
    const fold = new SessionFold()
    for (const event of events) {
      fold.add([event])
      for (const { accounts } of fold.live.lanes.values()) expect(ledgerOf(accounts).sum).toBe(0n)
    }
  })
})

describe('the ledger', () => {
  it('shows the outside last, and many accounts of one name as one', () => {
    const accounts = new Map(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name, at): [string, bigint] => [`purse ${name}`, BigInt(at)]),
    )
    const all = new Map([['outside', -18n], ...accounts, ['claims', 3n]] as const)
    expect(ledgerOf(all)).toEqual({
      accounts: [
        { name: 'purse ×6', units: 15n },
        { name: 'claims', units: 3n },
        { name: 'outside', units: -18n },
      ],
      sum: 0n,
    })
  })

  it('does not hide what is missing', () => {
    expect(
      ledgerOf(
        new Map([
          ['purse', 5n],
          ['outside', -4n],
        ]),
      ).sum,
    ).toBe(1n)
  })
})

describe('what happened', () => {
  it('is the payment that was made', () => {
    expect(sentences(paid(1)).at(-1)).toBe('Ada paid 1 unit to the kiosk.')
  })

  it('is that the card was torn, not that it then kept silent', () => {
    const session = new InventedSession()
    for (const event of session.pay()) {
      if (event.kind !== 'write' || event.role !== 'mark') continue
      for (const _ of session.tear(event, 'during')) continue
      break
    }
    expect(sentences(session.events).at(-1)).toMatch(
      /^The card was torn during write \d+, before its commit point: the old state stands\.$/,
    )
  })

  it('is the verdict on an intervention', () => {
    const session = new InventedSession()
    for (const _ of session.pay()) continue
    for (const _ of session.verdict()) continue
    const all = sentences(session.events)
    expect(all.at(-1)).toMatch(/^Stopped by the check fresh/)
    expect(all.at(-2)).toBe('The seller refused Micro-Payment: fresh.')
  })

  it('is, while a write is held, on which side of the commit point it is', () => {
    const writes = paid(1).filter(({ kind }) => kind === 'write')
    expect(writes.slice(0, 4).map(heldSentence)).toEqual([
      expect.stringContaining('has not passed its commit point'),
      expect.stringContaining('has not passed its commit point'),
      expect.stringContaining('has not passed its commit point'),
      expect.stringContaining('the commit point itself'),
    ])
    expect(heldSentence(paid(1).at(-1))).toBeUndefined()
  })
})

describe('the list', () => {
  it('shows what the filter lets pass, also of what comes later', () => {
    const events = [...paid(2)]
    const filtered = new Filtered()
    expect(filtered.of(events, NO_FILTER)).toBe(events)
    const filter = { lane: COUPON_LANE, what: 'checks', text: 'FRESH' } as const
    expect(filtered.of(events, filter).map(({ kind }) => kind)).toEqual(['judged', 'judged'])
    events.push(...paid(3).slice(events.length))
    expect(filtered.of(events, filter)).toHaveLength(3)
    expect(filtered.of(events, { lane: CARD_LANE, what: '', text: '8032' }).map(({ kind }) => kind)).toEqual([
      'command',
      'command',
      'command',
    ])
  })
})

describe('curves', () => {
  it('cross where one begins to be cheaper, and not where they touch', () => {
    expect(crossingsOf([line([1, 2, 5, 8]), line([3, 3, 3, 9])])).toEqual([
      { at: [3, 3], curve: 1 },
      { at: [4, 8], curve: 0 },
    ])
    expect(crossingsOf([line([1, 2, 3]), line([2, 2, 4])])).toEqual([])
  })
})
