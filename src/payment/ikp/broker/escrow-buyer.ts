// Fair exchange at the buyer (SPEC.md 8): encrypted goods first, then the word to the broker that they came, then
// their key. Without the word the seller gets no token; without the key nobody was paid.

import type { Crypto } from '../../../crypto/crypto.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import {
  encryptedGoodsLayout,
  escrowGrantLayout,
  escrowUseLayout,
  goodsKeyLayout,
  goodsReceivedLayout,
} from './escrow-messages.ts'
import { keyForBuyer, openOnce } from './goods-key.ts'
import type { TokenItem, TokenOrder } from './messages.ts'

export interface BuyerExchange {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly number: number
  readonly expires: number
  readonly tokenKey: Uint8Array
  readonly item: TokenItem
  /** The goods as they came. */
  readonly goods: Uint8Array | undefined
}

/** Reads the grant of an order in escrow. */
export function openExchange(product: Uint8Array, order: TokenOrder, item: TokenItem): BuyerExchange {
  return { sellerId: order.sellerId, ...escrowGrantLayout.decode(product), item, goods: undefined }
}

/** B→S: what is wanted. The same for every retry. */
export function askForGoods(crypto: Crypto, { transactionId, number, item, tokenKey }: BuyerExchange): Maced {
  return protect(crypto, tokenKey, escrowUseLayout.encode({ transactionId, number, item }))
}

export type GoodsRefusal = 'tagWrong'

/** S→B: keeps the goods and gives the word for the broker. The first goods stand, whatever comes later. */
export function takeGoods(
  crypto: Crypto,
  exchange: BuyerExchange,
  message: Maced,
): Transition<BuyerExchange, Outcome<Maced, GoodsRefusal>> {
  if (!isIntact(crypto, exchange.tokenKey, message)) return [exchange, refuse('tagWrong')]
  encryptedGoodsLayout.decode(message.body) // the buyer's own request has the same key: it must not come back as goods
  const goods = exchange.goods ?? message.body
  const received = goodsReceivedLayout.encode({ goodsDigest: crypto.hash(goods) })
  return [{ ...exchange, goods }, accept(protect(crypto, exchange.tokenKey, received))]
}

export type GoodsKeyRefusal = 'tagWrong' | 'noGoods' | 'keyWrong'

/** TTP→B: the product. `keyWrong` is the seller's fraud, and what the broker released proves it to the broker. */
export function takeGoodsKey(
  crypto: Crypto,
  { tokenKey, goods }: BuyerExchange,
  message: Maced,
): Outcome<Uint8Array, GoodsKeyRefusal> {
  if (!isIntact(crypto, tokenKey, message)) return refuse('tagWrong')
  const { sealedKey } = goodsKeyLayout.decode(message.body)
  if (goods === undefined) return refuse('noGoods')
  const goodsKey = openOnce(crypto, keyForBuyer(crypto, tokenKey), sealedKey)
  if (goodsKey === undefined) return refuse('keyWrong')
  const product = openOnce(crypto, goodsKey, encryptedGoodsLayout.decode(goods).ciphertext)
  return product === undefined ? refuse('keyWrong') : accept(product)
}
