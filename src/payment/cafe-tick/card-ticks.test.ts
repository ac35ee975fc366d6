import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexedChain } from '../../chain/step.ts'
import { close, load, personalise } from './card.ts'
import {
  type OpenRequest,
  type TickAnswer,
  type TickRequest,
  lastAnswerLayout,
  tickAnswerLayout,
  tickRequestLayout,
} from './card-messages.ts'
import { LAST_TX_COUNTER, NEW_PURSE, cafeTickAccountLayout, type PurseState } from './card-state.ts'
import { getLast, openTicks, tick, tickTo } from './card-ticks.ts'
import { authoriseLoad } from './issuer.ts'
import { closingStatementLayout, loadReceiptLayout, signedCommitmentLayout, tickCommitmentLayout } from './messages.ts'
import { BALANCE, LIMITS, must, openingOf, OTHER_PAYEE } from './testing/purse-world.ts'
import { at, open, opened, reset, ticked, world } from './testing/tick-steps.ts'

const { card } = world

const refusalOf = (state: PurseState, request: Partial<TickRequest>, command = tick) => {
  const [next, outcome] = command(card, state, { txCounter: 2, spent: 1, ...request })
  expect(next).toBe(state)
  return outcome.ok ? undefined : outcome.refused
}

const answerOf = (state: PurseState) => {
  const [next, outcome] = getLast(card, state)
  expect(next).toBe(state)
  return must(outcome)
}

const secretOf = (state: PurseState) => open(state).chain?.secret

describe('openTicks', () => {
  it('signs everything that the terminal asked for, its own number, the chain id and the anchor', () => {
    const [, outcome] = openTicks(card, world.state, openingOf())
    const { commitment, signature } = must(outcome)
    const { batch: _, ...terms } = openingOf()
    expect(commitment).toMatchObject({ ...terms, txCounter: 2, cardId: world.account.cardId })
    const { publicKey } = world.personalisation.certificate.certificate
    expect(card.crypto.signatures.verify(publicKey, tickCommitmentLayout.encode(commitment), signature)).toBe(true)
  })

  it('takes the next number and leaves the balance alone', () => {
    expect(opened.account).toMatchObject({ txCounter: 2, balance: BALANCE, paid: 0, phase: 'open' })
  })

  it('resumes after a reset: the same request gets the same commitment', () => {
    const first = openTicks(card, world.state, openingOf())
    const again = reset(ticked(first[0], 3))
    expect(openTicks(card, again, openingOf())).toEqual([again, first[1]])
  })

  it('makes another chain when anything asked for differs, or the number, or the card', () => {
    const secrets = [
      opened.chain?.secret,
      open(world.state, { terminalNonce: new Uint8Array(16) }).chain?.secret,
      open(world.state, { payee: OTHER_PAYEE }).chain?.secret,
      open(world.state, { limit: 11 }).chain?.secret,
      secretOf(at({ txCounter: 7 })),
      secretOf({ ...personalise(card, NEW_PURSE, world.personalisation)[0], account: world.state.account }),
    ]
    expect(new Set(secrets.map(String)).size).toBe(secrets.length)
  })

  it('a restored card image makes another chain for another terminal nonce', () => {
    const restored = world.state
    const first = open(restored)
    const second = open(restored, { terminalNonce: new Uint8Array(16).fill(9) })
    expect(second.chain?.txCounter).toBe(first.chain?.txCounter)
    expect(second.chain?.anchor).not.toEqual(first.chain?.anchor)
  })

  it.each<[string, string, PurseState, Partial<OpenRequest>]>([
    ['a blank card', 'notPersonalised', NEW_PURSE, {}],
    ['a second chain', 'chainOpen', opened, { payee: OTHER_PAYEE }],
    ['another currency', 'currencyWrong', world.state, { currency: 'EUR' }],
    ['T = 0', 'limitOutOfRange', world.state, { limit: 0 }],
    ['T over the limit of the card', 'limitOutOfRange', world.state, { limit: LIMITS.longestChain + 1, tickValue: 1n }],
    ['v = 0', 'valueOutOfRange', world.state, { tickValue: 0n }],
    ['v * T over the limit of the card', 'valueOutOfRange', world.state, { tickValue: 81n }],
    ['v * T that overflows 64 bits', 'valueOutOfRange', world.state, { tickValue: 2n ** 62n }],
    ['a batch of 0', 'batchOutOfRange', world.state, { batch: 0 }],
    ['a batch larger than T', 'batchOutOfRange', world.state, { batch: 11 }],
    ['a balance below one tick', 'balanceTooLow', at({ balance: 4n }), {}],
    ['reserving T with a balance for T - 1', 'balanceTooLow', at({ balance: 49n }), { batch: 10 }],
    ['the last number of all', 'txCounterExhausted', at({ txCounter: LAST_TX_COUNTER }), {}],
  ])('refuses %s', (_name, refused, state, changes) => {
    expect(openTicks(card, state, openingOf(changes))).toEqual([state, { ok: false, refused }])
  })

  it('opens at exactly the limits', () => {
    expect(open(at({ balance: 5n })).account.phase).toBe('open')
    expect(open(world.state, { tickValue: 80n, limit: 10 }).account.phase).toBe('open')
    expect(open(at({ txCounter: LAST_TX_COUNTER - 1 })).account.txCounter).toBe(LAST_TX_COUNTER)
  })
})

