// What the acquirer keeps: accounts, holds and the payments that made them. A transition reads through AcquirerLedger
// and returns an AcquirerChange; the shell applies a change whole or not at all. No money is made or lost here:
// what buyers were charged is what sellers were credited, and fees billed to sellers are what the acquirer earned.

import { byteKey } from '../../bytes/bytes.ts'
import type { Spend } from '../../chain/chain.ts'
import type { Common } from './common.ts'
import type { AuthResponse } from './messages.ts'

/** A buyer's account behind the gateway. */
export interface Account {
  /** BAN. */
  readonly number: string
  readonly expiration: string
  readonly pin: string | undefined
  /** Digests of the requests with a wrong PIN, few; cleared by the bank behind the gateway, not here. */
  readonly wrongPins: readonly Uint8Array[]
  /** The key registered for the account: CERT_B must carry it in 3KP. */
  readonly signatureKey: Uint8Array | undefined
  readonly currency: string
  /** The most that may be held and charged together. */
  readonly creditLimit: bigint
  readonly held: bigint
  readonly charged: bigint
}

/** A seller's account: what was paid in, what refunds took out again, and what is billed apart as fees. */
export interface SellerAccount {
  readonly sellerId: string
  readonly credited: bigint
  readonly refunded: bigint
  readonly fees: bigint
}

/** The acquirer's own account: what sellers were charged for clearing. */
export interface OwnAccount {
  readonly fees: bigint
}

/** How far a chain of a coupon payment has been cleared. */
export interface ClearedChain {
  readonly best: Spend
  /** Closed by the seller or by expiry: nothing more is paid. */
  readonly closed: boolean
  /** The last clear request that moved this chain, and its reply: repeats are answered from here. */
  readonly last: LastClearing | undefined
}

export interface LastClearing {
  readonly sequence: number
  /** When it was taken, ms since 1970. */
  readonly at: number
  readonly request: Uint8Array
  readonly reply: Uint8Array
}

/** One authorisation, per (ID_S, TID_S): replay memory, hold and evidence in one (SPEC.md 5). */
export interface PaymentRecord {
  readonly common: Common
  readonly commonDigest: Uint8Array
  /** H of the whole Auth-Request: an identical repeat gets `response` again, another one is refused. */
  readonly requestDigest: Uint8Array
  readonly response: AuthResponse
  /** BAN of the account that pays. */
  readonly account: string
  readonly state: 'declined' | 'authorised' | 'cleared' | 'void'
  /** Of PRICE: what has been cleared so far and what of that was given back. */
  readonly cleared: bigint
  readonly refunded: bigint
  /** In the order of Common's chains. */
  readonly chains: readonly ClearedChain[]
  /** PK_S from CERT_S, where the seller signs. */
  readonly sellerKey: Uint8Array | undefined
  /** Evidence: encoded Auth-Request. */
  readonly request: Uint8Array
  /** Captures, voids and refunds in the order of their sequence numbers, from 1. */
  readonly orders: readonly SettledOrder[]
  /** How often somebody sent something else under a used TID_S or sequence number: a matter for a human. */
  readonly alarms: number
}

/** An order of the seller and what was answered: evidence, and how a repeat is known. */
export interface SettledOrder {
  /** Encoded SettlementRequest and SettlementReply. */
  readonly request: Uint8Array
  readonly reply: Uint8Array
}

/** The reading side. Lookups only; nothing here changes anything. */
export interface AcquirerLedger {
  payment(sellerId: string, transactionId: bigint): PaymentRecord | undefined
  account(number: string): Account | undefined
  seller(sellerId: string): SellerAccount | undefined
  own(): OwnAccount
  anchorIsUsed(anchor: Uint8Array): boolean
}

/** What one transition changes: to be applied atomically. */
export interface AcquirerChange {
  readonly payment?: PaymentRecord
  readonly account?: Account
  readonly seller?: SellerAccount
  readonly own?: OwnAccount
  /** A record that `mayForget` lets go. Its anchors stay used. */
  readonly forget?: PaymentRecord
}

export interface MemoryLedger extends AcquirerLedger {
  apply(change: AcquirerChange): void
  accounts(): IterableIterator<Account>
  sellers(): IterableIterator<SellerAccount>
  payments(): IterableIterator<PaymentRecord>
}

/** A ledger in memory, opened with the accounts that exist. */
export function createMemoryLedger(accounts: readonly Account[], sellers: readonly SellerAccount[]): MemoryLedger {
  const accountsByNumber = new Map(accounts.map((account) => [account.number, account]))
  const sellersById = new Map(sellers.map((seller) => [seller.sellerId, seller]))
  const payments = new Map<string, PaymentRecord>()
  const anchors = new Set<string>()
  let ownAccount: OwnAccount = { fees: 0n }
  return {
    payment: (sellerId, transactionId) => payments.get(paymentKey(sellerId, transactionId)),
    account: (number) => accountsByNumber.get(number),
    seller: (sellerId) => sellersById.get(sellerId),
    own: () => ownAccount,
    anchorIsUsed: (anchor) => anchors.has(byteKey(anchor)),
    apply({ payment, account, seller, own, forget }) {
      if (forget !== undefined) payments.delete(keyOf(forget))
      if (payment !== undefined) {
        payments.set(keyOf(payment), payment)
        for (const chain of payment.common.terms.chains) anchors.add(byteKey(chain.anchor))
      }
      if (account !== undefined) accountsByNumber.set(account.number, account)
      if (seller !== undefined) sellersById.set(seller.sellerId, seller)
      if (own !== undefined) ownAccount = own
    },
    accounts: () => accountsByNumber.values(),
    sellers: () => sellersById.values(),
    payments: () => payments.values(),
  }
}

function keyOf({ common }: PaymentRecord): string {
  return paymentKey(common.seller.sellerId, common.seller.transactionId)
}

function paymentKey(sellerId: string, transactionId: bigint): string {
  return `${transactionId}:${sellerId}`
}
