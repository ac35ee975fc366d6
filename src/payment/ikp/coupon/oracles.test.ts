// Oracles 1, 2, 3, 5 and 9 of ARCHITECTURE.md over coupons and their clearing: any message delivered twice, late,
// out of order, or with a byte altered, and a buyer that forges claims.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BAN, SELLER_ID } from '../../play/coupon-steps.ts'
import { KINDS, LENGTH, moves, openChain, Run, VALUE, type OpenedChain } from '../../testing/coupon-wire.ts'
import { expire } from './acquirer.ts'
import { microPaymentLayout } from './messages.ts'

let opened: OpenedChain

beforeAll(async () => {
  opened = await openChain()
})

function expectBalanced(run: Run): void {
  const { ledger } = run.world
  const account = ledger.account(BAN)!
  const payment = ledger.payment(SELLER_ID, 1n)!
  const credited = ledger.seller(SELLER_ID)?.credited ?? 0n
  expect(account.charged).toBe(credited)
  expect(payment.cleared).toBe(credited)
  expect(account.held).toBe(payment.state === 'authorised' ? BigInt(LENGTH) * VALUE - credited : 0n)
  expect(ledger.own().fees).toBe(ledger.seller(SELLER_ID)?.fees ?? 0n)
}

describe.each(KINDS)('%s claims', (_name, verifier, key) => {
  it('oracle 1: no interleaving makes or loses money', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run(opened, verifier(opened), key(opened))
        for (const step of steps) {
          run.play(step)
          expectBalanced(run)
        }
        const late = run.seller.expires + run.acquirer.graceMs + 1
        const { ledger } = run.world
        ledger.apply(expire(run.acquirer, ledger, ledger.payment(SELLER_ID, 1n)!, late) ?? {})
        expectBalanced(run)
        expect(ledger.account(BAN)?.held).toBe(0n)
      }),
    )
  })

  it('oracle 2: nobody is paid for a coupon that was not disclosed', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run(opened, verifier(opened), key(opened))
        let disclosed = 0
        for (const step of steps) {
          run.play(step)
          disclosed = Math.max(run.buyer.spent, disclosed, step.kind === 'forge' ? step.spent : 0)
          expect(run.seller.best.spent).toBeLessThanOrEqual(run.buyer.spent)
          const credited = run.world.ledger.seller(SELLER_ID)?.credited ?? 0n
          expect(credited).toBeLessThanOrEqual(BigInt(disclosed) * VALUE)
          expect(BigInt(run.seller.cleared) * VALUE).toBeLessThanOrEqual(credited)
        }
      }),
    )
  })

  it('oracle 3: a seller that claims in time is paid for its best coupon, whatever others send', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run(opened, verifier(opened), key(opened))
        for (const step of steps) run.play(step)
        run.now = Math.max(run.now, run.seller.expires + 1) // in the grace no rate limit holds a claim up
        run.claim(false)
        expect(run.deliver('request', run.sent.request.at(-1)!, undefined)).toBe(true)
        expect(run.deliver('reply', run.sent.reply.at(-1)!, undefined)).toBe(true)
        const credited = run.world.ledger.seller(SELLER_ID)?.credited ?? 0n
        expect(credited).toBeGreaterThanOrEqual(BigInt(run.seller.best.spent) * VALUE)
        expect(run.seller.cleared).toBeGreaterThanOrEqual(run.seller.best.spent)
      }),
    )
  })

  it('oracle 5: what the buyer has spent is with the seller, or in payments that it has not taken', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run(opened, verifier(opened), key(opened))
        for (const step of steps) run.play(step)
        const best = run.sent.payment.findLast(
          ({ bytes }) => microPaymentLayout.decode(bytes).index >= LENGTH - run.seller.best.spent,
        )
        const spentThere = best === undefined ? 0 : LENGTH - microPaymentLayout.decode(best.bytes).index
        const inDoubt = run.sent.payment
          .filter(({ bytes }) => LENGTH - microPaymentLayout.decode(bytes).index > run.seller.best.spent)
          .reduce((sum, { price }) => sum + price, 0n)
        expect(spentThere).toBe(run.seller.best.spent)
        expect(BigInt(run.buyer.spent - run.seller.best.spent) * VALUE).toBe(inDoubt)
      }),
    )
  })

  it('oracle 9: a message that comes twice in a row changes no money the second time', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom('payment' as const, 'request' as const, 'reply' as const), (steps, kind) => {
        const run = new Run(opened, verifier(opened), key(opened))
        for (const step of steps) run.play(step)
        for (const message of run.sent[kind]) {
          run.deliver(kind, message, undefined)
          const once = run.money()
          run.deliver(kind, message, undefined)
          expect(run.money()).toEqual(once)
        }
      }),
    )
  })
})

describe('a byte altered on the way', () => {
  const proven = KINDS.slice(0, 2)

  it.each(proven)('of a claim is refused (%s)', (_name, verifier, key) => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = new Run(opened, verifier(opened), key(opened))
        for (const step of steps) run.play(step)
        run.claim(false)
        expect(run.deliver('request', run.sent.request.at(-1)!, at)).toBe(false)
      }),
    )
  })

  it('of a reply is refused', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = new Run(opened, KINDS[0]![1](opened), KINDS[0]![2](opened))
        for (const step of steps) run.play(step)
        run.claim(false)
        run.deliver('request', run.sent.request.at(-1)!, undefined)
        expect(run.deliver('reply', run.sent.reply.at(-1)!, at)).toBe(false)
      }),
    )
  })

  it('of a bare coupon is refused: number, value and chain hang together', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = new Run(opened, KINDS[0]![1](opened), KINDS[0]![2](opened))
        for (const step of steps) run.play(step)
        for (const message of run.sent.payment) expect(run.deliver('payment', message, at)).toBe(false)
      }),
    )
  })
})