describe('tick', () => {
  it('discloses PB_(T-i) for tick i, down to the secret after exactly T ticks', () => {
    let state = opened
    let before = opened.chain!.anchor
    for (let spent = 1; spent <= 10; spent += 1) {
      const [next, outcome] = tick(card, state, { txCounter: 2, spent })
      const answer = must(outcome)
      expect(indexedChain.walk(opened.chain!.id, answer.value, 10 - spent, 11 - spent)).toEqual(before)
      expect(next.account.balance).toBe(BALANCE - 5n * BigInt(spent))
      state = next
      before = answer.value
    }
    expect(before).toEqual(opened.chain!.secret)
  })

  it('a retry gets the same answer and never advances', () => {
    const [once, first] = tick(card, opened, { txCounter: 2, spent: 1 })
    expect(tick(card, once, { txCounter: 2, spent: 1 })).toEqual([once, first])
    const [restarted, again] = tick(card, reset(once), { txCounter: 2, spent: 1 })
    expect(again).toEqual(first)
    expect(restarted.account).toBe(once.account)
  })

  it('the last tick can be repeated after CLOSE and after a load, but no other is answered', () => {
    const [three, value] = tickTo(card, opened, { txCounter: 2, spent: 3 })
    const [closed] = close(card, three, { txCounter: 2 })
    const order = must(authoriseLoad(world.issuer, world.account, { txCounter: 3, units: 1n })[1])
    for (const state of [closed, load(card, closed, order)[0]]) {
      expect(tick(card, state, { txCounter: 2, spent: 3 })).toEqual([state, value])
      expect(refusalOf(state, { spent: 4 })).toBe('chainClosed')
      expect(refusalOf(state, { spent: 2 })).toBe('chainClosed')
    }
  })

  it('at another terminal the old chain stays dead', () => {
    const [closed] = close(card, ticked(opened, 3), { txCounter: 2 })
    const elsewhere = open(closed, { payee: OTHER_PAYEE })
    expect(refusalOf(elsewhere, { txCounter: 2, spent: 3 })).toBe('otherChain')
  })

  it.each<[string, string, PurseState, Partial<TickRequest>]>([
    ['a purse without a chain', 'noChain', world.state, {}],
    ['the number of another chain', 'otherChain', opened, { txCounter: 1 }],
    ['tick 0', 'countOutOfRange', opened, { spent: 0 }],
    ['tick T + 1', 'countOutOfRange', ticked(opened, 10), { spent: 11 }],
    ['an earlier tick', 'countNotNext', ticked(opened, 5), { spent: 4 }],
    ['a skipped tick', 'countNotNext', opened, { spent: 2 }],
    ['a tick that the balance does not cover', 'balanceTooLow', ticked(open(at({ balance: 9n })), 1), { spent: 2 }],
  ])('refuses %s', (_name, refused, state, request) => {
    expect(refusalOf(state, request)).toBe(refused)
  })

  it('TICK TO pays for everything it skips, or refuses without touching the balance', () => {
    expect(ticked(ticked(opened, 2), 7).account).toMatchObject({ balance: BALANCE - 35n, paid: 7 })
    expect(refusalOf(open(at({ balance: 34n })), { spent: 7 }, tickTo)).toBe('balanceTooLow')
    expect(refusalOf(ticked(opened, 5), { spent: 4 }, tickTo)).toBe('countNotNext')
  })
})

