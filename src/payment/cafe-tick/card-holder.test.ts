import { describe, expect, it } from 'vitest'
import { pinBytes } from '../card-guard.ts'
import { close, control, load } from './card.ts'
import { NEW_PURSE, type PurseState } from './card-state.ts'
import { openTicks, tick } from './card-ticks.ts'
import { authoriseLoad, controlCard } from './issuer.ts'
import { must, openingOf, OTHER_PAYEE } from './testing/purse-world.ts'
import { opened, ticked, world } from './testing/tick-steps.ts'

const { card, issuer, account } = world
const holder = { pin: pinBytes('1234'), puk: pinBytes('55555555'), withoutPin: 100n }

/** The loaded purse, asking for a PIN beyond 100. Each chain of `openingOf` is worth 50. */
const guarded: PurseState = {
  ...world.state,
  identity: { ...world.state.identity!, personalisation: { ...world.personalisation, holder } },
}
const presented: PurseState = { ...guarded, guard: { ...guarded.guard, verified: true } }

/** Opens and closes one chain. */
function spendChain(state: PurseState): PurseState {
  const [open, outcome] = openTicks(card, state, openingOf())
  must(outcome)
  return close(card, open, { txCounter: open.account.txCounter })[0]
}

describe('without PIN', () => {
  it('chains open up to the limit in all, not each, and then the PIN is asked for', () => {
    const twice = spendChain(spendChain(guarded))
    expect(openTicks(card, twice, openingOf())).toEqual([twice, { ok: false, refused: 'pinRequired' }])
  })

  it('a chain above the limit needs the PIN at once', () => {
    expect(openTicks(card, guarded, openingOf({ limit: 21 }))[1]).toEqual({ ok: false, refused: 'pinRequired' })
    expect(openTicks(card, presented, openingOf({ limit: 21 }))[1].ok).toBe(true)
  })

  it('ticks of an open chain need none', () => {
    const [open] = openTicks(card, spendChain(guarded), openingOf())
    expect(tick(card, open, { txCounter: 3, spent: 1 })[1].ok).toBe(true)
  })
})

describe('the presented PIN', () => {
  it('does not survive OPEN for another payee', () => {
    const [open] = openTicks(card, presented, openingOf({ limit: 21 }))
    const [closed] = close(card, open, { txCounter: 2 })
    const elsewhere = openingOf({ payee: OTHER_PAYEE, limit: 21 })
    expect(openTicks(card, closed, elsewhere)[1]).toEqual({ ok: false, refused: 'pinRequired' })
  })

  it('is not used up by an OPEN that is refused', () => {
    const [state] = openTicks(card, presented, openingOf({ currency: 'EUR' }))
    expect(state.guard.verified).toBe(true)
  })

  it('lets the sum without PIN begin anew', () => {
    const twice = spendChain(spendChain(guarded))
    const after = spendChain({ ...twice, guard: presented.guard })
    expect(after.account.withoutPin).toBe(0n)
  })
})

describe('a purse blocked by its issuer', () => {
  const { cardId } = account
  const blocking = controlCard(issuer, { cardId, number: 1, blocked: true })
  const [blocked] = control(card, opened, blocking)

  it('pays, opens and loads nothing new', () => {
    expect(tick(card, blocked, { txCounter: 2, spent: 1 })[1]).toEqual({ ok: false, refused: 'cardBlocked' })
    const [idle] = control(card, world.state, blocking)
    expect(openTicks(card, idle, openingOf())[1]).toEqual({ ok: false, refused: 'cardBlocked' })
    const order = must(authoriseLoad(issuer, account, { txCounter: 2, units: 1n })[1])
    expect(load(card, idle, order)[1]).toEqual({ ok: false, refused: 'cardBlocked' })
  })

  it('still repeats what it answered, and closes', () => {
    const [two] = control(card, ticked(opened, 2), blocking)
    expect(tick(card, two, { txCounter: 2, spent: 2 })[1].ok).toBe(true)
    expect(close(card, two, { txCounter: 2 })[1].ok).toBe(true)
  })

  it('is free again on a later order, and an earlier order cannot be played again', () => {
    const [free] = control(card, blocked, controlCard(issuer, { cardId, number: 2, blocked: false }))
    expect(tick(card, free, { txCounter: 2, spent: 1 })[1].ok).toBe(true)
    expect(control(card, free, blocking)).toEqual([free, { ok: false, refused: 'orderOld' }])
  })

  it('takes the same order again as done', () => {
    expect(control(card, blocked, blocking)).toEqual([blocked, { ok: true, value: {} }])
  })

  it.each([
    ['notPersonalised', NEW_PURSE, blocking],
    ['otherCard', opened, controlCard(issuer, { cardId: new Uint8Array(8), number: 1, blocked: true })],
    ['authorisationWrong', opened, { ...blocking, tag: new Uint8Array(32) }],
    ['orderOld', blocked, controlCard(issuer, { cardId, number: 1, blocked: false })],
    ['orderOld', opened, controlCard(issuer, { cardId, number: 0, blocked: true })],
  ])('refuses an order: %s', (refused, state, order) => {
    expect(control(card, state, order)).toEqual([state, { ok: false, refused }])
  })
})
