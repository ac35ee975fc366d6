// Oracles 1, 2, 3, 5 and 9 of protocols.md 8 over coupons and their clearing: any message delivered twice, late, out of
// order, or with a byte altered, and a buyer that forges claims.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import type { Layout } from '../../bytes/layout.ts'
import { BAN, clearingUnder, SELLER_ID, signedKey } from '../testing/coupon-steps.ts'
import { createWorld, NOW, openCoupons, type World } from '../testing/world.ts'
import { clear, expire, type ClearingAcquirer } from './acquirer.ts'
import { spend, type BuyerChain } from './buyer.ts'
import type { ClearKey, ClearVerifier } from './clear-proof.ts'
import { clearClaimLayout, clearReplyLayout, clearRequestLayout, microPaymentLayout } from './messages.ts'
import { requestClearing, takeClearReply, takeCoupons, type SellerChain } from './seller.ts'

const LENGTH = 25
const VALUE = 7n
const MAC_KEY = new Uint8Array(32).fill(9)

type Move =
  | { readonly kind: 'spend'; readonly units: number }
  | { readonly kind: 'claim'; readonly final: boolean }
  | { readonly kind: 'forge'; readonly spent: number; readonly sequence: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'payment' | 'request' | 'reply'; readonly which: number; readonly touch: number | undefined }

const touch = fc.option(fc.nat(), { nil: undefined })
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('spend' as const), units: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('claim' as const), final: fc.boolean() }),
  fc.record({ kind: fc.constant('forge' as const), spent: fc.nat(LENGTH), sequence: fc.nat(2 ** 32 - 1) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(40_000) }),
  fc.record({
    kind: fc.constantFrom('payment' as const, 'request' as const, 'reply' as const),
    which: fc.nat(),
    touch,
  }),
)
const moves = fc.array(move, { maxLength: 40 })

/** Everything that the acquirer books, as it was before the first payment. */
let opened: { readonly world: World; readonly buyer: BuyerChain; readonly seller: SellerChain }

beforeAll(async () => {
  const world = await createWorld({ creditLimit: 1000n })
  const run = await openCoupons(world, LENGTH, VALUE)
  opened = { world, buyer: run.buyerChain, seller: run.sellerChain }
})

interface Sent {
  readonly bytes: Uint8Array
  /** What the item of a payment costs. */
  readonly price: bigint
}

/** One run of the parties over a hostile wire. */
class Run {
  readonly sent: Record<'payment' | 'request' | 'reply', Sent[]> = { payment: [], request: [], reply: [] }
  readonly world: World
  readonly acquirer: ClearingAcquirer
  readonly key: ClearKey
  buyer: BuyerChain
  seller: SellerChain
  now: number = NOW

  constructor(verifier: ClearVerifier, key: ClearKey) {
    const { ledger } = opened.world
    const copy = freshLedger(opened.world)
    this.world = { ...opened.world, ledger: copy }
    this.acquirer = clearingUnder(this.world, verifier, { perClearing: 2n, basisPoints: 30 })
    this.key = key
    this.buyer = opened.buyer
    this.seller = opened.seller
    expect(ledger.account(BAN)?.charged).toBe(0n)
  }

  play(step: Move): void {
    switch (step.kind) {
      case 'spend':
        return this.spend(step.units)
      case 'claim':
        return this.claim(step.final)
      case 'forge':
        return this.forge(step.spent, step.sequence)
      case 'wait':
        this.now += step.ms
        return
      case 'payment':
      case 'request':
      case 'reply': {
        const log = this.sent[step.kind]
        const message = log[step.which % Math.max(log.length, 1)]
        if (message !== undefined) this.deliver(step.kind, message, step.touch)
      }
    }
  }

  spend(units: number): void {
    const [next, outcome] = spend(this.buyer, units)
    this.buyer = next
    if (!outcome.ok) return
    this.sent.payment.push({ bytes: microPaymentLayout.encode(outcome.value), price: BigInt(units) * VALUE })
  }

  claim(final: boolean): void {
    const closes = final && this.key.kind !== 'unsigned'
    const [next, request] = requestClearing(this.world.seller.crypto, this.seller, this.key, closes)
    this.seller = next
    this.sent.request.push({ bytes: clearRequestLayout.encode(request), price: 0n })
  }

