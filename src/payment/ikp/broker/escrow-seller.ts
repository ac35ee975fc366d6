// Fair exchange at the seller (SPEC.md 8): encrypted goods leave when the broker says that the money is held;
// their key goes to the broker, and the token comes back from there.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { Crypto, RandomBytes } from '../../../crypto/crypto.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import {
  encryptedGoodsLayout,
  escrowNoticeLayout,
  escrowUseLayout,
  goodsSentLayout,
  type EscrowUse,
  type GoodsAnswer,
} from './escrow-messages.ts'
import { keyForBroker, sealOnce } from './goods-key.ts'
import type { ScatterRefusal } from './pending.ts'
import {
  refuseLate,
  takeToken,
  type BrokerRelation,
  type SellerExchange,
  type TokenDesk,
  type TokenSeller,
  type TokenTaker,
} from './seller.ts'
import { digestItem, openToken, tokenKeyOf } from './token.ts'

export type NoticeRefusal = 'tagWrong' | 'anotherChain' | 'changedRepeat' | 'exchangeOver' | 'listFull'

/** TTP→S: money is held. A repeat changes nothing, and an old notice takes no room on the list. */
export function takeNotice(
  { crypto, limits }: TokenTaker,
  relation: BrokerRelation,
  message: Maced,
  now: number,
): Transition<BrokerRelation, Outcome<number, NoticeRefusal>> {
  if (!isIntact(crypto, relation.keys.macKey, message)) return [relation, refuse('tagWrong')]
  const { transactionId, number, count, itemDigest, expires } = escrowNoticeLayout.decode(message.body)
  if (transactionId !== relation.chain.transactionId) return [relation, refuse('anotherChain')]
  if (relation.redeemed.has(number)) return [relation, accept(number)]
  const known = relation.exchanges.get(number)
  if (known !== undefined) {
    const same = known.count === count && equalConstantTime(known.itemDigest, itemDigest)
    return [relation, same ? accept(number) : refuse('changedRepeat')]
  }
  if (now > expires) return [relation, refuse('exchangeOver')]
  if (relation.exchanges.size >= limits.mostPending) return [relation, refuse('listFull')]
  return [withExchange(relation, number, { count, itemDigest, expires, answered: undefined }), accept(number)]
}

export interface GoodsSeller<Shelf> extends TokenSeller<Shelf> {
  /** Draws the key of the goods. */
  readonly random: RandomBytes
}

export type GoodsRefusal =
  | 'exchangeUnknown'
  | 'useTagWrong'
  | 'exchangeOver'
  | 'changedRepeat'
  | 'anotherItem'
  | 'notSold'
  | 'wrongPrice'

const GOODS_KEY_BYTES = 32

/** B→S: answers with encrypted goods for the buyer and their key for the broker, and the same again for a repeat. */
export function sendGoods<Shelf>(
  seller: GoodsSeller<Shelf>,
  desk: TokenDesk<Shelf>,
  { number, use }: { readonly number: number; readonly use: Maced },
  now: number,
): Transition<TokenDesk<Shelf>, Outcome<GoodsAnswer, GoodsRefusal>> {
  const { crypto } = seller
  const { relation } = desk
  const exchange = relation.exchanges.get(number)
  if (exchange === undefined) return [desk, refuse('exchangeUnknown')]
  const { transactionId } = relation.chain
  const tokenKey = tokenKeyOf(crypto, relation.keys, { transactionId, number })
  if (!isIntact(crypto, tokenKey, use)) return [desk, refuse('useTagWrong')]
  const useDigest = crypto.hash(use.body)
  if (exchange.answered !== undefined) {
    const same = equalConstantTime(exchange.answered.useDigest, useDigest)
    return [desk, same ? accept(exchange.answered.answer) : refuse('changedRepeat')]
  }
  const wanted = escrowUseLayout.decode(use.body)
  if (now > exchange.expires) return [desk, refuse('exchangeOver')]
  if (!equalConstantTime(digestItem(crypto, wanted.item), exchange.itemDigest)) return [desk, refuse('anotherItem')]
  const sale = seller.shop(desk.shelf, { description: wanted.item.description, encrypted: true, now })
  if (!sale.sold) return [desk, refuse('notSold')]
  if (sale.price !== BigInt(exchange.count) * relation.chain.value) return [desk, refuse('wrongPrice')]
  const answer = encryptGoods(seller, relation, { wanted, tokenKey, product: sale.product })
  const answered = { ...exchange, answered: { useDigest, answer } }
  return [{ relation: withExchange(relation, number, answered), shelf: sale.shelf }, accept(answer)]
}

