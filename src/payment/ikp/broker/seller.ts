// The seller of a broker: it redeems tokens in any order (SPEC.md 5). The MACs come first: a coupon by itself is
// worth nothing here, since everybody who holds a lower one can compute it.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import type { Shop } from '../coupon/delivery/seller.ts'
import { isIntact, protect, type Maced, type SessionKeys } from '../coupon/delivery/session.ts'
import type { SellerChain } from '../coupon/seller.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { GoodsAnswer } from './escrow-messages.ts'
import { tokenProductLayout, tokenUseLayout, type Token, type TokenPayment, type TokenUse } from './messages.ts'
import { takeScattered, type PendingCoupon, type ScatterLimits, type ScatterRefusal } from './pending.ts'
import { digestItem, openToken, tokenKeyOf } from './token.ts'

/** A seller's payment relation with a broker, whose chain it is. */
export interface BrokerRelation {
  readonly keys: SessionKeys
  readonly chain: SellerChain
  readonly pending: ReadonlyMap<number, PendingCoupon>
  /** By token number, until the token has ended and was reported. */
  readonly redeemed: ReadonlyMap<number, RedeemedToken>
  /** Coupons redeemed in all. */
  readonly units: number
  readonly reporting: Reporting
  /** Exchanges in which money is held at the broker, by number. */
  readonly exchanges: ReadonlyMap<number, SellerExchange>
}

/** Fair exchange as the seller sees it (escrow-seller.ts). */
export interface SellerExchange {
  readonly count: number
  readonly itemDigest: Uint8Array
  readonly expires: number
  /** The use that was answered, and the answer, for repeats. */
  readonly answered: { readonly useDigest: Uint8Array; readonly answer: GoodsAnswer } | undefined
}

export interface RedeemedToken {
  readonly tokenDigest: Uint8Array
  readonly useDigest: Uint8Array
  /** The product, for repeats of the same use. */
  readonly response: Maced
  readonly expires: number
  readonly reported: boolean
}

/** Where the reports to the broker stand; `open` waits for its receipt. */
export interface Reporting {
  readonly sequence: number
  readonly upTo: number
  readonly open: OpenReport | undefined
}

export interface OpenReport {
  readonly message: Maced
  readonly upTo: number
  readonly numbers: readonly number[]
}

export function openRelation(keys: SessionKeys, chain: SellerChain): BrokerRelation {
  const reporting = { sequence: 0, upTo: 0, open: undefined }
  return { keys, chain, pending: new Map(), redeemed: new Map(), units: 0, reporting, exchanges: new Map() }
}

export interface TokenTaker {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  readonly limits: ScatterLimits
}

export interface TokenSeller<Shelf> extends TokenTaker {
  readonly shop: Shop<Shelf>
}

/** What is stored in one piece before a product leaves. */
export interface TokenDesk<Shelf> {
  readonly relation: BrokerRelation
  readonly shelf: Shelf
}

export type TokenRefusal =
  | 'tokenTagWrong'
  | 'anotherChain'
  | 'useTagWrong'
  | 'useOfAnotherToken'
  | 'tokenUsed'
  | 'tokenExpired'
  | 'chainClosed'
  | 'chainExpired'
  | 'anotherItem'
  | 'notSold'
  | 'wrongPrice'
  | ScatterRefusal

/**
 * Row 3: token in, product out. The same use of the same token gets the same product again; any other use of it is
 * refused. A refusal changes nothing, so the token stays good until it ends.
 */
