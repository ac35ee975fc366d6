import { describe, expect, it } from 'vitest'
import type { LabEvent } from '../../../witness/event.ts'
import { CARD_LANE, COUPON_LANE, InventedSession } from '../testing/invented.ts'
import { changeOf } from './change.ts'
import { foldEvent, newLane, type LaneState } from './lane.ts'

function folded(events: Iterable<LabEvent>, lane: string): LaneState {
  const state = newLane(lane)
  for (const event of events) if (event.lane === lane) foldEvent(state, event)
  return state
}

function writeOf(session: InventedSession, role: string): Extract<LabEvent, { kind: 'write' }> {
  for (const event of session.pay()) if (event.kind === 'write' && event.role === role) return event
  throw new Error(`no write is a ${role}`)
}

describe('the memory of a card', () => {
  it.each([
    ['entry', 'old'],
    ['mark', 'old'],
    ['cell', 'old'],
    ['commit', 'new'],
  ] as const)('after the %s the %s state stands', (role, stands) => {
    const session = new InventedSession()
    const write = writeOf(session, role)
    expect(changeOf(folded(session.events, CARD_LANE))).toMatchObject({ current: write.role, stands, torn: undefined })
  })

  it.each([
    ['cell', 'after', 'old'],
    ['commit', 'before', 'old'],
    ['commit', 'during', 'old'],
    ['commit', 'after', 'new'],
  ] as const)('torn at the %s, %s it, the %s state stands', (role, torn, stands) => {
    const session = new InventedSession()
    const write = writeOf(session, role)
    const state = folded(session.events, CARD_LANE)
    const { span, tx, lane, atNs, seq } = write
    foldEvent(state, { seq: seq + 1, span, tx, lane, atNs, kind: 'power', state: 'off', says: '', torn })
    expect(changeOf(state)).toMatchObject({ stands, torn: { role, when: torn }, counts: { [role]: 1 } })
  })

  it('holds what was written last, and what an undo put back', () => {
    const session = new InventedSession()
    for (const _ of session.pay()) continue
    const write = writeOf(session, 'cell')
    const before = folded(session.events, CARD_LANE)
    expect(before.cells.get(write.cell)).toMatchObject({ hex: write.after, before: write.before })
    for (const _ of session.tear(write, 'during')) continue
    const after = folded(session.events, CARD_LANE)
    expect(after.cells.get(write.cell)).toMatchObject({ hex: write.before })
    // the journal was emptied after that, which commits nothing
    expect(after.writes.at(-1)).toMatchObject({ role: 'commit' })
    expect(changeOf(after)).toMatchObject({ stands: 'old', counts: { undo: 1, commit: 0 } })
  })

  it('a write that was torn before it happened changed no cell', () => {
    const session = new InventedSession()
    const write = writeOf(session, 'cell')
    for (const event of session.tear(write, 'before')) if (event.kind === 'power') break
    expect(folded(session.events, CARD_LANE).cells.get(write.cell)).toMatchObject({ hex: write.before })
  })
})

describe('a payment', () => {
  it('is counted, for itself and with those before', () => {
    const session = new InventedSession()
    for (let at = 0; at < 2; at += 1) for (const _ of session.pay()) continue
    const card = folded(session.events, CARD_LANE)
    expect(card.last).toMatchObject({ payments: 1, apdus: 1, apduBytes: 36, operations: { hash: 2, cardWrite: 4 } })
    expect(card.all).toMatchObject({ payments: 2, apdus: 3, operations: { hash: 4, cardWrite: 8 } })
    const coupon = folded(session.events, COUPON_LANE)
    expect(coupon.last).toMatchObject({ payments: 1, messages: 1, bytes: 36, cardNs: 0 })
    expect(coupon.all).toMatchObject({ messages: 8, bytes: 2191 })
  })

  it('spends the chain, whose coupons are counted down and whose ticks are counted up', () => {
    const session = new InventedSession()
    for (let at = 0; at < 3; at += 1) for (const _ of session.pay()) continue
    const chain = { length: 16, spent: 3, asked: 3, askedBy: expect.any(Number) }
    expect(folded(session.events, CARD_LANE).chain).toEqual(chain)
    expect(folded(session.events, COUPON_LANE).chain).toEqual(chain)
    writeOf(session, 'entry')
    expect(folded(session.events, CARD_LANE).chain).toEqual({
      length: 16,
      spent: 3,
      asked: 4,
      askedBy: session.events.findLast(({ kind }) => kind === 'command')?.seq,
    })
  })

  it('takes the card as long as its clock went on', () => {
    const session = new InventedSession()
    for (let at = 0; at < 2; at += 1) for (const _ of session.pay()) continue
    const clocks = session.events
      .filter(({ lane, tx }) => lane === CARD_LANE && tx === 2)
      .map(({ cardNs = 0 }) => cardNs)
    const { last } = folded(session.events, CARD_LANE)
    expect(last.cardNs).toBe(Math.max(...clocks) - Math.min(...clocks))
  })

  it('loses a message, and says so at its arrow', () => {
    const session = new InventedSession()
    for (const _ of session.pay()) continue
    const state = folded(session.events, COUPON_LANE)
    const stamp = { seq: 999, span: 0, tx: 1, lane: COUPON_LANE, atNs: 0 }
    foldEvent(state, { ...stamp, kind: 'delivered', how: 'unchanged' })
    expect(state.arrows.at(-1)).toMatchObject({ isBad: false })
    foldEvent(state, { ...stamp, kind: 'delivered', how: 'lost' })
    expect(state.arrows.at(-1)).toMatchObject({ name: 'Micro-Payment', says: 'lost on its way', isBad: true })
  })
})
