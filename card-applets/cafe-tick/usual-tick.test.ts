// The short cut beside the transition that it stands for: the same answers and the same memory, whatever is asked.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandFor } from '../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { indexedChain, type ChainFunction } from '../../src/chain/step.ts'
import { TRAVERSAL_METHODS } from '../../src/chain/traversal/schedule.ts'
import { close } from '../../src/payment/cafe-tick/card.ts'
import type { OpenRequest } from '../../src/payment/cafe-tick/card-messages.ts'
import type { PurseState, PurseStep } from '../../src/payment/cafe-tick/card-state.ts'
import { getLast, openTicks, tick, tickTo } from '../../src/payment/cafe-tick/card-ticks.ts'
import { must, openingOf } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { ask } from '../testing/ask.ts'
import { purseCards, stateOf } from '../testing/purse-cards.ts'
import { AppletCells } from '../memory/applet-cells.ts'
import { CardMemory } from '../memory/card-memory.ts'
import { cafeTickApplet } from './applet.ts'
import { allocatePurseCells } from './cells.ts'
import { usualTick } from './usual-tick.ts'

/** A chain that counts the steps that are taken on it. */
function counting(): { readonly chain: ChainFunction; readonly steps: () => number } {
  let steps = 0
  const walk: ChainFunction['walk'] = (id, value, from, to) => {
    steps += to - from
    return indexedChain.walk(id, value, from, to)
  }
  return { chain: { ...indexedChain, walk }, steps: () => steps }
}

const [onCard, beside] = [counting(), counting()]
const cards = purseCards(cafeTickApplet({ chain: onCard.chain }))
const tools = { ...cards.world.card, chain: beside.chain }

type Asked =
  | ({ readonly kind: 'openTicks' } & Pick<OpenRequest, 'limit' | 'batch' | 'tickValue' | 'traversal'>)
  | { readonly kind: 'tick' | 'tickTo'; readonly further: number; readonly other: number }
  | { readonly kind: 'close' | 'getLast' | 'reset' }

const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Asked>({ kind: 'tick', further: 1, other: 0 }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('tick', 'tickTo'),
      further: fc.integer({ min: -2, max: 3 }),
      other: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('openTicks'),
      limit: fc.constantFrom(1, 3, 6, 70),
      batch: fc.constantFrom(1, 1, 2),
      tickValue: fc.constantFrom(1n, 100n),
      traversal: fc.constantFrom(undefined, ...TRAVERSAL_METHODS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('close', 'getLast', 'reset') }) },
)

function outcomeOf<Reply, Refusal extends string>([next, pure]: PurseStep<Reply, Refusal>, answer: unknown) {
  return { state: next, card: answer, pure }
}

/** What card and transitions make of one command. Both are at the same state, which the transitions move on. */
function both(card: EmulatedCard, state: PurseState, one: Asked): { state: PurseState; card: unknown; pure: unknown } {
  const txCounter = state.chain?.txCounter ?? 0
  switch (one.kind) {
    case 'openTicks': {
      const { limit, batch, tickValue, traversal } = one
      const request = openingOf({ limit, batch, tickValue, traversal })
      return outcomeOf(openTicks(tools, state, request), ask(card, CAFE_TICK_COMMANDS.openTicks, request))
    }
    case 'tick':
    case 'tickTo': {
      const request = { txCounter: txCounter + one.other, spent: Math.max(0, state.account.paid + one.further) }
      const step = one.kind === 'tick' ? tick : tickTo
      return outcomeOf(step(tools, state, request), ask(card, CAFE_TICK_COMMANDS[one.kind], request))
    }
    case 'close':
      return outcomeOf(close(tools, state, { txCounter }), ask(card, CAFE_TICK_COMMANDS.close, { txCounter }))
    case 'getLast':
      return outcomeOf(getLast(tools, state), ask(card, CAFE_TICK_COMMANDS.getLast, {}))
    case 'reset':
      card.reset()
      return { state: stateOf(card), card: undefined, pure: undefined }
  }
}

it('answers as the transition does, takes as many steps and leaves the same account', () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 30 }), (commands) => {
      const card = cards.loaded()
      let state = stateOf(card)
      for (const one of commands) {
        const [there, here] = [onCard.steps(), beside.steps()]
        const done = both(card, state, one)
        expect({ one, outcome: done.card }).toEqual({ one, outcome: done.pure })
        expect({ one, steps: onCard.steps() - there }).toEqual({ one, steps: beside.steps() - here })
        state = done.state
        expect(stateOf(card).account).toEqual(state.account)
      }
    }),
    { numRuns: 120 },
  )
})

const opened = (): EmulatedCard => {
  const card = cards.loaded()
  must(ask(card, CAFE_TICK_COMMANDS.openTicks, openingOf()))
  return card
}
const send = (card: EmulatedCard, hex: string): string => printHex(card.exchange(parseHex(hex, 'command')))

describe('a tick of an open chain', () => {
  it('is one on every channel and with no other header', () => {
    const [data, answer] = ['080000000200000001', /^00000001.{32}9000$/]
    expect(send(opened(), `80320000${data}14`)).toMatch(answer)
    expect(send(opened(), `80320001${data}14`)).toBe('6a86')
    expect(send(opened(), `80320100${data}14`)).toBe('6a86')
    expect(send(opened(), `80330000${data}14`)).toBe('6d00')
    expect(send(opened(), `84320000${data}14`)).toBe('6e00')
    expect(send(opened(), '803200000900000002000000010014')).toBe('6a80')
  })

  it('writes as much as the transition: an entry of the journal, two marks and the cell', () => {
    const card = cards.copyOf(opened())
    const writesOf = (spent: number): number => {
      const before = card.memoryWrites()
      must(ask(card, CAFE_TICK_COMMANDS.tick, { txCounter: 2, spent }))
      return card.memoryWrites() - before
    }
    // The first after the reset is the transition's, since no value is in RAM; those behind it are not.
    expect([writesOf(1), writesOf(2), writesOf(3)]).toEqual([4, 4, 4])
  })
})

it('leaves a balance that only a bigint holds to the transition', () => {
  const memory = new CardMemory({}, { observe: () => undefined, onWrite: () => undefined })
  const { account } = memory.install(() => allocatePurseCells(new AppletCells(memory, 'purse')))
  const usual = usualTick(tools, account)
  const state = stateOf(opened())
  const command = commandFor(CAFE_TICK_COMMANDS.tick, { txCounter: 2, spent: 1 })
  const asked = (balance: bigint): unknown => {
    const rich = { ...state, account: { ...state.account, balance } }
    const [cell, bytes] = account.change(rich.account)
    cell.write(bytes)
    usual.follow(rich)
    return usual.run(command)?.sw
  }
  expect([asked(2n ** 53n), asked(2n ** 53n - 1n)]).toEqual([undefined, 0x9000])
  expect(account.read().balance).toBe(2n ** 53n - 6n)
})
