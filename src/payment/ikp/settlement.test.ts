import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accepted, createWorld, NOW, openCoupons, priceTerms, runPayment, type World } from '../play/world.ts'
import { endHold, mayForget, settle } from './settle.ts'
import { settlementReplyLayout, settlementRequestLayout, type SettlementKind } from './settlement-messages.ts'
import { openSettlement, orderSettlement, takeSettlementReply, type Settlement } from './settlement-order.ts'
import { VARIANTS, type Variant } from './variant.ts'

const ACCOUNT = '4711 0815'

async function held(variant: Variant = '3kp-hardened'): Promise<{ world: World; state: Settlement }> {
  const world = await createWorld({ variant, capture: 'authorise' })
  const run = await runPayment(world, priceTerms(100n))
  if (run.seller.step !== 'authorised') throw new Error(run.seller.step)
  return { world, state: openSettlement(run.seller) }
}

/** One order through its codec, applied at once; gives the seller's next state or the refusal. */
function ordered(
  world: World,
  state: Settlement,
  kind: SettlementKind,
  amount: bigint,
  now = NOW,
): Settlement | string {
  const [asked, outcome] = orderSettlement(world.seller, state, kind, amount)
  if (!outcome.ok) return outcome.refused
  const request = settlementRequestLayout.decode(settlementRequestLayout.encode(outcome.value))
  const [change, answer] = settle(world.acquirer, world.ledger, request, now)
  world.ledger.apply(change)
  if (!answer.ok) return answer.refused
  const reply = settlementReplyLayout.decode(settlementReplyLayout.encode(answer.value))
  const [next, taken] = takeSettlementReply(world.seller, asked, reply, now)
  accepted(taken)
  return next
}

function must(state: Settlement | string): Settlement {
  if (typeof state === 'string') throw new Error(state)
  return state
}

function money(world: World): unknown {
  const account = world.ledger.account(ACCOUNT)!
  const seller = world.ledger.seller('seller-1')!
  const { held: onHold, charged } = account
  return { held: onHold, charged, credited: seller.credited, refunded: seller.refunded }
}

describe('the state table of SPEC.md 5', () => {
  it.each(VARIANTS)('%s: authorise, capture in parts, refund', async (variant) => {
    const { world, state } = await held(variant)
    expect(money(world)).toEqual({ held: 100n, charged: 0n, credited: 0n, refunded: 0n })
    const first = must(ordered(world, state, 'capture', 30n))
    expect(money(world)).toEqual({ held: 70n, charged: 30n, credited: 30n, refunded: 0n })
    const second = must(ordered(world, first, 'capture-to', 80n))
    expect(money(world)).toEqual({ held: 20n, charged: 80n, credited: 80n, refunded: 0n })
    const third = must(ordered(world, second, 'void', 0n))
    expect(money(world)).toEqual({ held: 0n, charged: 80n, credited: 80n, refunded: 0n })
    must(ordered(world, must(ordered(world, third, 'refund', 50n)), 'refund', 30n))
    expect(money(world)).toEqual({ held: 0n, charged: 0n, credited: 80n, refunded: 80n })
  })

  it('voids an untouched hold', async () => {
    const { world, state } = await held()
    must(ordered(world, state, 'void', 0n))
    expect(world.ledger.payment('seller-1', 1n)?.state).toBe('void')
    expect(money(world)).toMatchObject({ held: 0n, charged: 0n })
  })

  it('refunds a payment that was cleared at once', async () => {
    const world = await createWorld()
    const run = await runPayment(world, priceTerms(100n))
    if (run.seller.step !== 'authorised') throw new Error(run.seller.step)
    must(ordered(world, openSettlement(run.seller), 'refund', 100n))
    expect(money(world)).toMatchObject({ charged: 0n, refunded: 100n })
  })

  it('ends a hold at its expiry, and not before', async () => {
    const { world } = await held()
    const payment = world.ledger.payment('seller-1', 1n)!
    expect(endHold(world.ledger, payment, NOW)).toBeUndefined()
    world.ledger.apply(endHold(world.ledger, payment, NOW + 3_600_000)!)
    expect(money(world)).toMatchObject({ held: 0n, charged: 0n })
  })
})

