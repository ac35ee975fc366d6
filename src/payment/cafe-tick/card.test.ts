import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Numbered } from '../numbered.ts'
import { close, load, personalise, readCertificate, readLog, readStatus } from './card.ts'
import { LAST_TX_COUNTER, LOG_RECORDS, NEW_PURSE, type PurseState } from './card-state.ts'
import { openTicks, tick } from './card-ticks.ts'
import { authoriseLoad } from './issuer.ts'
import type { LoadAuthorisation } from './messages.ts'
import { BALANCE, LIMITS, must, openingOf, purseWorld } from './testing/purse-world.ts'

const world = purseWorld()
const { card, issuer, personalisation, account } = world

function authorise(txCounter: number, units: bigint): LoadAuthorisation {
  return must(authoriseLoad(issuer, { ...account, loads: Numbered.of() }, { txCounter, units })[1])
}

function at(changes: Partial<PurseState['account']>): PurseState {
  return { ...world.state, account: { ...world.state.account, ...changes } }
}

describe('personalise', () => {
  it('happens once', () => {
    expect(personalise(card, world.state, personalisation)).toEqual([
      world.state,
      { ok: false, refused: 'alreadyPersonalised' },
    ])
  })

  it.each([{ largestBalance: 0n }, { longestChain: 0 }, { longestChain: 2 ** 20 + 1 }, { largestChainValue: 0n }])(
    'refuses the limit %o',
    (limit) => {
      const request = { ...personalisation, limits: { ...LIMITS, ...limit } }
      expect(personalise(card, NEW_PURSE, request)[1]).toEqual({ ok: false, refused: 'limitsWrong' })
    },
  )

  it('draws a chain master of its own for each card', () => {
    const [first] = personalise(card, NEW_PURSE, personalisation)
    const [second] = personalise(card, NEW_PURSE, personalisation)
    expect(first.identity?.chainMaster).not.toEqual(second.identity?.chainMaster)
  })
})

describe('load', () => {
  it('adds the money under the next number', () => {
    const [next, outcome] = load(card, world.state, authorise(2, 70n))
    expect(next.account).toMatchObject({ balance: BALANCE + 70n, txCounter: 2, phase: 'loaded' })
    expect(must(outcome).done).toMatchObject({ txCounter: 2, units: 70n, balance: BALANCE + 70n })
  })

  it('repeated, repeats the receipt and adds nothing', () => {
    const order = authorise(2, 70n)
    const [once, first] = load(card, world.state, order)
    const [twice, second] = load(card, once, order)
    expect(twice).toBe(once)
    expect(second).toEqual(first)
  })

  it('another order under a number already used is refused', () => {
    const [once] = load(card, world.state, authorise(2, 70n))
    expect(load(card, once, authorise(2, 71n))[1]).toEqual({ ok: false, refused: 'txCounterWrong' })
  })

  it('fills the purse to its limit exactly, and no further: balance + load cannot overflow', () => {
    const room = LIMITS.largestBalance - BALANCE
    expect(load(card, world.state, authorise(2, room))[1].ok).toBe(true)
    expect(load(card, world.state, authorise(2, room + 1n))[1]).toEqual({ ok: false, refused: 'balanceOverLimit' })
    const full = 2n ** 63n - 1n
    const rich = {
      ...at({ balance: full }),
      identity: {
        ...world.state.identity!,
        personalisation: { ...personalisation, limits: { ...LIMITS, largestBalance: full } },
      },
    }
    expect(load(card, rich, authorise(2, 1n))[1]).toEqual({ ok: false, refused: 'balanceOverLimit' })
  })

  const order = authorise(2, 70n)
  it.each<[string, string, PurseState, LoadAuthorisation]>([
    ['a blank card', 'notPersonalised', NEW_PURSE, order],
    ['an order for another card', 'otherCard', world.state, changed(order, { cardId: new Uint8Array(8) })],
    ['another currency', 'currencyWrong', world.state, changed(order, { currency: 'EUR' })],
    ['a load of zero', 'nothingToLoad', world.state, changed(order, { units: 0n })],
    ['a changed amount', 'authorisationWrong', world.state, changed(order, { units: 71n })],
    ['a wrong MAC', 'authorisationWrong', world.state, { ...order, tag: new Uint8Array(32) }],
    ['an order for a later number', 'txCounterWrong', world.state, authorise(3, 70n)],
    ['an order for an earlier number', 'txCounterWrong', at({ txCounter: 5 }), order],
    ['the last number of all', 'txCounterExhausted', at({ txCounter: LAST_TX_COUNTER }), order],
    ['a purse with an open chain', 'chainOpen', openTicks(card, world.state, openingOf())[0], order],
  ])('refuses %s', (_name, refused, state, authorisation) => {
    expect(load(card, state, authorisation)).toEqual([state, { ok: false, refused }])
  })
})

function changed(authorisation: LoadAuthorisation, order: Partial<LoadAuthorisation['order']>): LoadAuthorisation {
  return { ...authorisation, order: { ...authorisation.order, ...order } }
}

describe('close', () => {
  const [open] = openTicks(card, world.state, openingOf())
  const [ticked] = tick(card, open, { txCounter: 2, spent: 1 })

  it('ends the chain with a statement of what was paid', () => {
    const [closed, outcome] = close(card, ticked, { txCounter: 2 })
    expect(closed.account).toMatchObject({ phase: 'closed', balance: BALANCE - 5n, paid: 1 })
    expect(must(outcome).closed).toMatchObject({ txCounter: 2, paid: 1, balance: BALANCE - 5n })
  })

  it('repeated, repeats the statement', () => {
    const [closed, first] = close(card, ticked, { txCounter: 2 })
    expect(close(card, closed, { txCounter: 2 })).toEqual([closed, first])
  })

  it.each<[string, string, PurseState, number]>([
    ['a blank card', 'notPersonalised', NEW_PURSE, 1],
    ['a purse that never opened a chain', 'noChain', world.state, 1],
    ['another chain', 'otherChain', ticked, 1],
    ['a chain before a load', 'noChain', load(card, close(card, ticked, { txCounter: 2 })[0], authorise(3, 1n))[0], 2],
  ])('refuses %s', (_name, refused, state, txCounter) => {
    expect(close(card, state, { txCounter })).toEqual([state, { ok: false, refused }])
  })
})

describe('what the card tells', () => {
  it('its status and certificate', () => {
    expect(must(readStatus(world.state)[1])).toEqual({
      balance: BALANCE,
      currency: 'CHF',
      txCounter: 1,
      phase: 'loaded',
      blocked: false,
      pinTries: 3,
    })
    expect(must(readCertificate(world.state)[1])).toBe(personalisation.certificate)
  })

  it('nothing of a blank card', () => {
    expect(readStatus(NEW_PURSE)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(readCertificate(NEW_PURSE)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
  })

  it('its log, newest first; a record overwritten before it was read is missed by its sequence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), (loads) => {
        let { state } = world
        for (let i = 0; i < loads; i += 1) [state] = load(card, state, authorise(2 + i, BigInt(1 + i)))
        const written = loads + 1
        const read = Array.from({ length: LOG_RECORDS + 2 }, (_, age) => readLog(state, { age })[1])
        const sequences = read.map((record) => (record.ok ? record.value.sequence : 0))
        const expected = read.map((_, age) => (age < Math.min(written, LOG_RECORDS) ? written - age : 0))
        expect(sequences).toEqual(expected)
      }),
    )
  })
})
