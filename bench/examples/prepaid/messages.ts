// The messages of a plain prepaid account: the buyer orders, the bank answers, and each proves itself by a MAC under a
// key that it shares with the bank. Invented here, to be copied: docs are CONTRIBUTING.md, "A scheme".

import { equalConstantTime } from '../../../src/bytes/bytes.ts'
import { fixed, nested, text, u32 } from '../../../src/bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../../src/bytes/layout.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { minorUnits } from '../../../src/money/fields.ts'

export interface Order {
  readonly account: string
  readonly seller: string
  readonly number: number
  readonly units: bigint
}

export interface Maced {
  readonly order: Order
  readonly tag: Uint8Array
}

const fields = {
  account: text(64, 'who pays'),
  seller: text(1000, 'who is paid'),
  number: u32('of the account, rising: an order is taken once'),
  units: minorUnits('the amount'),
}

/** What the buyer orders and what the bank confirms differ in their type, so that neither passes for the other. */
export const orderLayout: Layout<Order> = taggedLayout<Order>('PrepaidOrder', 0xee, fields)
export const receiptLayout: Layout<Order> = taggedLayout<Order>('PrepaidReceipt', 0xef, fields)

export const macedOrderLayout: Layout<Maced> = macedLayout('MacedPrepaidOrder', orderLayout)
export const macedReceiptLayout: Layout<Maced> = macedLayout('MacedPrepaidReceipt', receiptLayout)

function macedLayout(name: string, inner: Layout<Order>): Layout<Maced> {
  return layout<Maced>(name, { order: nested(inner, 'what is said'), tag: fixed(32, 'HMAC-SHA-256 over it') })
}

export function maced(crypto: Crypto, key: Uint8Array, inner: Layout<Order>, order: Order): Maced {
  return { order, tag: crypto.mac(key, inner.encode(order)) }
}

export function isMaced(crypto: Crypto, key: Uint8Array, inner: Layout<Order>, { order, tag }: Maced): boolean {
  return equalConstantTime(crypto.mac(key, inner.encode(order)), tag)
}
