// How a token is made: coupons of the broker's own chain, the next in order, wrapped for one use.

import type { ChainFunction } from '../../../chain/step.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { couponsLeft, spend } from '../coupon/buyer.ts'
import type { Maced } from '../coupon/delivery/session.ts'
import type { Outgoing } from './books.ts'
import type { Token } from './messages.ts'
import type { RateSource } from './rate.ts'
import { sealToken } from './token.ts'

export interface Broker {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  readonly rateOf: RateSource
  /** How long a token is good, and an exchange may take, ms. */
  readonly tokenLifeMs: number
  /** How often an answer to a buyer is sent again. */
  readonly mostRetransmissions: number
}

export interface IssueInput {
  readonly count: number
  readonly itemDigest: Uint8Array | undefined
  /** reqNo' where it was given out before, by an exchange; else the next. */
  readonly number?: number
}

export interface Issued {
  readonly token: Token
  readonly sealed: Maced
  readonly outgoing: Outgoing
}

/** Coupons left for new promises. */
export function freeCoupons(outgoing: Outgoing): number {
  return couponsLeft(outgoing.chain) - outgoing.reserved
}

/** Spends coupons of the chain. Throws `RangeError` where there are too few: callers look before they promise. */
export function issueToken(
  { crypto, tokenLifeMs }: Broker,
  outgoing: Outgoing,
  { count, itemDigest, number = outgoing.number + 1 }: IssueInput,
  now: number,
): Issued {
  const [chain, spent] = spend(outgoing.chain, count)
  if (!spent.ok) throw new RangeError(`${count} coupons were promised: ${spent.refused}`)
  const { chainId, index, coupon } = spent.value
  const expires = endOf(outgoing, now + tokenLifeMs)
  const { transactionId, keys } = outgoing
  const token: Token = { transactionId, chainId, index, coupon, count, number, expires, itemDigest }
  const after = { ...outgoing, chain, number: Math.max(number, outgoing.number), lastEnd: expires }
  return { token, sealed: sealToken(crypto, keys, token), outgoing: after }
}

/** Never before the end of an earlier token, never at the end of the hold: from there on the seller takes nothing. */
export function endOf(outgoing: Outgoing, wanted: number): number {
  return Math.min(Math.max(wanted, outgoing.lastEnd), outgoing.expires - 1)
}
