// Oracles 1, 2, 9 and 10 of ARCHITECTURE.md over broker, two buyers and a seller: orders, tokens in any order,
// exchanges, reports and time, every message delivered twice, late, out of order or with a byte altered.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BROKER_ID, SELLER } from '../../play/broker-steps.ts'
import { BrokerRun, BUYERS, RELATION, stageBroker, type BrokerStage } from '../../testing/broker-run.ts'
import { cleared, opened } from '../../play/coupon-steps.ts'
import { paid, taken } from '../../testing/coupon-steps.ts'
import { requestClearing } from '../coupon/seller.ts'
import { overcleared } from './reconcile.ts'

type Move =
  | { readonly kind: 'order'; readonly buyer: bigint; readonly count: number; readonly escrow: boolean }
  | { readonly kind: 'retry'; readonly buyer: bigint }
  | { readonly kind: 'use' | 'ask'; readonly which: number }
  | { readonly kind: 'report' | 'timeOut' | 'advance' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'deliver'; readonly which: number; readonly touch: number | undefined }

const buyer = fc.constantFrom(...BUYERS)
const touch = fc.option(fc.nat(), { nil: undefined, freq: 5 })
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    buyer,
    count: fc.integer({ min: 1, max: 4 }),
    escrow: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('retry' as const), buyer }),
  fc.record({ kind: fc.constantFrom('use' as const, 'ask' as const), which: fc.nat() }),
  fc.record({ kind: fc.constantFrom('report' as const, 'timeOut' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(400_000) }),
  {
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      which: fc.nat(),
      touch,
    }),
    weight: 3,
  },
  { arbitrary: fc.constant({ kind: 'advance' as const }), weight: 14 }, // or no exchange would get to its end
)
const moves = fc.array(move, { maxLength: 150, size: 'max' })

let stage: BrokerStage

beforeAll(async () => {
  stage = await stageBroker()
})

function play(run: BrokerRun, step: Move): void {
  switch (step.kind) {
    case 'order':
      return run.order(step.buyer, step.count, step.escrow)
    case 'retry':
      return run.retry(step.buyer)
    case 'use':
      return run.use(step.which)
    case 'ask':
      return run.ask(step.which)
    case 'report':
      return run.report()
    case 'timeOut':
      return run.timeOut()
    case 'advance':
      return run.advance()
    case 'wait':
      run.now += step.ms
      return
    case 'deliver':
      run.deliver(step.which, step.touch)
  }
}

function played(steps: readonly Move[]): BrokerRun {
  const run = new BrokerRun(stage)
  for (const step of steps) play(run, step)
  return run
}

/** Coupons that the broker took, counted in minor units: one each. */
function collected(run: BrokerRun): bigint {
  return sum(BUYERS.map((each) => BigInt(run.books.buyer(each)?.session.chains[0]?.best.spent ?? 0)))
}

/** What it owes or has given for them. */
function accountedFor(run: BrokerRun): bigint {
  const tokens = run.books.tokens(SELLER, RELATION).filter(({ state }) => state !== 'unused')
  const waiting = [...run.books.escrows()].filter(({ state }) => state === 'held')
  const credits = [...run.books.buyers()].map(({ credit }) => credit)
  return sum([...tokens.map(({ charged }) => charged), ...waiting.map(({ charged }) => charged), ...credits])
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, each) => total + each, 0n)
}

