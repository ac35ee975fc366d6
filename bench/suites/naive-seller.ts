// The seller that everybody would write first: JSON texts, hex coupons, a Map by the buyer's name, createHash. It checks
// what the engine checks and in the same order. One kindness: it keeps one hash input instead of joining four parts anew.

import { createHash } from 'node:crypto'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { nameOf, rowOf, STREAM_CHAIN_LENGTH, type SellerStream } from './seller-stream.ts'

interface Account {
  readonly id: Uint8Array
  readonly length: number
  readonly value: number
  readonly expires: number
  readonly closed: boolean
  spent: number
  best: Uint8Array
}

export interface NaiveSeller {
  /** Whether the payment is accepted. */
  pay(text: string, price: number, now: number): boolean
  /** All chains as at first. */
  reset(): void
}

export function createNaiveSeller({ buyers, ids, anchors }: SellerStream, expires: number): NaiveSeller {
  const accounts = new Map<string, Account>()
  const opened = { length: STREAM_CHAIN_LENGTH, value: 1, expires, closed: false, spent: 0 }
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    accounts.set(nameOf(buyer), { ...opened, id: rowOf(ids, buyer), best: rowOf(anchors, buyer) })
  }
  const input = Buffer.alloc(44)
  input.write('TICKv1')
  return {
    pay(text, price, now) {
      const { buyer, index, coupon } = JSON.parse(text) as { buyer: string; index: number; coupon: string }
      const account = accounts.get(buyer)
      if (account === undefined || account.closed || account.expires <= now) return false
      const spent = account.length - index
      const units = spent - account.spent
      if (units < 1 || spent > account.length || units * account.value !== price) return false
      const shown = Buffer.from(coupon, 'hex')
      let value: Buffer = shown
      input.set(account.id, 8)
      for (let at = index + 1; at <= account.length - account.spent; at += 1) {
        input.writeUInt32BE(at, 8 + CHAIN_ID_BYTES)
        input.set(value, 12 + CHAIN_ID_BYTES)
        value = createHash('sha256').update(input).digest().subarray(0, 16)
      }
      if (!value.equals(account.best)) return false
      account.spent = spent
      account.best = shown
      return true
    },
    reset() {
      for (let buyer = 0; buyer < buyers; buyer += 1) {
        const account = accounts.get(nameOf(buyer))
        if (account === undefined) continue
        account.spent = 0
        account.best = rowOf(anchors, buyer)
      }
    },
  }
}
