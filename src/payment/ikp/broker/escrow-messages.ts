// Fair exchange (SPEC.md 8): the buyer's money waits at the broker, the goods go to the buyer encrypted, and the
// broker hands out their key and the token at one moment. Numbers name the exchange; the token gets the same one.

import { bytes, fixed, nested, secret, u32, u64, unixMs } from '../../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../../bytes/layout.ts'
import { PRODUCT_BYTES } from '../coupon/delivery/messages.ts'
import { macedLayout, TAG_BYTES, type Maced } from '../coupon/delivery/session.ts'
import { DIGEST_BYTES } from '../common.ts'
import { itemLayout, type TokenItem } from './messages.ts'

/** The product of an order in escrow: instead of a token, the key under which one is promised. */
export interface EscrowGrant {
  readonly transactionId: bigint
  readonly number: number
  readonly expires: number
  readonly tokenKey: Uint8Array
}

/** TTP→S, under K_(TTP,S): coupons for this item are held. */
export interface EscrowNotice {
  readonly transactionId: bigint
  readonly number: number
  readonly count: number
  readonly itemDigest: Uint8Array
  readonly expires: number
}

/** B→S, under the token's key: what is wanted for the held money. */
export interface EscrowUse {
  readonly transactionId: bigint
  readonly number: number
  readonly item: TokenItem
}

/** S→B, under the token's key, which names the exchange: worth nothing without the key of the goods. */
export interface EncryptedGoods {
  readonly ciphertext: Uint8Array
}

/** S→TTP, under K_(TTP,S): which goods were sent, and their key, readable for the broker alone. */
export interface GoodsSent {
  readonly transactionId: bigint
  readonly number: number
  readonly goodsDigest: Uint8Array
  readonly sealedKey: Uint8Array
}

/** B→TTP, under the token's key: which goods arrived. */
export interface GoodsReceived {
  readonly goodsDigest: Uint8Array
}

/** TTP→B, under the token's key. */
export interface GoodsKey {
  readonly sealedKey: Uint8Array
}

/** Both halves of what the seller answers to an EscrowUse. */
export interface GoodsAnswer {
  readonly toBuyer: Maced
  readonly toBroker: Maced
}

/** 32 bytes of key and the tag of the cipher. */
const SEALED_KEY_BYTES = 48

export const escrowGrantLayout: Layout<EscrowGrant> = layout<EscrowGrant>('EscrowGrant', {
  transactionId: u64('TID_S of the broker'),
  number: u32('of the exchange'),
  expires: unixMs('the money comes back after'),
  tokenKey: secret(fixed(TAG_BYTES, 'the key of the promised token')),
})

export const escrowNoticeLayout: Layout<EscrowNotice> = taggedLayout<EscrowNotice>('EscrowNotice', 0x68, {
  transactionId: u64('TID_S of the broker'),
  number: u32('of the exchange'),
  count: u32('coupons that are held'),
  itemDigest: fixed(DIGEST_BYTES, 'H(item)'),
  expires: unixMs('goods must be with the buyer by'),
})

export const escrowUseLayout: Layout<EscrowUse> = taggedLayout<EscrowUse>('EscrowUse', 0x69, {
  transactionId: u64('TID_S of the broker'),
  number: u32('of the exchange'),
  item: nested(itemLayout, 'what is wanted'),
})

export const encryptedGoodsLayout: Layout<EncryptedGoods> = taggedLayout<EncryptedGoods>('EncryptedGoods', 0x6a, {
  ciphertext: bytes(PRODUCT_BYTES, 'the product, encrypted'),
})

export const goodsSentLayout: Layout<GoodsSent> = taggedLayout<GoodsSent>('GoodsSent', 0x6b, {
  transactionId: u64('TID_S of the broker'),
  number: u32('of the exchange'),
  goodsDigest: fixed(DIGEST_BYTES, 'H(EncryptedGoods)'),
  sealedKey: fixed(SEALED_KEY_BYTES, 'the key of the goods, for the broker'),
})

export const goodsReceivedLayout: Layout<GoodsReceived> = taggedLayout<GoodsReceived>('GoodsReceived', 0x6c, {
  goodsDigest: fixed(DIGEST_BYTES, 'H(EncryptedGoods)'),
})

export const goodsKeyLayout: Layout<GoodsKey> = taggedLayout<GoodsKey>('GoodsKey', 0x6d, {
  sealedKey: fixed(SEALED_KEY_BYTES, 'the key of the goods, for the buyer'),
})

export const goodsAnswerLayout: Layout<GoodsAnswer> = layout<GoodsAnswer>('GoodsAnswer', {
  toBuyer: nested(macedLayout, 'EncryptedGoods under the token’s key'),
  toBroker: nested(macedLayout, 'GoodsSent under K_(TTP,S)'),
})
