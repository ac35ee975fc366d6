// Row 7 of protocols.md 2.3 for many payments at once: the same verdicts as `takeCoupons`, in the same order, made from
// frames and columns. Cheap checks run payment by payment; what is left to hash is collected and judged four at a time.

import { spentOfIndex } from '../../../chain/coupon-index.ts'
import { BATCH_COUPONS, type ChainKernel } from '../../../chain/kernel/kernel.ts'
import { NUMBER, numbersAt, STATUS, WORD, wordsAt, type ChainTable } from './chain-table.ts'
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

/** Which payments are taken: those whose slot leaves the remainder `part` when divided by `of`. */
export interface Share {
  readonly part: number
  readonly of: number
}

/** All of a batch, or a share of it: the others' verdicts and chains are left alone. */
export interface SharedBatch extends PaymentBatch {
  readonly verdicts: Uint8Array
  readonly share: Share
}

export interface ShareTaker {
  /** Writes one verdict code for each payment of the share; gives the chain steps taken. Throws as `take` does. */
  takeShare(batch: SharedBatch): number
}

export interface PaymentTaker {
  /** One verdict code a payment, and the chain steps taken. Throws `DecodeError` unless frames are whole. */
  take(batch: PaymentBatch): { readonly verdicts: Uint8Array; readonly steps: number }
}

const CODE = Object.fromEntries(VERDICTS.map((verdict, code) => [verdict, code])) as Record<PaymentVerdict, number>
/** No verdict yet: hashing decides. */
const UNDECIDED = 255

export function createTaker(taking: Taking): PaymentTaker {
  const taker = createShareTaker(taking)
  return {
    take(batch) {
      const verdicts = new Uint8Array(batch.prices.length)
      return { verdicts, steps: taker.takeShare({ ...batch, verdicts, share: WHOLE }) }
    },
  }
}

const WHOLE: Share = { part: 0, of: 1 }

export function createShareTaker({ table, kernel, longestSkip }: Taking): ShareTaker {
  const { capacity, numbers, words } = table
  const rows = kernel.batch
  const [rowIds, rowValues, rowExpected] = [wordsOf(rows.ids), wordsOf(rows.values), wordsOf(rows.expected)]
  /** Payments that wait to be hashed: slot, number in the batch, index and worth. */
  const slotOf = new Uint32Array(BATCH_COUPONS)
  const paymentOf = new Uint32Array(BATCH_COUPONS)
  const indexOf = new Uint32Array(BATCH_COUPONS)
  const unitsOf = new Uint32Array(BATCH_COUPONS)
  let waiting = 0
  const orderBySteps = createStepOrder(BATCH_COUPONS)

  const decide = ({ frames, prices, now }: Batch, payment: number, slot: number): number => {
    if (slot >= capacity) return CODE.anotherChain
    const chain = wordsAt(slot)
    const status = words[chain + WORD.status] ?? 0
    if (status === STATUS.free) return CODE.anotherChain
    if (status === STATUS.closed) return CODE.chainClosed
    if ((numbers[numbersAt(slot) + NUMBER.expires] ?? 0) <= now) return CODE.chainExpired
    const had = words[chain + WORD.spent] ?? 0
    const index = frames.numbers.getUint32(payment * FRAME_BYTES + INDEX_AT)
    const spent = spentOfIndex(words[chain + WORD.length] ?? 0, index)
    const isBest = spent === had && had > 0 && equal(frames.words, couponAt(payment), words, chain + WORD.best)
    if (isBest) return CODE.repeated
    const units = spent - had
    const worth = units * (numbers[numbersAt(slot) + NUMBER.value] ?? 0)
    if (units > 0 && worth !== prices[payment]) return CODE.wrongPrice
    if (spent < 1) return CODE.spentOutOfRange
    if (units <= 0) return CODE.nothingNew
    if (units > longestSkip) return CODE.skipTooLong
    slotOf[waiting] = slot
    paymentOf[waiting] = payment
    indexOf[waiting] = index
    unitsOf[waiting] = units
    return UNDECIDED
  }

  const fillRow = (row: number, waiter: number, frames: Frames): void => {
    const chain = wordsAt(slotOf[waiter] ?? 0)
    const index = indexOf[waiter] ?? 0
    copy(words, chain + WORD.id, rowIds, 4 * row)
    copy(frames.words, couponAt(paymentOf[waiter] ?? 0), rowValues, 4 * row)
    copy(words, chain + WORD.best, rowExpected, 4 * row)
    rows.from[row] = index
    rows.to[row] = index + (unitsOf[waiter] ?? 0)
  }

  const moveOn = (slot: number, units: number, row: number, now: number): void => {
    const chain = wordsAt(slot)
    copy(rowValues, 4 * row, words, chain + WORD.best)
    words[chain + WORD.spent] = (words[chain + WORD.spent] ?? 0) + units
    if (words[chain + WORD.status] === STATUS.waiting) return
    words[chain + WORD.status] = STATUS.waiting
    table.waitingSince[slot] = now
  }

  /** Hashes for the waiting payments and moves the chains on whose coupons fit; gives the steps taken. */
  const settle = ({ frames, verdicts, now }: Batch): number => {
    const order = orderBySteps(unitsOf, waiting)
    for (let row = 0; row < waiting; row += 1) fillRow(row, order[row] ?? 0, frames)
    kernel.match(waiting)
    let steps = 0
    for (let row = 0; row < waiting; row += 1) {
      const waiter = order[row] ?? 0
      const slot = slotOf[waiter] ?? 0
      const units = unitsOf[waiter] ?? 0
      const fits = rows.matches[row] === 1
      if (fits) moveOn(slot, units, row, now)
      verdicts[paymentOf[waiter] ?? 0] = fits ? CODE.accepted : CODE.valueNotOnChain
      words[wordsAt(slot) + WORD.hashing] = 0
      steps += units
    }
    waiting = 0
    return steps
  }

  return {
    takeShare({ frames: bytes, prices, now, verdicts, share: { part, of } }) {
      const frames = readFrames(bytes)
      const { count, numbers } = frames
      if (prices.length !== count) throw new RangeError(`${prices.length} prices for ${count} payments`)
      const batch: Batch = { frames, prices, now, verdicts }
      let steps = 0
      for (let payment = 0; payment < count; payment += 1) {
        const slot = numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
        if (of > 1 && slot % of !== part) continue
        // A second payment on a chain must see what became of the first.
        const isHashing = slot < capacity && words[wordsAt(slot) + WORD.hashing] === 1
        if (isHashing || waiting === BATCH_COUPONS) steps += settle(batch)
        const verdict = decide(batch, payment, slot)
        if (verdict === UNDECIDED) {
          words[wordsAt(slot) + WORD.hashing] = 1
          waiting += 1
        } else verdicts[payment] = verdict
      }
      return steps + settle(batch)
    },
  }
}

interface Batch {
  readonly frames: Frames
  readonly prices: Float64Array
  readonly now: number
  readonly verdicts: Uint8Array
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
