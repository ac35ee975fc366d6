import { describe, expect, it } from 'vitest'
import { pinBytes } from '../card-guard.ts'
import { NEW_IEP, newestRecord, type IepState } from './purse-state.ts'
import { controlIep, credit, debit, initializeLoad, initializePurchase } from './purse.ts'
import { controlPurse, orderCredit } from './issuer.ts'
import type { Maced, Purchase } from './messages.ts'
import { initializePsam } from './module.ts'
import { macWorld, must, NOW } from './testing/mac-world.ts'

const world = macWorld()
const { tools, issuer, psam, account } = world
const holder = { pin: pinBytes('1234'), puk: pinBytes('55555555'), withoutPin: 100n }
const guarded: IepState = { ...world.iep, identity: { ...world.iepPersonalisation, holder } }

function orderFor(state: IepState, units: bigint): Maced<Purchase> {
  const offer = must(initializePurchase(tools, state)[1])
  return must(initializePsam(tools, psam, { offer, units, date: NOW })[1])
}

function presented(state: IepState): IepState {
  return { ...state, guard: { ...state.guard, verified: true } }
}

describe('without PIN', () => {
  it('purchases add up to the limit, and then the PIN is asked for', () => {
    const [once] = debit(tools, guarded, orderFor(guarded, 60n))
    const [twice, outcome] = debit(tools, once, orderFor(once, 40n))
    expect(outcome.ok).toBe(true)
    expect(debit(tools, twice, orderFor(twice, 1n))).toEqual([twice, { ok: false, refused: 'pinRequired' }])
  })

  it('a load does not let the sum begin anew', () => {
    const [spent] = debit(tools, guarded, orderFor(guarded, 100n))
    const offer = must(initializeLoad(tools, spent)[1])
    const [loaded] = credit(tools, spent, must(orderCredit(issuer, account, offer, 5n)[1]))
    expect(newestRecord(loaded)).toMatchObject({ kind: 'load', withoutPin: 100n })
  })

  it('a retry of the last purchase needs none', () => {
    const order = orderFor(guarded, 100n)
    const [once, first] = debit(tools, guarded, order)
    expect(debit(tools, once, order)).toEqual([once, first])
  })
})

it('the presented PIN is good for one purchase, and lets the sum begin anew', () => {
  const [once] = debit(tools, presented(guarded), orderFor(guarded, 400n))
  expect([once.guard.verified, newestRecord(once)?.withoutPin]).toEqual([false, 0n])
  expect(debit(tools, once, orderFor(once, 101n))[1]).toEqual({ ok: false, refused: 'pinRequired' })
})

describe('a purse blocked by its issuer', () => {
  const { cardId } = account
  const blocking = controlPurse(issuer, { cardId, number: 1, blocked: true })
  const [blocked] = controlIep(tools, world.iep, blocking)

  it('pays and loads nothing new', () => {
    expect(debit(tools, blocked, orderFor(blocked, 1n))[1]).toEqual({ ok: false, refused: 'cardBlocked' })
    const offer = must(initializeLoad(tools, blocked)[1])
    const order = must(orderCredit(issuer, account, offer, 5n)[1])
    expect(credit(tools, blocked, order)[1]).toEqual({ ok: false, refused: 'cardBlocked' })
  })

  it('still repeats its last S3', () => {
    const order = orderFor(world.iep, 10n)
    const [paid, first] = debit(tools, world.iep, order)
    const [still] = controlIep(tools, paid, blocking)
    expect(debit(tools, still, order)[1]).toEqual(first)
  })

  it('is free again on a later order; an earlier one cannot be played again', () => {
    const [free] = controlIep(tools, blocked, controlPurse(issuer, { cardId, number: 2, blocked: false }))
    expect(debit(tools, free, orderFor(free, 1n))[1].ok).toBe(true)
    expect(controlIep(tools, free, blocking)).toEqual([free, { ok: false, refused: 'orderOld' }])
  })

  it.each([
    ['notPersonalised', NEW_IEP, blocking],
    ['otherIep', world.iep, controlPurse(issuer, { cardId: new Uint8Array(8), number: 1, blocked: true })],
    ['orderForged', world.iep, { ...blocking, signature: new Uint8Array(8) }],
    ['orderOld', blocked, controlPurse(issuer, { cardId, number: 1, blocked: false })],
  ])('refuses an order: %s', (refused, state, order) => {
    expect(controlIep(tools, state, order)).toEqual([state, { ok: false, refused }])
  })
})
