// Coupons and their clearing over a wire that keeps everything: each message can be delivered twice, late, out of order, or
// with a byte altered, and the buyer forges claims.

import fc from 'fast-check'
import { DecodeError } from '../../bytes/decode-error.ts'
import { clear, type ClearingAcquirer } from '../ikp/coupon/acquirer.ts'
import { spend, type BuyerChain } from '../ikp/coupon/buyer.ts'
import type { ClearKey, ClearVerifier } from '../ikp/coupon/clear-proof.ts'
import { clearClaimLayout, clearReplyLayout, clearRequestLayout, microPaymentLayout } from '../ikp/coupon/messages.ts'
import { requestClearing, takeClearReply, takeCoupons, type SellerChain } from '../ikp/coupon/seller.ts'
import { BAN, clearingUnder, SELLER_ID } from '../play/coupon-steps.ts'
import { signedKey } from './coupon-steps.ts'
import { createWorld, NOW, openCoupons, type World } from '../play/world.ts'

export const LENGTH = 25
export const VALUE = 7n
const MAC_KEY = new Uint8Array(32).fill(9)

export type Move =
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
export const moves: fc.Arbitrary<Move[]> = fc.array(move, { maxLength: 40 })

/** Everything that the acquirer books, as it was before the first payment. */
export interface OpenedChain {
  readonly world: World
  readonly buyer: BuyerChain
  readonly seller: SellerChain
}

export async function openChain(): Promise<OpenedChain> {
  const world = await createWorld({ creditLimit: 1000n })
  const run = await openCoupons(world, LENGTH, VALUE)
  return { world, buyer: run.buyerChain, seller: run.sellerChain }
}

export interface Sent {
  readonly bytes: Uint8Array
  /** What the item of a payment costs. */
  readonly price: bigint
}

/** One run of the parties over a hostile wire. */
export class Run {
  readonly sent: Record<'payment' | 'request' | 'reply', Sent[]> = { payment: [], request: [], reply: [] }
  readonly world: World
  readonly acquirer: ClearingAcquirer
  readonly key: ClearKey
  buyer: BuyerChain
  seller: SellerChain
  now: number = NOW

  constructor(opened: OpenedChain, verifier: ClearVerifier, key: ClearKey) {
    this.world = { ...opened.world, ledger: freshLedger(opened.world) }
    this.acquirer = clearingUnder(this.world, verifier, { perClearing: 2n, basisPoints: 30 })
    this.key = key
    this.buyer = opened.buyer
    this.seller = opened.seller
    if (opened.world.ledger.account(BAN)?.charged !== 0n)
      throw new Error('a run has changed the ledger that all start from')
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
    const payment = microPaymentLayout.decode(bytes)
    const [next, outcome] = takeCoupons(this.world.chain, this.seller, { payment, price, now: this.now })
    this.seller = next
    return outcome.ok
  }

  clear(bytes: Uint8Array): boolean {
    const [change, outcome] = clear(this.acquirer, this.world.ledger, clearRequestLayout.decode(bytes), this.now)
    this.world.ledger.apply(change)
    if (outcome.ok) this.sent.reply.push({ bytes: clearReplyLayout.encode(outcome.value), price: 0n })
    return outcome.ok
  }

  read(bytes: Uint8Array): boolean {
    const { crypto, acquirerKey } = this.world.seller
    const [next, outcome] = takeClearReply(crypto, acquirerKey, this.seller, clearReplyLayout.decode(bytes))
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

type OfChain<Value> = (opened: OpenedChain) => Value

export const KINDS: readonly [string, OfChain<ClearVerifier>, OfChain<ClearKey>][] = [
  ['signed', (opened) => ({ kind: 'signed', publicKey: sellerKey(opened) }), ({ world }) => signedKey(world)],
  ['maced', () => ({ kind: 'maced', macKey: MAC_KEY }), () => ({ kind: 'maced', macKey: MAC_KEY })],
  [
    'unsigned-cumulative',
    () => ({ kind: 'unsigned-cumulative', leastIntervalMs: 30_000 }),
    () => ({ kind: 'unsigned' }),
  ],
]

function sellerKey({ world }: OpenedChain): Uint8Array {
  return world.ledger.payment(SELLER_ID, 1n)?.sellerKey ?? new Uint8Array()
}
