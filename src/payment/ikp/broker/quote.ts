// What a token costs now: asked with a nonce, so that an old answer cannot be played again (the paper wants the actual
// rate, not a historic one). The quote binds nobody: the order names the rate, and the broker takes it only while it holds.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import { fixed, nested, text, u64 } from '../../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../../bytes/layout.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { currency, minorUnits } from '../../../money/fields.ts'
import type { BuyerSession } from '../coupon/delivery/buyer.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { SECRET_BYTES } from '../common.ts'
import { accept, refuse, type Outcome } from '../../outcome.ts'
import type { BrokerBooks } from './books.ts'
import type { Broker } from './issue.ts'
import { priceAt, rateLayout, type Rate } from './rate.ts'

/** B→TTP, under K_(B,TTP). */
export interface QuoteRequest {
  /** TID_S of the buyer at the broker. */
  readonly transactionId: bigint
  readonly sellerId: string
  readonly nonce: Uint8Array
}

/** TTP→B, under K_(B,TTP). */
export interface Quote {
  readonly nonce: Uint8Array
  readonly sellerId: string
  /** Of the seller's coupons: currency and value of one. */
  readonly currency: string
  readonly value: bigint
  readonly rate: Rate
  /** What the broker owes the buyer. */
  readonly credit: bigint
}

export const quoteRequestLayout: Layout<QuoteRequest> = taggedLayout<QuoteRequest>('QuoteRequest', 0x6e, {
  transactionId: u64('TID_S'),
  sellerId: text(255, 'ID_S'),
  nonce: fixed(SECRET_BYTES, 'drawn for this question'),
})

export const quoteLayout: Layout<Quote> = taggedLayout<Quote>('Quote', 0x6f, {
  nonce: fixed(SECRET_BYTES, 'of the question'),
  sellerId: text(255, 'ID_S'),
  currency: currency('of the seller’s coupons'),
  value: minorUnits('of one coupon'),
  rate: nested(rateLayout, 'that holds now'),
  credit: minorUnits('owed to the buyer, in its own currency'),
})

export function askQuote(
  crypto: Crypto,
  { keys, transactionId }: BuyerSession,
  sellerId: string,
  nonce: Uint8Array,
): Maced {
  return protect(crypto, keys.macKey, quoteRequestLayout.encode({ transactionId, sellerId, nonce }))
}

export type QuoteRefusal = 'buyerUnknown' | 'tagWrong' | 'sellerUnknown' | 'currencyUnknown'

/** Changes nothing. */
export function quote(
  { crypto, rateOf }: Broker,
  books: BrokerBooks,
  { buyer, message }: { readonly buyer: bigint; readonly message: Maced },
  now: number,
): Outcome<Maced, QuoteRefusal> {
  const account = books.buyer(buyer)
  if (account === undefined) return refuse('buyerUnknown')
  const { macKey } = account.session.keys
  if (!isIntact(crypto, macKey, message)) return refuse('tagWrong')
  const { nonce, sellerId } = quoteRequestLayout.decode(message.body)
  const outgoing = books.currentOutgoing(sellerId)
  if (outgoing === undefined) return refuse('sellerUnknown')
  const rate = rateOf(account.currency, outgoing.currency, now)
  if (rate === undefined) return refuse('currencyUnknown')
  const body = {
    nonce,
    sellerId,
    currency: outgoing.currency,
    value: outgoing.chain.value,
    rate,
    credit: account.credit,
  }
  return accept(protect(crypto, macKey, quoteLayout.encode(body)))
}

export type TakeQuoteRefusal = 'tagWrong' | 'anotherQuestion'

export function takeQuote(
  crypto: Crypto,
  { keys }: BuyerSession,
  message: Maced,
  nonce: Uint8Array,
): Outcome<Quote, TakeQuoteRefusal> {
  if (!isIntact(crypto, keys.macKey, message)) return refuse('tagWrong')
  const quoted = quoteLayout.decode(message.body)
  return equalConstantTime(quoted.nonce, nonce) ? accept(quoted) : refuse('anotherQuestion')
}

/** What `count` coupons cost by a quote, and what of it is due once the credit is used up; undefined out of range. */
export function dueFor({ value, rate, credit }: Quote, count: number): bigint | undefined {
  const price = priceAt(rate, value * BigInt(count))
  if (price === undefined) return undefined
  return price > credit ? price - credit : 0n
}
