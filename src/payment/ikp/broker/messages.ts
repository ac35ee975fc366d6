// What broker, buyer and seller send each other (SPEC.md 3). B and TTP speak the protected delivery of coupons:
// the order is the micro-desc, the grant the micro-product. The token travels under K_(TTP,S) and is opaque to the buyer.

import {
  bytes,
  fixed,
  flag,
  list,
  nested,
  oneOf,
  optional,
  secret,
  text,
  u32,
  u64,
  unixMs,
} from '../../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../chain/step.ts'
import { PRODUCT_BYTES } from '../coupon/delivery/messages.ts'
import { macedLayout, TAG_BYTES, type Maced } from '../coupon/delivery/session.ts'
import { DIGEST_BYTES, SECRET_BYTES } from '../common.ts'
import { rateLayout, type Rate } from './rate.ts'

const DESCRIPTION_BYTES = 3000

/** What is bought with a token, and the salt that hides it from the broker where only its digest is sent. */
export interface TokenItem {
  readonly salt: Uint8Array
  readonly description: Uint8Array
}

/** Row 1, B→TTP: the description inside a Micro-Request. */
export interface TokenOrder {
  readonly sellerId: string
  /** How many of the broker's coupons at that seller. */
  readonly count: number
  /** The rate that the buyer reckoned with: the broker refuses it unless it holds now. */
  readonly rate: Rate
  /** Binds the token to one item; absent for a token that is fetched ahead of its use. */
  readonly itemDigest: Uint8Array | undefined
  /** Row 2a: the item itself, for the broker to pass on. It then sees what is bought. */
  readonly passOn: TokenItem | undefined
  /** Fair exchange: the token leaves for the seller when the goods have left for the buyer (SPEC.md 8). */
  readonly escrow: boolean
}

/** Row 2, under K_(TTP,S): coupons of the broker's chain for one use. */
export interface Token {
  /** TID_S of the broker's payment at the seller. */
  readonly transactionId: bigint
  readonly chainId: Uint8Array
  /** The lowest-numbered of the coupons that it is worth, and how many they are: never to be guessed from the index. */
  readonly index: number
  readonly coupon: Uint8Array
  readonly count: number
  /** reqNo' of the broker at this seller, used once. */
  readonly number: number
  readonly expires: number
  readonly itemDigest: Uint8Array | undefined
}

/** What the buyer gets for its order: the product inside a Micro-Product, always encrypted. */
export interface TokenGrant {
  readonly token: Maced
  /** Known to broker, seller and this buyer: shows who may use the token, and protects what comes for it. */
  readonly tokenKey: Uint8Array
}

/** B→S (2b) or TTP→S (2a): the token and what it is for. */
export interface TokenPayment {
  readonly token: Maced
  /** A TokenUse under the token's key. */
  readonly use: Maced
}

export interface TokenUse {
  readonly tokenDigest: Uint8Array
  readonly item: TokenItem
}

/** Row 3, S→B, directly or through the broker, under the token's key. */
export interface TokenProduct {
  readonly tokenDigest: Uint8Array
  /** H of the TokenUse that is answered. */
  readonly useDigest: Uint8Array
  readonly product: Uint8Array
}

/** Why the broker sells no token: the note of a refusal. */
export const BROKER_REFUSALS = [
  'notEncrypted',
  'sellerUnknown',
  'countOutOfRange',
  'currencyUnknown',
  'rateOutdated',
  'chainExhausted',
  'chainExpired',
  'itemMissing',
  'itemDiffers',
] as const

export type BrokerRefusal = (typeof BROKER_REFUSALS)[number]

interface BrokerNote {
  readonly reason: BrokerRefusal
}

/** S→TTP, under K_(TTP,S): which tokens were redeemed. What expired by `upTo` and is in no report was never used. */
export interface RedemptionReport {
  readonly transactionId: bigint
  /** From 1, without gaps. */
  readonly sequence: number
  readonly upTo: number
  readonly redeemed: readonly number[]
}