export function redeem<Shelf>(
  seller: TokenSeller<Shelf>,
  desk: TokenDesk<Shelf>,
  { token: sealed, use }: TokenPayment,
  now: number,
): Transition<TokenDesk<Shelf>, Outcome<Maced, TokenRefusal>> {
  const { crypto } = seller
  const { relation } = desk
  const token = openToken(crypto, relation.keys, sealed)
  if (token === undefined) return [desk, refuse('tokenTagWrong')]
  const tokenKey = tokenKeyOf(crypto, relation.keys, token)
  if (!isIntact(crypto, tokenKey, use)) return [desk, refuse('useTagWrong')]
  const used: CheckedUse = {
    token,
    tokenKey,
    tokenDigest: crypto.hash(sealed.body),
    use: tokenUseLayout.decode(use.body),
    useDigest: crypto.hash(use.body),
  }
  if (!equalConstantTime(used.use.tokenDigest, used.tokenDigest)) return [desk, refuse('useOfAnotherToken')]
  const before = relation.redeemed.get(token.number)
  if (before !== undefined) {
    return [desk, equalConstantTime(before.useDigest, used.useDigest) ? accept(before.response) : refuse('tokenUsed')]
  }
  // the goods of an exchange leave before its token arrives
  if (relation.exchanges.has(token.number)) return [desk, refuse('tokenUsed')]
  const refused = refuseToken(crypto, relation, used, now)
  return refused === undefined ? sell(seller, desk, used, now) : [desk, refuse(refused)]
}

interface CheckedUse {
  readonly token: Token
  readonly tokenKey: Uint8Array
  readonly tokenDigest: Uint8Array
  readonly use: TokenUse
  readonly useDigest: Uint8Array
}

function refuseToken(
  crypto: Crypto,
  relation: BrokerRelation,
  { token, use }: CheckedUse,
  now: number,
): TokenRefusal | undefined {
  const late = refuseLate(relation, token, now)
  if (late !== undefined) return late
  if (token.itemDigest === undefined) return undefined
  return equalConstantTime(digestItem(crypto, use.item), token.itemDigest) ? undefined : 'anotherItem'
}

/** Another chain, or too late; a token whose period was reported can no longer be taken, whatever the clock says. */
export function refuseLate(
  { chain, reporting }: BrokerRelation,
  token: Token,
  now: number,
): 'anotherChain' | 'tokenExpired' | 'chainClosed' | 'chainExpired' | undefined {
  const isMine = token.transactionId === chain.transactionId && equalConstantTime(token.chainId, chain.chain.id)
  if (!isMine) return 'anotherChain'
  if (now > token.expires || token.expires < (reporting.open?.upTo ?? reporting.upTo)) return 'tokenExpired'
  if (chain.closed) return 'chainClosed'
  return chain.expires <= now ? 'chainExpired' : undefined
}

function sell<Shelf>(
  seller: TokenSeller<Shelf>,
  desk: TokenDesk<Shelf>,
  used: CheckedUse,
  now: number,
): Transition<TokenDesk<Shelf>, Outcome<Maced, TokenRefusal>> {
  const { relation } = desk
  const { token, tokenKey, tokenDigest, useDigest, use } = used
  const sale = seller.shop(desk.shelf, { description: use.item.description, encrypted: false, now })
  if (!sale.sold) return [desk, refuse('notSold')]
  if (sale.price !== BigInt(token.count) * relation.chain.value) return [desk, refuse('wrongPrice')]
  const [taken, outcome] = takeToken(seller, relation, token, now)
  if (!outcome.ok) return [desk, outcome]
  const body = tokenProductLayout.encode({ tokenDigest, useDigest, product: sale.product })
  const response = protect(seller.crypto, tokenKey, body)
  const record = { tokenDigest, useDigest, response, expires: token.expires, reported: false }
  const redeemed = new Map(relation.redeemed).set(token.number, record)
  return [{ relation: { ...taken, redeemed }, shelf: sale.shelf }, accept(response)]
}

/** Takes the coupons of a token that is known to be the broker's; gives how many they were. */
export function takeToken(
  { chain: f, limits }: TokenTaker,
  relation: BrokerRelation,
  token: Token,
  now: number,
): Transition<BrokerRelation, Outcome<number, ScatterRefusal>> {
  const { chain } = relation
  const state = { chain: chain.chain, best: chain.best, pending: relation.pending }
  const [{ best, pending }, outcome] = takeScattered(f, state, token, { limits, now })
  if (!outcome.ok) return [relation, outcome]
  const waitingSince = chain.waitingSince ?? now
  const units = relation.units + outcome.value
  return [{ ...relation, chain: { ...chain, best, waitingSince }, pending, units }, outcome]
}