export type ReleasedRefusal =
  | 'tokenTagWrong'
  | 'exchangeUnknown'
  | 'anotherChain'
  | 'tokenExpired'
  | 'chainClosed'
  | 'chainExpired'
  | 'wrongPrice'
  | ScatterRefusal

/** TTP→S: the token for goods that were sent. Gives how many coupons it brought, 0 for a repeat. */
export function takeReleasedToken(
  seller: TokenTaker,
  relation: BrokerRelation,
  sealed: Maced,
  now: number,
): Transition<BrokerRelation, Outcome<number, ReleasedRefusal>> {
  const { crypto } = seller
  const token = openToken(crypto, relation.keys, sealed)
  if (token === undefined) return [relation, refuse('tokenTagWrong')]
  if (relation.redeemed.has(token.number)) return [relation, accept(0)]
  const exchange = relation.exchanges.get(token.number)
  if (exchange?.answered === undefined) return [relation, refuse('exchangeUnknown')]
  const late = refuseLate(relation, token, now)
  if (late !== undefined) return [relation, refuse(late)]
  if (token.count < exchange.count) return [relation, refuse('wrongPrice')]
  const [taken, outcome] = takeToken(seller, relation, token, now)
  if (!outcome.ok) return [relation, outcome]
  const tokenDigest = crypto.hash(sealed.body)
  const { useDigest, answer } = exchange.answered
  const record = { tokenDigest, useDigest, response: answer.toBuyer, expires: token.expires, reported: false }
  const exchanges = new Map(relation.exchanges)
  exchanges.delete(token.number)
  return [{ ...taken, redeemed: new Map(taken.redeemed).set(token.number, record), exchanges }, outcome]
}

/**
 * Drops exchanges that ended without a token; `releaseMs` is how long a released token may still be on its way. Not less
 * than a token lives: nobody remembers then that its goods are gone.
 */
export function forgetExchanges(relation: BrokerRelation, now: number, releaseMs: number): BrokerRelation {
  const live = [...relation.exchanges].filter(([, { expires }]) => now <= expires + releaseMs)
  return live.length === relation.exchanges.size ? relation : { ...relation, exchanges: new Map(live) }
}

interface Goods {
  readonly wanted: EscrowUse
  readonly tokenKey: Uint8Array
  readonly product: Uint8Array
}

function encryptGoods(
  { crypto, random }: { readonly crypto: Crypto; readonly random: RandomBytes },
  { keys, chain }: BrokerRelation,
  { wanted, tokenKey, product }: Goods,
): GoodsAnswer {
  const { number } = wanted
  const { transactionId } = chain
  const goodsKey = random(GOODS_KEY_BYTES)
  const goods = encryptedGoodsLayout.encode({ ciphertext: sealOnce(crypto, goodsKey, product) })
  const sealedKey = sealOnce(crypto, keyForBroker(crypto, keys, { transactionId, number }), goodsKey)
  const sent = goodsSentLayout.encode({ transactionId, number, goodsDigest: crypto.hash(goods), sealedKey })
  return { toBuyer: protect(crypto, tokenKey, goods), toBroker: protect(crypto, keys.macKey, sent) }
}

function withExchange(relation: BrokerRelation, number: number, exchange: SellerExchange): BrokerRelation {
  return { ...relation, exchanges: new Map(relation.exchanges).set(number, exchange) }
}
