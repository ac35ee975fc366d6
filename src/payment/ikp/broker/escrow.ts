// The broker as mediator (SPEC.md 8). It holds the buyer's money until both sides name the same encrypted goods;
// then token and key leave together. When time runs out first, the buyer gets credit: its coupon is disclosed and could
// not be given back as a coupon.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { BrokerBooks, BrokerChange, Escrow, Outgoing, TokenReference } from './books.ts'
import {
  escrowGrantLayout,
  escrowNoticeLayout,
  goodsKeyLayout,
  goodsReceivedLayout,
  goodsSentLayout,
} from './escrow-messages.ts'
import { keyForBroker, keyForBuyer, openOnce, sealOnce } from './goods-key.ts'
import { endOf, issueToken, type Broker } from './issue.ts'
import { tokenKeyOf } from './token.ts'

export interface Holding {
  readonly outgoing: Outgoing
  readonly count: number
  readonly itemDigest: Uint8Array
  readonly charged: bigint
  readonly buyer: bigint
}

/** Reserves coupons without disclosing any: an exchange that fails leaves no gap in the chain. */
export function holdFor(
  { crypto, tokenLifeMs }: Broker,
  { outgoing, count, itemDigest, charged, buyer }: Holding,
  now: number,
): { readonly product: Uint8Array; readonly change: BrokerChange } {
  const { sellerId, transactionId, keys } = outgoing
  const number = outgoing.number + 1
  const expires = endOf(outgoing, now + tokenLifeMs)
  const tokenKey = tokenKeyOf(crypto, keys, { transactionId, number })
  const blank = { state: 'held', received: undefined, sent: undefined, release: undefined } as const
  const escrow = { sellerId, transactionId, number, count, itemDigest, expires, buyer, charged, ...blank }
  return {
    product: escrowGrantLayout.encode({ transactionId, number, expires, tokenKey }),
    change: { outgoing: { ...outgoing, number, reserved: outgoing.reserved + count }, escrow },
  }
}

/** What tells the seller that the money is there. Computed anew for every sending. */
export function noticeOf(crypto: Crypto, { keys }: Outgoing, escrow: Escrow): Maced {
  const { transactionId, number, count, itemDigest, expires } = escrow
  return protect(crypto, keys.macKey, escrowNoticeLayout.encode({ transactionId, number, count, itemDigest, expires }))
}

export type ExchangeRefusal =
  | 'tagWrong'
  | 'exchangeUnknown'
  | 'exchangeOver'
  | 'changedRepeat'
  | 'keyNotReadable'
  | 'goodsDiffer'

/** Both halves of a finished exchange, or undefined while one side is missing. */
export type Release = NonNullable<Escrow['release']>

type ExchangeStep = Transition<BrokerChange, Outcome<Release | undefined, ExchangeRefusal>>

/** S→TTP: the goods have left. */
export function takeGoodsSent(
  broker: Broker,
  books: BrokerBooks,
  { outgoing, message }: { readonly outgoing: Outgoing; readonly message: Maced },
  now: number,
): ExchangeStep {
  const { crypto } = broker
  if (!isIntact(crypto, outgoing.keys.macKey, message)) return [{}, refuse('tagWrong')]
  const { transactionId, number, goodsDigest, sealedKey } = goodsSentLayout.decode(message.body)
  const escrow = books.escrow({ sellerId: outgoing.sellerId, transactionId, number })
  if (escrow === undefined || transactionId !== outgoing.transactionId) return [{}, refuse('exchangeUnknown')]
  const goodsKey = openOnce(crypto, keyForBroker(crypto, outgoing.keys, escrow), sealedKey)
  if (goodsKey === undefined) return [{}, refuse('keyNotReadable')]
  const { sent = { goodsDigest, goodsKey } } = escrow
  const same = equalConstantTime(sent.goodsDigest, goodsDigest) && equalConstantTime(sent.goodsKey, goodsKey)
  if (!same) return [{}, refuse('changedRepeat')]
  return advance(broker, outgoing, { ...escrow, sent }, now)
}

