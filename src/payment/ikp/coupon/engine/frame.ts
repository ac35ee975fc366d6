// A micro-payment as the seller's engine takes it: 24 bytes, many of them one after the other. The chain is named by the
// slot that the seller gave it when it was opened, so that finding it is an array access; the coupon itself binds the
// chain's id (F takes it in), so that a wrong slot is only a coupon that does not fit.

import { counted } from '../../../../bytes/counted.ts'
import { DecodeError } from '../../../../bytes/decode-error.ts'
import { fixed, u32 } from '../../../../bytes/fields.ts'
import { layout, type Layout } from '../../../../bytes/layout.ts'
import { CHAIN_VALUE_BYTES } from '../../../../chain/step.ts'

export interface PaymentFrame {
  readonly slot: number
  /** j of PB_j. */
  readonly index: number
  readonly coupon: Uint8Array
}

export const paymentFrameLayout: Layout<PaymentFrame> = layout<PaymentFrame>('PaymentFrame', {
  slot: u32('which of the seller’s open chains'),
  index: u32('j'),
  coupon: fixed(CHAIN_VALUE_BYTES, 'PB_j'),
})

export const FRAME_BYTES: number = paymentFrameLayout.size ?? 0

/** Many frames, read in place: the engine makes no object of a payment. */
export interface Frames {
  readonly count: number
  /** The numbers of a frame. */
  readonly numbers: DataView
  /** The same bytes as machine words, to copy coupons from. */
  readonly words: Uint32Array
}

/** Where the fields of a frame start, in bytes; where its coupon does in words. */
export const SLOT_AT: number = offsetOf('slot')
export const INDEX_AT: number = offsetOf('index')
export const COUPON_WORD: number = offsetOf('coupon') / 4
export const FRAME_WORDS: number = FRAME_BYTES / 4

/** Throws `DecodeError` unless the bytes are whole frames. Copies them only where they do not lie on a word border. */
export function readFrames(bytes: Uint8Array): Frames {
  if (bytes.length % FRAME_BYTES !== 0)
    throw new DecodeError('frames', `no whole frames in ${counted(bytes.length, 'byte')}`)
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)
  return {
    count: length / FRAME_BYTES,
    numbers: new DataView(buffer, byteOffset, length),
    words: new Uint32Array(buffer, byteOffset, length / 4),
  }
}

function offsetOf(field: keyof PaymentFrame): number {
  const { rows } = paymentFrameLayout
  const before = rows.slice(
    0,
    rows.findIndex(({ name }) => name === field),
  )
  return before.reduce((sum, { size }) => sum + (size ?? 0), 0)
}
