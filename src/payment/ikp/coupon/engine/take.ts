// Row 7 of coupon/SPEC.md 3 for many payments at once: the same verdicts as `takeCoupons`, in the same order, made from
// frames and columns. Cheap checks run payment by payment; what is left to hash is collected and judged four at a time.

import { createDesk, fetchRows, layOut, mustWait, refusal, settle, type Batch, type Desk, type Taking } from './desk.ts'
import { readFrames, type Frames } from './frame.ts'

export interface PaymentBatch {
  /** Payment frames, one after the other. */
  readonly frames: Uint8Array
  /** What each item costs, minor units, a whole number below 2^53; the coupons shown must be worth exactly that. */
  readonly prices: Float64Array
  /** Ms since 1970. */
  readonly now: number
}

export interface PaymentTaker {
  /** One verdict code a payment, and the chain steps taken. Throws `DecodeError` unless frames are whole. */
  take(batch: PaymentBatch): { readonly verdicts: Uint8Array; readonly steps: number }
}

/** Some payments of a batch; the verdicts of the others are left alone. */
export interface PickedBatch extends PaymentBatch {
  readonly verdicts: Uint8Array
  /** Their numbers in the batch, in their order: the first `count` of these. */
  readonly picked: Uint32Array
  readonly count: number
}

export interface PickedTaker {
  /** Writes one verdict code for each; gives the chain steps taken. Throws as `take` does. */
  takePicked(batch: PickedBatch): number
}

export function createTaker(taking: Taking): PaymentTaker & PickedTaker {
  const desk = createDesk(taking)
  return {
    take({ frames: bytes, prices, now }) {
      const frames = framesFor(bytes, prices)
      const { count } = frames
      const verdicts = new Uint8Array(count)
      return { verdicts, steps: workOff(desk, { frames, prices, now, verdicts, picked: undefined, count }) }
    },
    takePicked: (batch) => workOff(desk, { ...batch, frames: framesFor(batch.frames, batch.prices) }),
  }
}

function framesFor(bytes: Uint8Array, prices: Float64Array): Frames {
  const frames = readFrames(bytes)
  if (prices.length !== frames.count) throw new RangeError(`${prices.length} prices for ${frames.count} payments`)
  return frames
}

function workOff(desk: Desk, batch: Batch): number {
  const { picked, count, verdicts } = batch
  desk.end = 0
  let steps = 0
  for (let at = 0; at < count;) {
    if (at === desk.end) fetchRows(desk, batch)
    at = layOut(desk, batch, at)
    if (at === desk.end) continue
    const payment = picked === undefined ? at : (picked[at] ?? 0)
    if (mustWait(desk, batch, payment)) steps += settle(desk, batch)
    else {
      verdicts[payment] = refusal(desk, batch, payment)
      at += 1
    }
  }
  return steps + settle(desk, batch)
}
