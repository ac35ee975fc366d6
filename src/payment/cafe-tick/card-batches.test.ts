import { describe, expect, it } from 'vitest'
import { close } from './card.ts'
import { tick } from './card-ticks.ts'
import { BALANCE, must } from './testing/purse-world.ts'
import { at, open, reset, ticked, world } from './testing/tick-steps.ts'

const { card } = world
const batched = (batch: number) => open(world.state, { batch })

describe('batches', () => {
  it('take a whole batch from the balance and leave it alone for the next ticks', () => {
    const first = ticked(batched(4), 1)
    expect(first.account).toMatchObject({ paid: 4, balance: BALANCE - 20n })
    expect(ticked(first, 4).account).toBe(first.account)
    expect(ticked(first, 5).account).toMatchObject({ paid: 8 })
    expect(ticked(ticked(first, 8), 9).account).toMatchObject({ paid: 10 })
  })

  it('reserve at open takes T at once and writes nothing per tick', () => {
    const reserved = batched(10)
    expect(reserved.account).toMatchObject({ paid: 10, balance: BALANCE - 50n })
    expect(ticked(reserved, 10).account).toBe(reserved.account)
  })

  it('fall back to single ticks when the balance does not cover a batch', () => {
    const poor = open(at({ balance: 12n }), { batch: 4 })
    expect(ticked(poor, 1).account).toMatchObject({ paid: 1, balance: 7n })
  })

  it('give back at CLOSE what was not answered', () => {
    const [closed, outcome] = close(card, ticked(batched(10), 3), { txCounter: 2 })
    expect(closed.account).toMatchObject({ balance: BALANCE - 15n, paid: 3 })
    expect(must(outcome).closed.paid).toBe(3)
  })

  it('give nothing back after a reset: the card no longer knows what it answered', () => {
    const [closed] = close(card, reset(ticked(batched(4), 2)), { txCounter: 2 })
    expect(closed.account).toMatchObject({ balance: BALANCE - 20n, paid: 4 })
  })

  it('answering an old tick after a reset does not make CLOSE give back later ones', () => {
    const torn = reset(ticked(batched(8), 6))
    const [closed] = close(card, ticked(torn, 3), { txCounter: 2 })
    expect(closed.account).toMatchObject({ balance: BALANCE - 40n, paid: 8 })
  })

  it('know again what they answered once a new batch has begun', () => {
    const torn = reset(ticked(batched(4), 2))
    const [closed] = close(card, ticked(ticked(torn, 4), 5), { txCounter: 2 })
    expect(closed.account).toMatchObject({ balance: BALANCE - 25n, paid: 5 })
  })

  it('after a reset answer what is paid and never more', () => {
    const torn = reset(ticked(batched(4), 2))
    expect(ticked(torn, 4).account).toBe(torn.account)
    expect(tick(card, torn, { txCounter: 2, spent: 6 })[1]).toEqual({ ok: false, refused: 'countNotNext' })
  })
})