  /** The buyer knows every coupon, but no key of the seller. */
  forge(spent: number, sequence: number): void {
    const { sellerId, transactionId, commonDigest } = this.seller
    const index = LENGTH - spent
    const coupon = this.buyer.coupons.slice(index * 16, index * 16 + 16)
    const claim = { sellerId, transactionId, commonDigest, chain: 0, sequence, index, coupon, final: false }
    const proof = this.key.kind === 'unsigned' ? new Uint8Array() : new Uint8Array(this.key.kind === 'maced' ? 32 : 64)
    const bytes = clearRequestLayout.encode({ claim: clearClaimLayout.encode(claim), proof })
    this.sent.request.push({ bytes, price: 0n })
  }

  /** True when the receiver did not refuse. */
  deliver(kind: 'payment' | 'request' | 'reply', { bytes, price }: Sent, at: number | undefined): boolean {
    const arrived = at === undefined ? bytes : bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ 1)
    try {
      if (kind === 'payment') return this.take(arrived, price)
      return kind === 'request' ? this.clear(arrived) : this.read(arrived)
    } catch (error) {
      if (error instanceof DecodeError) return false
      throw error
    }
  }

  take(bytes: Uint8Array, price: bigint): boolean {
    const payment = decode(microPaymentLayout, bytes)
    const [next, outcome] = takeCoupons(this.world.chain, this.seller, { payment, price, now: this.now })
    this.seller = next
    return outcome.ok
  }

  clear(bytes: Uint8Array): boolean {
    const [change, outcome] = clear(this.acquirer, this.world.ledger, decode(clearRequestLayout, bytes), this.now)
    this.world.ledger.apply(change)
    if (outcome.ok) this.sent.reply.push({ bytes: clearReplyLayout.encode(outcome.value), price: 0n })
    return outcome.ok
  }

  read(bytes: Uint8Array): boolean {
    const { crypto, acquirerKey } = this.world.seller
    const [next, outcome] = takeClearReply(crypto, acquirerKey, this.seller, decode(clearReplyLayout, bytes))
    this.seller = next
    return outcome.ok
  }

  /** All that belongs to money: what must not change when a message comes twice. */
  money(): unknown {
    const { ledger } = this.world
    const { best, cleared } = this.seller
    return [ledger.account(BAN), ledger.seller(SELLER_ID), ledger.own(), best, cleared, this.seller.closed]
  }
}

function decode<T>(layout: Layout<T>, bytes: Uint8Array): T {
  return layout.decode(bytes)
}

/** A ledger that starts where the payment was authorised. */
function freshLedger(world: World): World['ledger'] {
  const stores = new Map<string, unknown>()
  const base = world.ledger
  const overlay: World['ledger'] = {
    ...base,
    payment: (sellerId, transactionId) =>
      (stores.get('payment') as ReturnType<typeof base.payment>) ?? base.payment(sellerId, transactionId),
    account: (number) => (stores.get('account') as ReturnType<typeof base.account>) ?? base.account(number),
    seller: () => stores.get('seller') as ReturnType<typeof base.seller>,
    own: () => (stores.get('own') as ReturnType<typeof base.own>) ?? base.own(),
    apply(change) {
      for (const [name, value] of Object.entries(change)) stores.set(name, value)
    },
  }
  return overlay
}

const KINDS: readonly [string, () => ClearVerifier, () => ClearKey][] = [
  ['signed', () => ({ kind: 'signed', publicKey: sellerKey() }), () => signedKey(opened.world)],
  ['maced', () => ({ kind: 'maced', macKey: MAC_KEY }), () => ({ kind: 'maced', macKey: MAC_KEY })],
  [
    'unsigned-cumulative',
    () => ({ kind: 'unsigned-cumulative', leastIntervalMs: 30_000 }),
    () => ({ kind: 'unsigned' }),
  ],
]

function sellerKey(): Uint8Array {
  return opened.world.ledger.payment(SELLER_ID, 1n)?.sellerKey ?? new Uint8Array()
}

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
        const run = new Run(verifier(), key())
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
        const run = new Run(verifier(), key())
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
        const run = new Run(verifier(), key())
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
        const run = new Run(verifier(), key())
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
        const run = new Run(verifier(), key())
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
        const run = new Run(verifier(), key())
        for (const step of steps) run.play(step)
        run.claim(false)
        expect(run.deliver('request', run.sent.request.at(-1)!, at)).toBe(false)
      }),
    )
  })

  it('of a reply is refused', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = new Run(KINDS[0]![1](), KINDS[0]![2]())
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
        const run = new Run(KINDS[0]![1](), KINDS[0]![2]())
        for (const step of steps) run.play(step)
        for (const message of run.sent.payment) expect(run.deliver('payment', message, at)).toBe(false)
      }),
    )
  })
})
