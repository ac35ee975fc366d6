// Keys and chain secrets derived from masters, each from a context of its own, the terminal's nonce in it
// (PITFALLS.md, "Binding" and "Card"): chains of one secret and different lengths would share coupons.

import { fixed, nested, u32 } from '../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../bytes/layout.ts'
import { CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { openRequestLayout, type OpenRequest } from './card-messages.ts'
import { CARD_ID_BYTES } from '../card-certificate.ts'

interface ChainContext {
  readonly cardId: Uint8Array
  readonly txCounter: number
  readonly request: OpenRequest
}

const chainContextLayout: Layout<ChainContext> = taggedLayout<ChainContext>('ChainContext', 0x46, {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  txCounter: u32('the number of the chain'),
  request: nested(openRequestLayout, 'all that the terminal asked for, its nonce included'),
})

interface CardKeyContext {
  readonly cardId: Uint8Array
}

const cardKeyContextLayout: Layout<CardKeyContext> = taggedLayout<CardKeyContext>('CardKeyContext', 0x47, {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
})

/** PB_0 and the public chain id: the two halves of one MAC under the card's master, so that neither tells the other. */
export function deriveChain(
  crypto: Crypto,
  chainMaster: Uint8Array,
  context: ChainContext,
): { readonly secret: Uint8Array; readonly id: Uint8Array } {
  const derived = crypto.mac(chainMaster, chainContextLayout.encode(context))
  return { secret: derived.slice(0, CHAIN_VALUE_BYTES), id: derived.slice(CHAIN_VALUE_BYTES) }
}

/** The key that one card shares with its issuer; a broken card gives away no other card's key. */
export function deriveLoadKey(crypto: Crypto, loadMaster: Uint8Array, cardId: Uint8Array): Uint8Array {
  return crypto.mac(loadMaster, cardKeyContextLayout.encode({ cardId }))
}
