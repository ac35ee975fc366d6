// What the broker keeps: a session with each buyer, a chain towards each seller, and every token that it gave out. A
// transition reads through BrokerBooks and returns a BrokerChange, which the shell applies whole or not at all: that is
// what makes a translation atomic (SPEC.md 4: coupon taken, coupon given, request answered).

import type { BuyerChain } from '../coupon/buyer.ts'
import type { SellerSession } from '../coupon/delivery/seller.ts'
import type { Maced, SessionKeys } from '../coupon/delivery/session.ts'
import type { TokenPayment } from './messages.ts'

/** A buyer's payment relation with the broker; TID_S is the broker's as a seller. */
export interface BuyerAccount {
  readonly session: SellerSession
  readonly currency: string
  /** What the broker owes this buyer, minor units: unused tokens and failed exchanges. Spent before coupons are. */
  readonly credit: bigint
}

/** The broker's payment relation with a seller; TID_S is the seller's. */
export interface Outgoing {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly keys: SessionKeys
  readonly currency: string
  readonly chain: BuyerChain
  readonly expires: number
  /** reqNo' of the last token. */
  readonly number: number
  /** No token ends before one that was given out earlier: sellers keep skipped coupons only that long. */
  readonly lastEnd: number
  /** Coupons promised to exchanges that are not finished. */
  readonly reserved: number
  /** The last redemption report; none has sequence 0. */
  readonly reported: { readonly sequence: number; readonly digest: Uint8Array | undefined }
}

/** `open` until the seller reports it redeemed, or reports that it was not. */
export interface IssuedToken {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly number: number
  readonly count: number
  /** Where the chain stood after it: what a claim must reach to cover it. */
  readonly spent: number
  readonly expires: number
  /** TID_S of the buyer, and what it was charged in its own currency. */
  readonly buyer: bigint
  readonly charged: bigint
  readonly state: 'open' | 'redeemed' | 'unused'
  /** What the broker itself sends to the seller (row 2a), to be sent again on a repeated request. */
  readonly forward: TokenPayment | undefined
}

export type EscrowState = 'held' | 'released' | 'credited'

/** Money that waits for goods (SPEC.md 8). */
export interface Escrow {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly number: number
  readonly count: number
  readonly itemDigest: Uint8Array
  readonly expires: number
  readonly buyer: bigint
  readonly charged: bigint
  readonly state: EscrowState
  /** H of the encrypted goods as each side has named it. */
  readonly received: Uint8Array | undefined
  readonly sent: { readonly goodsDigest: Uint8Array; readonly goodsKey: Uint8Array } | undefined
  /** What each side gets at the release, kept for repeats. */
  readonly release: { readonly token: Maced; readonly goodsKey: Maced } | undefined
}

/** Names a token or an exchange: numbers are counted per payment relation with a seller. */
export interface TokenReference {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly number: number
}

export interface BrokerBooks {
  buyer(transactionId: bigint): BuyerAccount | undefined
  /** The relation that new tokens are drawn on. */
  currentOutgoing(sellerId: string): Outgoing | undefined
  outgoing(sellerId: string, transactionId: bigint): Outgoing | undefined
  token(reference: TokenReference): IssuedToken | undefined
  /** All tokens of one relation. */
  tokens(sellerId: string, transactionId: bigint): readonly IssuedToken[]
  escrow(reference: TokenReference): Escrow | undefined
}

export interface BrokerChange {
  readonly buyers?: readonly BuyerAccount[]
  readonly outgoing?: Outgoing
  readonly tokens?: readonly IssuedToken[]
  readonly escrow?: Escrow
}

export interface MemoryBooks extends BrokerBooks {
  apply(change: BrokerChange): void
  buyers(): IterableIterator<BuyerAccount>
  escrows(): IterableIterator<Escrow>
}

/** Books in memory. A relation with a seller replaces the one before it; tokens of the old one stay good. */
export function createMemoryBooks(): MemoryBooks {
  const buyers = new Map<bigint, BuyerAccount>()
  const relations = new Map<string, Outgoing>()
  const current = new Map<string, Outgoing>()
  const tokens = new Map<string, Map<number, IssuedToken>>()
  const escrows = new Map<string, Escrow>()
  return {
    buyer: (transactionId) => buyers.get(transactionId),
    currentOutgoing: (sellerId) => current.get(sellerId),
    outgoing: (sellerId, transactionId) => relations.get(relationKey({ sellerId, transactionId })),
    token: (reference) => tokens.get(relationKey(reference))?.get(reference.number),
    tokens: (sellerId, transactionId) => [...(tokens.get(relationKey({ sellerId, transactionId }))?.values() ?? [])],
    escrow: (reference) => escrows.get(escrowKey(reference)),
    apply(change) {
      for (const buyer of change.buyers ?? []) buyers.set(buyer.session.transactionId, buyer)
      const { outgoing } = change
      if (outgoing !== undefined) {
        relations.set(relationKey(outgoing), outgoing)
        const before = current.get(outgoing.sellerId)
        const isNewest = before === undefined || before.transactionId <= outgoing.transactionId
        if (isNewest) current.set(outgoing.sellerId, outgoing)
      }
      for (const token of change.tokens ?? []) {
        const key = relationKey(token)
        tokens.set(key, (tokens.get(key) ?? new Map<number, IssuedToken>()).set(token.number, token))
      }
      if (change.escrow !== undefined) escrows.set(escrowKey(change.escrow), change.escrow)
    },
    buyers: () => buyers.values(),
    escrows: () => escrows.values(),
  }
}

function relationKey({ sellerId, transactionId }: Omit<TokenReference, 'number'>): string {
  return `${transactionId}:${sellerId}`
}

function escrowKey(reference: TokenReference): string {
  return `${reference.number}:${relationKey(reference)}`
}