describe('once the hold of a payment that was captured in part has ended', () => {
  const end = NOW + 3_600_000

  async function ended(): Promise<{ world: World; state: Settlement }> {
    const { world, state } = await held()
    const captured = must(ordered(world, state, 'capture', 50n))
    world.ledger.apply(endHold(world.ledger, world.ledger.payment('seller-1', 1n)!, end)!)
    return { world, state: captured }
  }

  it('the seller can still refund, and learns from the reply that nothing is held', async () => {
    const { world, state } = await ended()
    const refunded = must(ordered(world, state, 'refund', 20n, end))
    expect(refunded).toMatchObject({ cleared: 50n, refunded: 20n, held: 0n })
    expect(money(world)).toEqual({ held: 0n, charged: 30n, credited: 50n, refunded: 20n })
    expect(ordered(world, refunded, 'capture', 1n, end)).toBe('amountOutOfRange')
    expect(must(ordered(world, refunded, 'refund', 30n, end))).toMatchObject({ refunded: 50n })
  })

  it('an acquirer that says so before the end is not believed', async () => {
    const { world, state } = await ended()
    const [waiting, outcome] = orderSettlement(world.seller, state, 'refund', 20n)
    const reply = accepted(settle(world.acquirer, world.ledger, accepted(outcome), end)[1])
    expect(takeSettlementReply(world.seller, waiting, reply, end - 1)[1]).toMatchObject({ refused: 'booksDiffer' })
    expect(takeSettlementReply(world.seller, waiting, reply, end)[1]).toMatchObject({ ok: true })
  })
})

describe('the seller orders nothing that the books do not hold', () => {
  it.each([
    ['capture', 101n],
    ['capture', 0n],
    ['capture-to', 101n],
    ['void', 1n],
    ['refund', 1n],
  ] as const)('%s %i', async (kind, amount) => {
    const { world, state } = await held()
    expect(orderSettlement(world.seller, state, kind, amount)).toEqual([
      state,
      { ok: false, refused: 'amountOutOfRange' },
    ])
  })
})

