// Row 7 of protocols.md 2.3 for many payments at once: the same verdicts as `takeCoupons`, in the same order, made from
// frames and columns. Cheap checks run payment by payment; what is left to hash is collected and judged four at a time.

import { createDesk, fetchRows, layOut, mustWait, refusal, settle, type Batch, type Taking } from './desk.ts'
import { readFrames } from './frame.ts'

export interface PaymentBatch {
  /** Payment frames, one after the other. */
  readonly frames: Uint8Array
  /** What each item costs, minor units, a whole number below 2^53; the coupons shown must be worth exactly that. */
  readonly prices: Float64Array
  /** Ms since 1970. */
  readonly now: number
}

/** Which payments are taken: those whose slot, by its lowest byte, belongs to `part` of several. */
export interface Share {
  readonly part: number
  readonly of: number
}

/** All of a batch, or a share of it: the others' verdicts and chains are left alone. */
export interface SharedBatch extends PaymentBatch {
  readonly verdicts: Uint8Array
}

export interface ShareTaker {
  /** Writes one verdict code for each payment of the share; gives the chain steps taken. Throws as `take` does. */
  takeShare(batch: SharedBatch): number
}

export interface PaymentTaker {
  /** One verdict code a payment, and the chain steps taken. Throws `DecodeError` unless frames are whole. */
  take(batch: PaymentBatch): { readonly verdicts: Uint8Array; readonly steps: number }
}

export function createTaker(taking: Taking): PaymentTaker {
  const taker = createShareTaker(taking, WHOLE)
  return {
    take(batch) {
      const verdicts = new Uint8Array(batch.prices.length)
      return { verdicts, steps: taker.takeShare({ ...batch, verdicts }) }
    },
  }
}

/** Whose a slot is, by its lowest byte: a division for every payment of all threads would take a twentieth of the time. */
function ownersAmong(parts: number): Uint8Array | undefined {
  return parts === 1 ? undefined : Uint8Array.from({ length: 256 }, (_, byte) => byte % parts)
}

const WHOLE: Share = { part: 0, of: 1 }

export function createShareTaker(taking: Taking, { part, of }: Share): ShareTaker {
  const desk = createDesk(taking)
  const owners = ownersAmong(of)
  return {
    takeShare({ frames: bytes, prices, now, verdicts }) {
      const frames = readFrames(bytes)
      if (prices.length !== frames.count) throw new RangeError(`${prices.length} prices for ${frames.count} payments`)
      const batch: Batch = { frames, prices, now, verdicts, part, owners }
      desk.end = 0
      let steps = 0
      for (let payment = 0; payment < frames.count;) {
        if (payment === desk.end) fetchRows(desk, batch)
        payment = layOut(desk, batch, payment)
        if (payment === desk.end) continue
        if (mustWait(desk, batch, payment)) steps += settle(desk, batch)
        else {
          verdicts[payment] = refusal(desk, batch, payment)
          payment += 1
        }
      }
      return steps + settle(desk, batch)
    },
  }
}
