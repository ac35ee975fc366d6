import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { observedChain } from '../../chain/observed.ts'
import { LONGEST_CHAIN } from '../../chain/chain.ts'
import { scheduleOf, TRAVERSAL_METHODS, type TraversalMethod } from '../../chain/traversal/schedule.ts'
import { createTally } from '../../crypto/operations.ts'
import { close } from './card.ts'
import { openTicks, tickTo } from './card-ticks.ts'
import type { PurseState } from './card-state.ts'
import { chosenMethod, disclose, fitsCard, isStored, MOST_IN_RAM, MOST_STORED } from './card-values.ts'
import { must, openingOf, purseWorld } from './testing/purse-world.ts'
import { reset } from './testing/tick-steps.ts'

const world = purseWorld()
const tally = createTally()
const card = { ...world.card, chain: observedChain(world.card.chain, tally.observe) }

/** A chain of `limit` ticks of value 1. */
function opened(traversal: TraversalMethod, limit: number): PurseState {
  const [state, outcome] = openTicks(card, world.state, openingOf({ limit, tickValue: 1n, traversal }))
  must(outcome)
  return state
}

function take(state: PurseState, spent: number): readonly [PurseState, Uint8Array] {
  const [next, outcome] = tickTo(card, state, { txCounter: 2, spent })
  return [next, must(outcome).value]
}

/** What PB_(T - spent) is, computed in the plainest way. */
function expectedValue({ chain }: PurseState, spent: number): Uint8Array {
  const { id, secret, request } = chain!
  return world.card.chain.walk(id, secret, 0, request.limit - spent)
}

function stepsOf(run: () => unknown): number {
  const before = tally.read().chainStep ?? 0
  run()
  return (tally.read().chainStep ?? 0) - before
}

it('whatever is kept, resets and retries included, each count has one value', () => {
  const move = fc.oneof(
    fc.record({ kind: fc.constant('forward' as const), by: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constantFrom('retry' as const, 'reset' as const) }),
    fc.record({ kind: fc.constant('older' as const), by: fc.integer({ min: 1, max: 30 }) }),
  )
  const chain = fc.record({ method: fc.constantFrom(...TRAVERSAL_METHODS), limit: fc.integer({ min: 1, max: 100 }) })
  fc.assert(
    fc.property(chain, fc.array(move, { maxLength: 25 }), ({ method, limit }, moves) => {
      let state = opened(method, limit)
      let spent = 0
      for (const each of moves) {
        if (each.kind === 'reset') state = reset(state)
        if (each.kind === 'forward') spent = Math.min(limit, spent + each.by)
        if (spent === 0) continue
        const count = each.kind === 'older' ? Math.max(1, spent - each.by) : spent
        const { value, session } = disclose(card, state, state.chain!, count)
        expect(value).toEqual(expectedValue(state, count))
        state = { ...state, session }
      }
    }),
    { numRuns: 300 },
  )
})

describe('what a tick costs', () => {
  it.each<[TraversalMethod, number, number]>([
    ['storeAll', 64, 0],
    ['storeAll', 100, 0],
    ['seedOnly', 64, 63],
    ['squareRoot', 64, 7],
    ['smoothSquareRoot', 64, 1],
    ['pebbles', 64, 3],
  ])('%s, %i ticks: at most %i hashes each, and T to open', (method, limit, most) => {
    expect(stepsOf(() => opened(method, limit))).toBe(limit)
    let state = opened(method, limit)
    const each = Array.from({ length: limit }, (_, at) => stepsOf(() => ([state] = take(state, at + 1))))
    expect(Math.max(...each)).toBe(most)
  })

  it('a retry costs nothing while the power lasts', () => {
    for (const method of TRAVERSAL_METHODS) {
      const [state] = take(opened(method, 64), 20)
      expect(stepsOf(() => take(state, 20))).toBe(0)
    }
  })

  it('the first one after a reset walks what is left of the chain, once', () => {
    const [state] = take(opened('pebbles', 64), 20)
    expect(stepsOf(() => take(reset(state), 21))).toBeLessThanOrEqual(64 - 20 + 3)
  })
})

describe('a chain too long for RAM', () => {
  const long = opened('storeAll', 100)

  it('lies in persistent memory, written once, at OPEN', () => {
    expect([isStored(long.chain!), long.stored?.length]).toEqual([true, 1600])
    expect(take(long, 30)[0].stored).toBe(long.stored)
    expect(stepsOf(() => take(reset(long), 30))).toBe(0)
  })

  it('answers its last tick from the secret once it is closed: another chain may lie there', () => {
    const [thirty] = take(long, 30)
    const [closed] = close(card, thirty, { txCounter: 2 })
    const overwritten = { ...closed, stored: new Uint8Array(1600) }
    expect(take(overwritten, 30)[1]).toEqual(expectedValue(long, 30))
  })
})

describe('the memory of the card', () => {
  it('decides what the terminal leaves open', () => {
    expect([chosenMethod(MOST_IN_RAM), chosenMethod(MOST_IN_RAM + 1)]).toEqual(['storeAll', 'pebbles'])
    const [state] = openTicks(card, world.state, openingOf({ limit: 100, tickValue: 1n }))
    expect(state.chain?.traversal).toBe('pebbles')
  })

  it.each<[TraversalMethod, number]>([
    ['storeAll', MOST_STORED],
    ['squareRoot', 961],
    ['smoothSquareRoot', 961],
  ])('bounds %s at %i ticks', (method, most) => {
    expect([fitsCard(method, most), fitsCard(method, most + 1)]).toEqual([true, false])
  })

  it('never keeps more in RAM than that, wherever on the chain', () => {
    for (const method of ['squareRoot', 'smoothSquareRoot', 'pebbles'] as const) {
      const { stored } = scheduleOf(method, 961)
      const most = Math.max(...Array.from({ length: 962 }, (_, left) => stored(left).length))
      expect(most).toBeLessThanOrEqual(MOST_IN_RAM)
    }
    const longest = scheduleOf('pebbles', LONGEST_CHAIN).stored(LONGEST_CHAIN)
    expect(longest.length).toBeLessThanOrEqual(MOST_IN_RAM)
  })

  it('has room for any chain with pebbles or the secret alone', () => {
    for (const method of ['pebbles', 'seedOnly'] as const) expect(fitsCard(method, 2 ** 20)).toBe(true)
  })

  it('refuses a method that does not fit', () => {
    const { personalisation } = world
    const limits = { ...personalisation.limits, longestChain: 1000 }
    const state = {
      ...world.state,
      identity: { ...world.state.identity!, personalisation: { ...personalisation, limits } },
    }
    const request = openingOf({ limit: 300, tickValue: 1n, traversal: 'storeAll' })
    expect(openTicks(card, state, request)).toEqual([state, { ok: false, refused: 'limitOutOfRange' }])
    expect(openTicks(card, state, { ...request, traversal: undefined })[1].ok).toBe(true)
  })
})