describe('the acquirer refuses', () => {
  it('a proof that is not the seller’s', async () => {
    const { world, state } = await held()
    const request = accepted(orderSettlement(world.seller, state, 'capture', 10n)[1])
    const forged = { ...request, proof: new Uint8Array(64) }
    expect(settle(world.acquirer, world.ledger, forged, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })

  it('a MAC that is not the seller’s, in 1KP', async () => {
    const { world, state } = await held('1kp')
    const request = accepted(orderSettlement(world.seller, state, 'capture', 10n)[1])
    const forged = { ...request, proof: new Uint8Array(32) }
    expect(settle(world.acquirer, world.ledger, forged, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })

  it('a payment that it does not know, under this H(Common) or at all', async () => {
    const { world, state } = await held()
    const other = { ...state, commonDigest: new Uint8Array(32) }
    const request = accepted(orderSettlement(world.seller, other, 'capture', 10n)[1])
    expect(settle(world.acquirer, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'paymentUnknown' })
  })

  it('another order under a used number, and counts an alarm', async () => {
    const { world, state } = await held()
    must(ordered(world, state, 'capture', 10n))
    const again = accepted(orderSettlement(world.seller, state, 'capture', 20n)[1])
    const [change, outcome] = settle(world.acquirer, world.ledger, again, NOW)
    expect(outcome).toMatchObject({ refused: 'changedRepeat' })
    expect(change.payment?.alarms).toBe(1)
    expect(change.account).toBeUndefined()
  })

  it('a number that skips one', async () => {
    const { world, state } = await held()
    const request = accepted(orderSettlement(world.seller, { ...state, sequence: 1 }, 'capture', 10n)[1])
    expect(settle(world.acquirer, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'sequenceGap' })
  })

  it('a capture after the hold has ended', async () => {
    const { world, state } = await held()
    expect(ordered(world, state, 'capture', 10n, NOW + 3_600_000)).toBe('holdEnded')
  })

  it.each([
    ['capture', 101n],
    ['capture-to', 101n],
    ['refund', 1n],
  ] as const)('%s %i, whatever the seller believes', async (kind, amount) => {
    const { world, state } = await held()
    const rich = { ...state, held: 1000n, cleared: kind === 'refund' ? 1000n : 0n }
    const request = accepted(orderSettlement(world.seller, rich, kind, amount)[1])
    expect(settle(world.acquirer, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'amountOutOfRange' })
  })

  it('a refund of more than is left of what was cleared, whatever the seller believes', async () => {
    const { world, state } = await held()
    const captured = must(ordered(world, state, 'capture', 50n))
    const refunded = must(ordered(world, captured, 'refund', 30n))
    const request = accepted(orderSettlement(world.seller, { ...refunded, refunded: 0n }, 'refund', 21n)[1])
    expect(settle(world.acquirer, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'amountOutOfRange' })
    expect(must(ordered(world, refunded, 'refund', 20n))).toMatchObject({ refunded: 50n })
  })

  it('a refund of nothing: it would only use up a number', async () => {
    const { world, state } = await held()
    const captured = must(ordered(world, state, 'capture', 10n))
    expect(ordered(world, captured, 'refund', 0n)).toBe('amountOutOfRange')
    expect(ordered(world, captured, 'refund', 1n)).toMatchObject({ refunded: 1n })
  })

  it('a void of what is no longer held', async () => {
    const { world, state } = await held()
    must(ordered(world, state, 'void', 0n))
    const request = accepted(orderSettlement(world.seller, { ...state, sequence: 1 }, 'void', 0n)[1])
    expect(settle(world.acquirer, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'amountOutOfRange' })
  })

  it('orders for a payment that was declined, and for one that coupons clear', async () => {
    const poor = await createWorld({ creditLimit: 5n })
    const { seller: declined } = await runPayment(poor, priceTerms(100n))
    const state = { ...(await held()).state, common: declined.common, commonDigest: declined.commonDigest }
    const request = accepted(orderSettlement(poor.seller, state, 'capture', 10n)[1])
    expect(settle(poor.acquirer, poor.ledger, request, NOW)[1]).toMatchObject({ refused: 'notAuthorised' })
    const world = await createWorld()
    const { run } = await openCoupons(world, 10)
    const coupons = { ...state, common: run.seller.common, commonDigest: run.seller.commonDigest }
    const claim = accepted(orderSettlement(world.seller, coupons, 'capture', 10n)[1])
    expect(settle(world.acquirer, world.ledger, claim, NOW)[1]).toMatchObject({ refused: 'clearedByCoupons' })
  })
})

describe('repeats', () => {
  it('give the stored reply and move nothing', async () => {
    const { world, state } = await held()
    const [waiting, outcome] = orderSettlement(world.seller, state, 'capture', 10n)
    const [change, first] = settle(world.acquirer, world.ledger, accepted(outcome), NOW)
    world.ledger.apply(change)
    const [resent, again] = orderSettlement(world.seller, waiting, 'capture', 10n)
    expect(accepted(again)).toEqual(accepted(outcome))
    expect(resent).toBe(waiting)
    const [nothing, second] = settle(world.acquirer, world.ledger, accepted(again), NOW)
    expect(nothing).toEqual({})
    expect(second).toEqual(first)
  })

  it('keep a second order back while one is under way', async () => {
    const { world, state } = await held()
    const [waiting] = orderSettlement(world.seller, state, 'capture', 10n)
    expect(orderSettlement(world.seller, waiting, 'capture', 11n)[1]).toMatchObject({ refused: 'orderUnderWay' })
  })
})

describe('the seller refuses a reply', () => {
  it('that nobody asked for, of another payment, unsigned, or with other books', async () => {
    const { world, state } = await held()
    const [waiting, outcome] = orderSettlement(world.seller, state, 'capture', 10n)
    const reply = accepted(settle(world.acquirer, world.ledger, accepted(outcome), NOW)[1])
    const { seller } = world
    expect(takeSettlementReply(seller, state, reply, NOW)[1]).toMatchObject({ refused: 'nothingAsked' })
    const elsewhere = { ...waiting, commonDigest: new Uint8Array(32) }
    expect(takeSettlementReply(seller, elsewhere, reply, NOW)[1]).toMatchObject({ refused: 'anotherPayment' })
    const forged = { ...reply, statement: { ...reply.statement, cleared: 11n } }
    expect(takeSettlementReply(seller, waiting, forged, NOW)[1]).toMatchObject({ refused: 'acquirerSignatureWrong' })
    const behind = { ...waiting, cleared: 5n }
    expect(takeSettlementReply(seller, behind, reply, NOW)[1]).toMatchObject({ refused: 'booksDiffer' })
  })
})

it('no sequence of orders makes or loses money: charged is credited less refunded, and never above the price', async () => {
  const { world, state } = await held()
  const snapshot = [world.ledger.payment('seller-1', 1n)!, world.ledger.account(ACCOUNT)!] as const
  const order = fc.record({
    kind: fc.constantFrom<SettlementKind>('capture', 'capture-to', 'void', 'refund'),
    amount: fc.bigInt({ min: 0n, max: 120n }),
  })
  fc.assert(
    fc.property(fc.array(order, { maxLength: 12 }), (orders) => {
      world.ledger.apply({
        payment: snapshot[0],
        account: snapshot[1],
        seller: { sellerId: 'seller-1', credited: 0n, refunded: 0n, fees: 0n },
      })
      let current = state
      for (const { kind, amount } of orders) {
        const next = ordered(world, current, kind, amount)
        if (typeof next !== 'string') current = next
        const books = money(world) as Record<string, bigint>
        expect(books['charged']).toBe(books['credited']! - books['refunded']!)
        expect(books['held']! + books['credited']!).toBeLessThanOrEqual(100n)
      }
    }),
    { numRuns: 60 },
  )
})

describe('forgetting', () => {
  it('waits until the hold is settled and the date alone refuses a replay', async () => {
    const { world, state } = await held()
    const day = 24 * 3_600_000
    const record = () => world.ledger.payment('seller-1', 1n)!
    expect(mayForget(record(), day, NOW + 2 * day)).toBe(false) // still held
    must(ordered(world, state, 'void', 0n))
    expect(mayForget(record(), day, NOW + day)).toBe(false)
    expect(mayForget(record(), day, NOW + day + 1)).toBe(true)
  })
})