it('is encoded directly: the command, what is written and the answer', () => {
  for (const { put } of [tickRequestLayout, cafeTickAccountLayout, tickAnswerLayout]) expect(put).toBeDefined()
})

describe('getLast', () => {
  it('repeats each answer byte for byte, under its kind and number', () => {
    expect(answerOf(world.state)).toMatchObject({ kind: 'load', txCounter: 1 })
    expect(loadReceiptLayout.decode(answerOf(world.state).answer).done.units).toBe(BALANCE)
    const [, commitment] = openTicks(card, world.state, openingOf())
    expect(answerOf(opened)).toEqual({
      kind: 'open',
      txCounter: 2,
      answer: signedCommitmentLayout.encode(must(commitment)),
    })
    const [one, first] = tick(card, opened, { txCounter: 2, spent: 1 })
    expect(answerOf(one)).toEqual({ kind: 'tick', txCounter: 2, answer: tickAnswerLayout.encode(must(first)) })
    const [closed, statement] = close(card, one, { txCounter: 2 })
    expect(answerOf(closed)).toEqual({
      kind: 'close',
      txCounter: 2,
      answer: closingStatementLayout.encode(must(statement)),
    })
  })

  it('never answers with the next tick', () => {
    const one = ticked(opened, 1)
    const again: TickAnswer = tickAnswerLayout.decode(answerOf(one).answer)
    expect(again.spent).toBe(1)
    expect(tickAnswerLayout.decode(answerOf(reset(one)).answer)).toEqual(again)
  })

  it('after a new OPEN speaks of the new chain, by its number', () => {
    const [closed] = close(card, ticked(opened, 3), { txCounter: 2 })
    expect(answerOf(open(closed, { payee: OTHER_PAYEE }))).toMatchObject({ kind: 'open', txCounter: 3 })
  })

  it('refuses before any transaction, and inside a batch after a reset', () => {
    const blank = personalise(card, NEW_PURSE, world.personalisation)[0]
    expect(getLast(card, NEW_PURSE)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(getLast(card, blank)[1]).toEqual({ ok: false, refused: 'noSuchRecord' })
    const torn = reset(ticked(open(world.state, { batch: 4 }), 2))
    expect(getLast(card, torn)[1]).toEqual({ ok: false, refused: 'lastUnknown' })
  })

  it('fits its layout', () => {
    expect(lastAnswerLayout.decode(lastAnswerLayout.encode(answerOf(opened)))).toEqual(answerOf(opened))
  })
})

it('oracle 1: whatever is asked in whatever order, loads = balance + paid ticks', () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constant('open' as const), batch: fc.integer({ min: 0, max: 11 }), value: fc.bigInt(0n, 9n) }),
    fc.record({ kind: fc.constant('tick' as const), spent: fc.integer({ min: 0, max: 12 }), skip: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('close' as const, 'reset' as const) }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      let { state } = world
      let settled = 0n
      const disclosed = new Map<number, number>()
      for (const asked of commands) {
        const txCounter = state.account.txCounter
        if (asked.kind === 'open') {
          const before = state
          const request = openingOf({ batch: asked.batch, tickValue: asked.value })
          ;[state] = openTicks(card, state, request)
          if (state.chain !== before.chain) settled += paidValue(before)
        }
        if (asked.kind === 'reset') state = reset(state)
        if (asked.kind === 'close') [state] = close(card, state, { txCounter })
        if (asked.kind === 'tick') {
          const [next, outcome] = (asked.skip ? tickTo : tick)(card, state, { txCounter, spent: asked.spent })
          state = next
          if (outcome.ok) disclosed.set(txCounter, Math.max(asked.spent, disclosed.get(txCounter) ?? 0))
        }
        expect(state.account.balance + settled + paidValue(state)).toBe(BALANCE)
        expect(disclosed.get(state.chain?.txCounter ?? 0) ?? 0).toBeLessThanOrEqual(state.account.paid)
      }
    }),
    { numRuns: 300 },
  )
})

function paidValue({ account, chain }: PurseState): bigint {
  return chain === undefined ? 0n : BigInt(account.paid) * chain.request.tickValue
}
