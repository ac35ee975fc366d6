// Row 7 of protocols.md 2.3 for many payments at once: the same verdicts as `takeCoupons`, in the same order, made from
// frames and columns. Cheap checks run payment by payment; what is left to hash is collected and judged four at a time.

import { spentOfIndex } from '../../../chain/coupon-index.ts'
import { BATCH_COUPONS, type ChainKernel } from '../../../chain/kernel/kernel.ts'
import { SLOT_STATUS, type ChainTable } from './chain-table.ts'
import { COUPON_WORD, FRAME_BYTES, FRAME_WORDS, INDEX_AT, readFrames, SLOT_AT, type Frames } from './frame.ts'
import { createStepOrder } from './step-order.ts'

/** What a payment was worth, by code. `accepted` paid its price; `repeated` is the best coupon once more and pays nothing. */
export const VERDICTS = [
  'accepted',
  'repeated',
  'anotherChain',
  'chainClosed',
  'chainExpired',
  'wrongPrice',
  'spentOutOfRange',
  'nothingNew',
  'skipTooLong',
  'valueNotOnChain',
] as const

export type PaymentVerdict = (typeof VERDICTS)[number]

export interface PaymentBatch {
  /** Payment frames, one after the other. */
  readonly frames: Uint8Array
  /** What each item costs, minor units, a whole number below 2^53; the coupons shown must be worth exactly that. */
  readonly prices: Float64Array
  /** Ms since 1970. */
  readonly now: number
}

/** What judging needs beside the batch. */
export interface Taking {
  readonly table: ChainTable
  readonly kernel: ChainKernel
  /** How many coupons one payment may be worth, and so cost in hashes. */
  readonly longestSkip: number
}

export interface PaymentTaker {
  /** One verdict code a payment, and the chain steps taken. Throws `DecodeError` unless frames are whole. */
  take(batch: PaymentBatch): { readonly verdicts: Uint8Array; readonly steps: number }
}

const CODE = Object.fromEntries(VERDICTS.map((verdict, code) => [verdict, code])) as Record<PaymentVerdict, number>
/** No verdict yet: hashing decides. */
const UNDECIDED = 255

export function createTaker({ table, kernel, longestSkip }: Taking): PaymentTaker {
  const [ids, bests] = [wordsOf(table.id), wordsOf(table.best)]
  const rows = kernel.batch
  const [rowIds, rowValues, rowExpected] = [wordsOf(rows.ids), wordsOf(rows.values), wordsOf(rows.expected)]
  /** Payments that wait for the kernel: slot, number in the batch, index and worth; for each slot, whether one waits. */
  const slotOf = new Uint32Array(BATCH_COUPONS)
  const paymentOf = new Uint32Array(BATCH_COUPONS)
  const indexOf = new Uint32Array(BATCH_COUPONS)
  const unitsOf = new Uint32Array(BATCH_COUPONS)
  const waits = new Uint8Array(table.capacity)
  let waiting = 0
  const orderBySteps = createStepOrder(BATCH_COUPONS)

  const decide = ({ numbers, words }: Frames, payment: number, price: number, now: number): number => {
    const slot = numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
    const status = table.status[slot] ?? SLOT_STATUS.free
    if (status === SLOT_STATUS.free) return CODE.anotherChain
    if (status === SLOT_STATUS.closed) return CODE.chainClosed
    if ((table.expires[slot] ?? 0) <= now) return CODE.chainExpired
    const had = table.spent[slot] ?? 0
    const index = numbers.getUint32(payment * FRAME_BYTES + INDEX_AT)
    const spent = spentOfIndex(table.length[slot] ?? 0, index)
    if (spent === had && had > 0 && equal(words, couponAt(payment), bests, 4 * slot)) return CODE.repeated
    const units = spent - had
    if (units > 0 && units * (table.value[slot] ?? 0) !== price) return CODE.wrongPrice
    if (spent < 1) return CODE.spentOutOfRange
    if (units <= 0) return CODE.nothingNew
    if (units > longestSkip) return CODE.skipTooLong
    slotOf[waiting] = slot
    paymentOf[waiting] = payment
    indexOf[waiting] = index
    unitsOf[waiting] = units
    return UNDECIDED
  }

  const fillRow = (row: number, waiter: number, { words }: Frames): void => {
    const slot = slotOf[waiter] ?? 0
    const index = indexOf[waiter] ?? 0
    copy(ids, 4 * slot, rowIds, 4 * row)
    copy(words, couponAt(paymentOf[waiter] ?? 0), rowValues, 4 * row)
    copy(bests, 4 * slot, rowExpected, 4 * row)
    rows.from[row] = index
    rows.to[row] = index + (unitsOf[waiter] ?? 0)
  }

  /** Hashes for the waiting payments and moves the chains on whose coupons fit; gives the steps taken. */
  const settle = (frames: Frames, verdicts: Uint8Array, now: number): number => {
    const order = orderBySteps(unitsOf, waiting)
    for (let row = 0; row < waiting; row += 1) fillRow(row, order[row] ?? 0, frames)
    kernel.match(waiting)
    let steps = 0
    for (let row = 0; row < waiting; row += 1) {
      const waiter = order[row] ?? 0
      const slot = slotOf[waiter] ?? 0
      const units = unitsOf[waiter] ?? 0
      const fits = rows.matches[row] === 1
      waits[slot] = 0
      steps += units
      verdicts[paymentOf[waiter] ?? 0] = fits ? CODE.accepted : CODE.valueNotOnChain
      if (!fits) continue
      copy(rowValues, 4 * row, bests, 4 * slot)
      table.spent[slot] = (table.spent[slot] ?? 0) + units
      if (Number.isNaN(table.waitingSince[slot])) table.waitingSince[slot] = now
    }
    waiting = 0
    return steps
  }

  return {
    take({ frames: bytes, prices, now }) {
      const frames = readFrames(bytes)
      if (prices.length !== frames.count) throw new RangeError(`${prices.length} prices for ${frames.count} payments`)
      const verdicts = new Uint8Array(frames.count)
      let steps = 0
      for (let payment = 0; payment < frames.count; payment += 1) {
        // A second payment on a chain must see what became of the first.
        const slot = frames.numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
        if (waits[slot] === 1 || waiting === BATCH_COUPONS) steps += settle(frames, verdicts, now)
        const verdict = decide(frames, payment, prices[payment] ?? Number.NaN, now)
        if (verdict === UNDECIDED) {
          waits[slot] = 1
          waiting += 1
        } else verdicts[payment] = verdict
      }
      return { verdicts, steps: steps + settle(frames, verdicts, now) }
    },
  }
}

/** Ids and values are copied as four machine words: what their bytes mean does not matter here. */
function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4)
}

function couponAt(payment: number): number {
  return payment * FRAME_WORDS + COUPON_WORD
}

function copy(from: Uint32Array, fromAt: number, to: Uint32Array, toAt: number): void {
  to[toAt] = from[fromAt] ?? 0
  to[toAt + 1] = from[fromAt + 1] ?? 0
  to[toAt + 2] = from[fromAt + 2] ?? 0
  to[toAt + 3] = from[fromAt + 3] ?? 0
}

/** In time that does not depend on the words. */
function equal(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean {
  let difference = 0
  for (let n = 0; n < 4; n += 1) difference |= (a[aAt + n] ?? 0) ^ (b[bAt + n] ?? 0)
  return difference === 0
}