/** B→TTP: the goods have arrived, still encrypted. */
export function takeGoodsReceived(
  broker: Broker,
  books: BrokerBooks,
  { exchange, message }: { readonly exchange: TokenReference; readonly message: Maced },
  now: number,
): ExchangeStep {
  const { crypto } = broker
  const escrow = books.escrow(exchange)
  const outgoing = books.outgoing(exchange.sellerId, exchange.transactionId)
  if (escrow === undefined || outgoing === undefined) return [{}, refuse('exchangeUnknown')]
  if (!isIntact(crypto, tokenKeyOf(crypto, outgoing.keys, escrow), message)) return [{}, refuse('tagWrong')]
  const { goodsDigest } = goodsReceivedLayout.decode(message.body)
  if (escrow.received !== undefined && !equalConstantTime(escrow.received, goodsDigest)) {
    return [{}, refuse('changedRepeat')]
  }
  return advance(broker, outgoing, { ...escrow, received: goodsDigest }, now)
}

/** Time is over: what was held becomes credit. Undefined when it is too early or the exchange is finished. */
export function giveBack(books: BrokerBooks, exchange: TokenReference, now: number): BrokerChange | undefined {
  const escrow = books.escrow(exchange)
  const outgoing = books.outgoing(exchange.sellerId, exchange.transactionId)
  if (escrow?.state !== 'held' || outgoing === undefined || now <= escrow.expires) return undefined
  const account = books.buyer(escrow.buyer)
  if (account === undefined) throw new RangeError(`an exchange of buyer ${escrow.buyer}, who has no account`)
  return {
    buyers: [{ ...account, credit: account.credit + escrow.charged }],
    outgoing: { ...outgoing, reserved: outgoing.reserved - escrow.count },
    escrow: { ...escrow, state: 'credited' },
  }
}

function advance(broker: Broker, outgoing: Outgoing, escrow: Escrow, now: number): ExchangeStep {
  if (escrow.state === 'released') return [{}, accept(escrow.release)]
  if (escrow.state === 'credited' || now > escrow.expires) return [{}, refuse('exchangeOver')]
  const { sent, received } = escrow
  if (sent === undefined || received === undefined) return [{ escrow }, accept(undefined)]
  if (!equalConstantTime(sent.goodsDigest, received)) return [{}, refuse('goodsDiffer')]
  return release(broker, outgoing, escrow, { goodsKey: sent.goodsKey, now })
}

/** The one moment at which both get what they came for. */
function release(
  broker: Broker,
  outgoing: Outgoing,
  escrow: Escrow,
  { goodsKey, now }: { readonly goodsKey: Uint8Array; readonly now: number },
): ExchangeStep {
  const { crypto } = broker
  const { sellerId, transactionId, number, count, itemDigest, buyer, charged } = escrow
  const { token, sealed, outgoing: after } = issueToken(broker, outgoing, { count, itemDigest, number }, now)
  const tokenKey = tokenKeyOf(crypto, outgoing.keys, token)
  const sealedKey = sealOnce(crypto, keyForBuyer(crypto, tokenKey), goodsKey)
  const keyMessage = protect(crypto, tokenKey, goodsKeyLayout.encode({ sealedKey }))
  const released = { token: sealed, goodsKey: keyMessage }
  const bought = { count, spent: after.chain.spent, expires: token.expires, buyer, charged, forward: undefined }
  return [
    {
      outgoing: { ...after, reserved: after.reserved - count },
      // both sides have named the goods: the seller has earned the token, whether or not it ever reports it
      tokens: [{ sellerId, transactionId, number, ...bought, state: 'redeemed' }],
      escrow: { ...escrow, state: 'released', release: released },
    },
    accept(released),
  ]
}
