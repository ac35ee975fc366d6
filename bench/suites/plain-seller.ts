// The seller that a good programmer would write without this project: binary frames read where they lie, a Map by the buyer's
// number, one call of crypto.hash a coupon. It checks what the engine checks and in the same order.

import { hash } from 'node:crypto'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { COUPON_WORD, FRAME_BYTES, INDEX_AT, SLOT_AT } from '../../src/payment/ikp/coupon/engine/frame.ts'
import { openAccounts, resetAccounts } from './seller-accounts.ts'
import type { SellerStream } from './seller-stream.ts'

export interface PlainSeller {
  /** Whether the payment whose frame starts at `at` is accepted. */
  pay(at: number, price: number, now: number): boolean
  /** All chains as at first. */
  reset(): void
}

export function createPlainSeller(stream: SellerStream, expires: number): PlainSeller {
  const accounts = openAccounts(stream, expires, (buyer) => buyer)
  const frames = Buffer.from(stream.frames.buffer, stream.frames.byteOffset, stream.frames.length)
  const input = Buffer.alloc(44)
  input.write('TICKv1')
  return {
    pay(at, price, now) {
      const account = accounts.get(frames.readUInt32BE(at + SLOT_AT))
      if (account === undefined || account.closed || account.expires <= now) return false
      const index = frames.readUInt32BE(at + INDEX_AT)
      const spent = account.length - index
      const units = spent - account.spent
      if (units < 1 || spent > account.length || units * account.value !== price) return false
      const shown = frames.subarray(at + 4 * COUPON_WORD, at + FRAME_BYTES)
      let value = shown
      input.set(account.id, 8)
      for (let step = index + 1; step <= account.length - account.spent; step += 1) {
        input.writeUInt32BE(step, 8 + CHAIN_ID_BYTES)
        input.set(value, 12 + CHAIN_ID_BYTES)
        value = hash('sha256', input, 'buffer').subarray(0, 16)
      }
      if (!value.equals(account.best)) return false
      account.spent = spent
      account.best = shown
      return true
    },
    reset: () => resetAccounts(accounts, stream),
  }
}
