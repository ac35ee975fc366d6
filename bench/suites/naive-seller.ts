// The seller that everybody would write first: JSON texts, hex coupons, a Map by the buyer's name, createHash. It checks
// what the engine checks and in the same order. One kindness: it keeps one hash input instead of joining four parts anew.

import { createHash } from 'node:crypto'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { openAccounts, resetAccounts } from './seller-accounts.ts'
import { nameOf, type SellerStream } from './seller-stream.ts'

export interface NaiveSeller {
  /** Whether the payment is accepted. */
  pay(text: string, price: number, now: number): boolean
  /** All chains as at first. */
  reset(): void
}

export function createNaiveSeller(stream: SellerStream, expires: number): NaiveSeller {
  const accounts = openAccounts(stream, expires, nameOf)
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
    reset: () => resetAccounts(accounts, stream),
  }
}