export const MOST_REPORTED = 2000

export const itemLayout: Layout<TokenItem> = layout<TokenItem>('TokenItem', {
  salt: fixed(SECRET_BYTES, 'drawn by the buyer for this item'),
  description: bytes(DESCRIPTION_BYTES, 'micro-desc'),
})

const itemDigest = optional(fixed(DIGEST_BYTES, 'H(item)'))

export const tokenOrderLayout: Layout<TokenOrder> = taggedLayout<TokenOrder>('TokenOrder', 0x60, {
  sellerId: text(255, 'ID_S'),
  count: u32('coupons of the broker’s chain'),
  rate: nested(rateLayout, 'the rate that the buyer reckoned with'),
  itemDigest,
  passOn: optional(nested(itemLayout, 'the item, for the broker to pass on')),
  escrow: flag('only against the goods'),
})

export const tokenLayout: Layout<Token> = taggedLayout<Token>('Token', 0x61, {
  transactionId: u64('TID_S of the broker'),
  chainId: fixed(CHAIN_ID_BYTES, 'which chain'),
  index: u32('the lowest coupon number'),
  coupon: fixed(CHAIN_VALUE_BYTES, 'that coupon'),
  count: u32('how many coupons'),
  number: u32('request number of the broker'),
  expires: unixMs('good until'),
  itemDigest,
})

export const tokenGrantLayout: Layout<TokenGrant> = layout<TokenGrant>('TokenGrant', {
  token: nested(macedLayout, 'Token under K_(TTP,S)'),
  tokenKey: secret(fixed(TAG_BYTES, 'the key of the token')),
})

export const tokenPaymentLayout: Layout<TokenPayment> = layout<TokenPayment>('TokenPayment', {
  token: nested(macedLayout, 'Token under K_(TTP,S)'),
  use: nested(macedLayout, 'TokenUse under the token’s key'),
})

export const tokenUseLayout: Layout<TokenUse> = taggedLayout<TokenUse>('TokenUse', 0x62, {
  tokenDigest: fixed(DIGEST_BYTES, 'H(Token)'),
  item: nested(itemLayout, 'what is wanted'),
})

export const tokenProductLayout: Layout<TokenProduct> = taggedLayout<TokenProduct>('TokenProduct', 0x63, {
  tokenDigest: fixed(DIGEST_BYTES, 'H(Token)'),
  useDigest: fixed(DIGEST_BYTES, 'H(TokenUse)'),
  product: bytes(PRODUCT_BYTES, 'micro-product'),
})

/** What H(item) is over. */
export const tokenItemLayout: Layout<TokenItem> = taggedLayout<TokenItem>('TokenItemDigest', 0x64, {
  salt: fixed(SECRET_BYTES, 'salt'),
  description: bytes(DESCRIPTION_BYTES, 'micro-desc'),
})

interface TokenKeyContext {
  readonly transactionId: bigint
  readonly number: number
}

/** What a token's key is derived from, under K_(TTP,S). */
export const tokenKeyLayout: Layout<TokenKeyContext> = taggedLayout<TokenKeyContext>('TokenKey', 0x65, {
  transactionId: u64('TID_S of the broker'),
  number: u32('request number of the broker'),
})

export const brokerNoteLayout: Layout<BrokerNote> = layout<BrokerNote>('BrokerNote', {
  reason: oneOf(BROKER_REFUSALS, 'why no token was sold'),
})

export const redemptionReportLayout: Layout<RedemptionReport> = taggedLayout<RedemptionReport>(
  'RedemptionReport',
  0x66,
  {
    transactionId: u64('TID_S of the broker'),
    sequence: u32('number of the report, from 1'),
    upTo: unixMs('tokens that expired by then are in this report or an earlier one, or unused'),
    redeemed: list(u32('number of a token'), MOST_REPORTED, 'redeemed since the last report'),
  },
)
