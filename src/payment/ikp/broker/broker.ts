// The broker, TTP: it takes a coupon of the buyer and gives one of its own (SPEC.md 4: double chain translation).
// Towards the buyer it is a seller whose products are tokens, so repeated requests, refusals and retransmission are
// those of the protected delivery; towards the seller it is a buyer who hands out its coupons one token at a time.

import { DecodeError } from '../../../bytes/decode-error.ts'
import { serve, type AskedItem, type NoSale, type Sale, type ServeRefusal } from '../coupon/delivery/seller.ts'
import type { Maced } from '../coupon/delivery/session.ts'
import { equalConstantTime } from '../../../bytes/bytes.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { BrokerBooks, BrokerChange, BuyerAccount, Outgoing } from './books.ts'
import { holdFor } from './escrow.ts'
import { freeCoupons, issueToken, type Broker } from './issue.ts'
import {
  brokerNoteLayout,
  tokenGrantLayout,
  tokenOrderLayout,
  type BrokerRefusal,
  type TokenOrder,
} from './messages.ts'
import { priceAt, sameRate } from './rate.ts'
import { digestItem, paymentWith, tokenKeyOf } from './token.ts'

export type TranslateRefusal = ServeRefusal | 'buyerUnknown'

/**
 * Rows 1 and 2: the Micro-Product holds the grant, or the note that says why there is none. The change takes the
 * buyer's coupons, gives out the broker's own and stores the answer, all in one; a repeated request changes nothing but
 * its count of tries and gets the same token.
 */
export function translate(
  broker: Broker,
  books: BrokerBooks,
  { buyer, message }: { readonly buyer: bigint; readonly message: Maced },
  now: number,
): Transition<BrokerChange, Outcome<Maced, TranslateRefusal>> {
  const account = books.buyer(buyer)
  if (account === undefined) return [{}, refuse('buyerUnknown')]
  const shop = (_shelf: Shelf, asked: AskedItem): Sale<Shelf> | NoSale => sell(broker, books, account, asked)
  const untouched: Shelf = { change: {}, credit: account.credit }
  const [desk, outcome] = serve({ ...broker, shop }, { session: account.session, shelf: untouched }, message, now)
  const { change, credit } = desk.shelf
  return [{ ...change, buyers: [{ ...account, session: desk.session, credit }] }, outcome]
}

/** What a sale leaves behind besides the buyer's session. */
interface Shelf {
  readonly change: BrokerChange
  readonly credit: bigint
}

function sell(broker: Broker, books: BrokerBooks, account: BuyerAccount, asked: AskedItem): Sale<Shelf> | NoSale {
  if (!asked.encrypted) return noSale('notEncrypted')
  const order = orderOf(asked.description)
  const outgoing = order && books.currentOutgoing(order.sellerId)
  if (order === undefined || outgoing === undefined) return noSale('sellerUnknown')
  const price = priceOf(broker, { account, order, outgoing }, asked.now)
  if (!price.ok) return noSale(price.refused)
  const refused = refuseOrder(broker, order)
  if (refused !== undefined) return noSale(refused)
  const charged = price.value
  const fromCredit = charged < account.credit ? charged : account.credit
  const granted = grant(broker, { order, outgoing, charged, buyer: account.session.transactionId }, asked.now)
  if (!granted.ok) return noSale(granted.refused)
  const { product, change } = granted.value
  const shelf: Shelf = { change, credit: account.credit - fromCredit }
  return { sold: true, price: charged - fromCredit, product, shelf }
}

/** A buyer that MACs bytes which are no order gets the same answer as one that names nobody. */
function orderOf(description: Uint8Array): TokenOrder | undefined {
  try {
    return tokenOrderLayout.decode(description)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

interface Priced {
  readonly account: BuyerAccount
  readonly order: TokenOrder
  readonly outgoing: Outgoing
}

/** In the buyer's currency, by the rate of this moment: a rate that held once is refused. */
function priceOf(broker: Broker, { account, order, outgoing }: Priced, now: number): Outcome<bigint, BrokerRefusal> {
  const { count, rate } = order
  if (count < 1) return refuse('countOutOfRange')
  const current = broker.rateOf(account.currency, outgoing.currency, now)
  if (current === undefined) return refuse('currencyUnknown')
  if (!sameRate(current, rate)) return refuse('rateOutdated')
  const price = priceAt(current, outgoing.chain.value * BigInt(count))
  return price === undefined ? refuse('countOutOfRange') : accept(price)
}

/** An item that is passed on must be the one that the token is bound to; goods are only held for a known item. */
function refuseOrder({ crypto }: Broker, { itemDigest, passOn, escrow }: TokenOrder): BrokerRefusal | undefined {
  if ((escrow || passOn !== undefined) && itemDigest === undefined) return 'itemMissing'
  if (passOn === undefined || itemDigest === undefined) return undefined
  return equalConstantTime(digestItem(crypto, passOn), itemDigest) ? undefined : 'itemDiffers'
}

function grant(broker: Broker, granting: Granting, now: number): Outcome<Granted, BrokerRefusal> {
  const { order, outgoing, charged, buyer } = granting
  const { count, itemDigest, passOn } = order
  if (outgoing.expires <= now) return refuse('chainExpired')
  if (freeCoupons(outgoing) < count) return refuse('chainExhausted')
  if (order.escrow && itemDigest !== undefined) return accept(holdFor(broker, { ...granting, count, itemDigest }, now))
  const { token, sealed, outgoing: after } = issueToken(broker, outgoing, { count, itemDigest }, now)
  const tokenKey = tokenKeyOf(broker.crypto, outgoing.keys, token)
  const { sellerId, transactionId } = outgoing
  const { number, expires } = token
  const forward = passOn && paymentWith(broker.crypto, sealed, tokenKey, passOn)
  const bought = { count, spent: after.chain.spent, expires, buyer, charged, state: 'open', forward } as const
  return accept({
    product: tokenGrantLayout.encode({ token: sealed, tokenKey }),
    change: { outgoing: after, tokens: [{ sellerId, transactionId, number, ...bought }] },
  })
}

interface Granting {
  readonly order: TokenOrder
  readonly outgoing: Outgoing
  readonly charged: bigint
  readonly buyer: bigint
}

/** What a buyer is sold, and what that changes beside its account. */
interface Granted {
  readonly product: Uint8Array
  readonly change: BrokerChange
}

function noSale(reason: BrokerRefusal): NoSale {
  return { sold: false, note: brokerNoteLayout.encode({ reason }) }
}