describe('whatever happens on the wire', () => {
  it('oracle 1: what the broker took is given out, held, or owed to the buyers', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new BrokerRun(stage)
        for (const step of steps) {
          play(run, step)
          expect(accountedFor(run)).toBe(collected(run))
        }
      }),
    )
  })

  it('oracle 1: every coupon of the broker is in one token, and promises never exceed the chain', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = played(steps)
        const outgoing = run.books.currentOutgoing(SELLER)!
        const given = run.books.tokens(SELLER, RELATION).reduce((total, { count }) => total + count, 0)
        const waiting = [...run.books.escrows()].filter(({ state }) => state === 'held')
        expect(given).toBe(outgoing.chain.spent)
        expect(waiting.reduce((total, { count }) => total + count, 0)).toBe(outgoing.reserved)
        expect(outgoing.chain.spent + outgoing.reserved).toBeLessThanOrEqual(outgoing.chain.chain.length)
      }),
    )
  })

  it('oracle 2: the seller redeems no coupon that the broker did not give out, and none twice', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new BrokerRun(stage)
        for (const step of steps) {
          play(run, step)
          const { relation } = run.desk
          const outgoing = run.books.currentOutgoing(SELLER)!
          expect(relation.chain.best.spent).toBeLessThanOrEqual(outgoing.chain.spent)
          expect(relation.units + relation.pending.size).toBeLessThanOrEqual(relation.chain.best.spent)
        }
      }),
    )
  })

  it('oracle 9: a message that comes twice in a row moves nothing the second time', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = played(steps)
        const known = run.wire.length
        for (let which = 0; which < known; which += 1) {
          run.deliver(which, undefined)
          const once = moneyOf(run)
          run.deliver(which, undefined)
          expect(moneyOf(run)).toEqual(once)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('every altered byte of every message is refused', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = played(steps)
        const known = run.wire.length
        const before = moneyOf(run)
        for (let which = 0; which < known; which += 1) expect(run.deliver(which, at)).toBe(false)
        expect(moneyOf(run)).toEqual(before)
      }),
    )
  })

  it('over-clearing is what the last report shows: cleared is redeemed and owed back', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = played(steps.filter(({ kind }) => kind !== 'report'))
        run.now += 1_000_000
        run.timeOut()
        run.report()
        expect(run.deliver(run.wire.length - 1, undefined)).toBe(true)
        const tokens = run.books.tokens(SELLER, RELATION)
        const cleared = run.desk.relation.chain.best.spent
        const redeemed = tokens.filter(({ state, spent }) => state === 'redeemed' && spent <= cleared)
        const earned = redeemed.reduce((total, { count }) => total + count, 0)
        const owed = overcleared(run.books.currentOutgoing(SELLER)!, tokens, cleared)
        expect(BigInt(earned) + owed).toBe(BigInt(cleared))
        expect(tokens.some(({ state }) => state === 'open')).toBe(false)
      }),
    )
  })
})

function moneyOf(run: BrokerRun): unknown {
  const { units, chain } = run.desk.relation
  const states = run.books.tokens(SELLER, RELATION).map(({ number, state }) => [number, state])
  const escrows = [...run.books.escrows()].map(({ number, state }) => [number, state])
  const outgoing = run.books.currentOutgoing(SELLER)
  return [collected(run), accountedFor(run), units, chain.best.spent, outgoing?.chain.spent, states, escrows]
}

it('oracle 10: a seller earns through the broker what it earns without one', async () => {
  const counts = fc.array(fc.tuple(buyer, fc.integer({ min: 1, max: 3 })), { maxLength: 9 })
  const direct = new Map(await Promise.all(BUYERS.map(async (each) => [each, await opened(40)] as const)))
  fc.assert(
    fc.property(counts, (purchases) => {
      const run = new BrokerRun(stage)
      const chains = new Map(
        [...direct].map(([who, { buyerChain, sellerChain }]) => [who, [buyerChain, sellerChain]] as const),
      )
      for (const [who, count] of purchases) {
        run.order(who, count, false)
        run.deliver(run.wire.length - 1, undefined)
        run.deliver(run.wire.length - 1, undefined)
        const [fromBuyer, toSeller] = chains.get(who)!
        const [spent, payment] = paid(fromBuyer, count)
        chains.set(who, [spent, taken(direct.get(who)!.world, toSeller, payment, BigInt(count))])
      }
      for (let which = purchases.length - 1; which >= 0; which -= 1) {
        run.use(which)
        run.deliver(run.wire.length - 1, undefined)
      }
      const earned = [...chains.values()].reduce((total, [, { best }]) => total + best.spent, 0)
      expect(run.desk.relation.units).toBe(earned)
      expect(run.desk.relation.chain.best.spent).toBe(earned)
    }),
  )
})

it('oracle 1: the acquirer moves from buyers to broker and from broker to seller what the chains say', async () => {
  const own = await stageBroker()
  const run = new BrokerRun(own)
  run.order(1n, 3, false)
  run.deliver(0, undefined)
  run.deliver(1, undefined)
  run.use(0)
  run.deliver(2, undefined)
  const { world, asSeller } = own.at
  const sellerKey = { kind: 'signed', signatureKey: world.seller.signatureKey! } as const
  cleared(world, requestClearing(world.seller.crypto, run.desk.relation.chain, sellerKey, true)[1])
  const brokerKey = { kind: 'signed', signatureKey: asSeller.seller.signatureKey! } as const
  const [fromBuyer] = run.books.buyer(1n)!.session.chains
  cleared(world, requestClearing(asSeller.seller.crypto, fromBuyer!, brokerKey, true)[1])
  const charged = [...world.ledger.accounts()].map((account) => account.charged)
  const credited = [SELLER, BROKER_ID].map((sellerId) => world.ledger.seller(sellerId)?.credited)
  expect(sum(charged)).toBe(6n)
  expect(credited).toEqual([3n, 3n])
})
