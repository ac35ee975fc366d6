// How a batch is worked off: payments are laid out for the kernel as long as they look right, hashed together, and settled.
// The passes are plain functions over one record, with its columns taken out before each loop: columns that closures share
// are looked up and checked again at every access, at twice the price of a payment.

import { spentOfIndex } from '../../../../chain/coupon-index.ts'
import { BATCH_COUPONS, type ChainKernel } from '../../../../chain/kernel/kernel.ts'
import { NUMBER, numbersAt, STATUS, WORD, wordsAt, type ChainTable } from './chain-table.ts'
import { COUPON_WORD, FRAME_BYTES, FRAME_WORDS, INDEX_AT, SLOT_AT, type Frames } from './frame.ts'
import { createStepOrder, type StepOrder } from './step-order.ts'
import { CODE } from './verdict.ts'

/** What judging needs beside the batch. */
export interface Taking {
  readonly table: ChainTable
  readonly kernel: ChainKernel
  /** How many coupons one payment may be worth, and so cost in hashes. */
  readonly longestSkip: number
}

export interface Batch {
  readonly frames: Frames
  readonly prices: Float64Array
  readonly now: number
  readonly verdicts: Uint8Array
  /** Which payments are to be taken, by their numbers, in their order; undefined where all are. */
  readonly picked: Uint32Array | undefined
  /** How many are to be taken. */
  readonly count: number
}

/** What the passes over a batch work on. */
export interface Desk {
  readonly taking: Taking
  readonly rowIds: Uint32Array
  readonly rowValues: Uint32Array
  readonly rowExpected: Uint32Array
  /** Payments that wait to be hashed: slot, number in the batch and worth in coupons. */
  readonly slotOf: Uint32Array
  readonly paymentOf: Uint32Array
  readonly unitsOf: Uint32Array
  readonly orderBySteps: StepOrder
  waiting: number
  /** Of the payments to be taken, those before this one have their rows near. */
  end: number
  /** Of no use but that looking at rows has a result. */
  seen: number
}

export function createDesk(taking: Taking): Desk {
  const { ids, values, expected } = taking.kernel.batch
  return {
    taking,
    rowIds: wordsOf(ids),
    rowValues: wordsOf(values),
    rowExpected: wordsOf(expected),
    slotOf: new Uint32Array(BATCH_COUPONS),
    paymentOf: new Uint32Array(BATCH_COUPONS),
    unitsOf: new Uint32Array(BATCH_COUPONS),
    orderBySteps: createStepOrder(BATCH_COUPONS),
    waiting: 0,
    end: 0,
    seen: 0,
  }
}

/**
 * Says how far the next rows go, and has far ones brought near: looked at one after the other without anything between,
 * they come side by side from memory, where payment by payment each would be waited for.
 */
export function fetchRows(desk: Desk, { frames: { numbers }, picked, count }: Batch): void {
  const { capacity, words } = desk.taking.table
  const [first, isNear] = [desk.end, capacity <= NEAR_CHAINS]
  desk.end = isNear ? count : Math.min(first + FETCHED_TOGETHER, count)
  if (isNear) return
  let seen = 0
  for (let at = first; at < desk.end; at += 1) {
    const payment = picked === undefined ? at : (picked[at] ?? 0)
    const slot = numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
    if (slot < capacity) seen ^= words[wordsAt(slot) + WORD.status] ?? 0
  }
  desk.seen = seen
}

/** As many rows as a second-level cache holds. */
const NEAR_CHAINS = 2 ** 14
const FETCHED_TOGETHER = 128

/**
 * Lays payments out for the kernel as long as nothing is wrong with them but perhaps the coupon; gives the place, among
 * those to be taken, of the first that has to be looked at. Nothing is called in here that the compiler does not take in.
 */
export function layOut(desk: Desk, batch: Batch, first: number): number {
  const { table, kernel, longestSkip } = desk.taking
  const { capacity, numbers, words } = table
  const { from, to } = kernel.batch
  const { rowIds, rowValues, rowExpected, slotOf, paymentOf, unitsOf } = desk
  const { frames, prices, now, picked } = batch
  const { end } = desk
  const { numbers: frameNumbers, words: frameWords } = frames
  let [row, at] = [desk.waiting, first]
  for (; at < end; at += 1) {
    const payment = picked === undefined ? at : (picked[at] ?? 0)
    const slot = frameNumbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
    if (slot >= capacity || row === BATCH_COUPONS) break
    const chain = wordsAt(slot)
    const status = words[chain + WORD.status]
    if ((status !== STATUS.open && status !== STATUS.waiting) || words[chain + WORD.hashing] === 1) break
    const index = frameNumbers.getUint32(payment * FRAME_BYTES + INDEX_AT)
    const units = spentOfIndex(words[chain + WORD.length] ?? 0, index) - (words[chain + WORD.spent] ?? 0)
    if (units < 1 || units > longestSkip) break
    if (units * (numbers[numbersAt(slot) + NUMBER.value] ?? 0) !== prices[payment]) break
    if (!((numbers[numbersAt(slot) + NUMBER.expires] ?? 0) > now)) break
    words[chain + WORD.hashing] = 1
    copy(words, chain + WORD.id, rowIds, 4 * row)
    copy(frameWords, couponAt(payment), rowValues, 4 * row)
    copy(words, chain + WORD.best, rowExpected, 4 * row)
    from[row] = index
    to[row] = index + units
    slotOf[row] = slot
    paymentOf[row] = payment
    unitsOf[row] = units
    row += 1
  }
  desk.waiting = row
  return at
}

/** A second payment on a chain must see what became of the first, and the kernel takes only so many. */
export function mustWait({ taking, waiting }: Desk, { frames }: Batch, payment: number): boolean {
  const { capacity, words } = taking.table
  const slot = frames.numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
  return waiting === BATCH_COUPONS || (slot < capacity && words[wordsAt(slot) + WORD.hashing] === 1)
}

/** What is wrong with a payment that was not laid out, or that it repeats the last one. */
export function refusal({ taking }: Desk, { frames, prices, now }: Batch, payment: number): number {
  const { capacity, numbers, words } = taking.table
  const slot = frames.numbers.getUint32(payment * FRAME_BYTES + SLOT_AT)
  if (slot >= capacity) return CODE.anotherChain
  const chain = wordsAt(slot)
  const status = words[chain + WORD.status] ?? 0
  if (status === STATUS.free) return CODE.anotherChain
  if (status === STATUS.closed) return CODE.chainClosed
  if (!((numbers[numbersAt(slot) + NUMBER.expires] ?? 0) > now)) return CODE.chainExpired
  const had = words[chain + WORD.spent] ?? 0
  const index = frames.numbers.getUint32(payment * FRAME_BYTES + INDEX_AT)
  const spent = spentOfIndex(words[chain + WORD.length] ?? 0, index)
  const units = spent - had
  if (units === 0 && had > 0 && equal(frames.words, couponAt(payment), words, chain + WORD.best)) return CODE.repeated
  if (units > 0 && units * (numbers[numbersAt(slot) + NUMBER.value] ?? 0) !== prices[payment]) return CODE.wrongPrice
  if (spent < 1) return CODE.spentOutOfRange
  return units < 1 ? CODE.nothingNew : CODE.skipTooLong
}

/** Hashes for the waiting payments and moves the chains on whose coupons fit; gives the steps taken. */
export function settle(desk: Desk, { frames, verdicts, now }: Batch): number {
  const { taking, rowValues, slotOf, paymentOf, unitsOf, waiting } = desk
  const { words, waitingSince } = taking.table
  const { matches } = taking.kernel.batch
  const order = desk.orderBySteps(unitsOf, waiting)
  if (order !== undefined) layOutAgain(desk, frames, order)
  taking.kernel.match(waiting)
  let steps = 0
  for (let row = 0; row < waiting; row += 1) {
    const waiter = order === undefined ? row : (order[row] ?? 0)
    const chain = wordsAt(slotOf[waiter] ?? 0)
    const units = unitsOf[waiter] ?? 0
    const fits = matches[row] === 1
    verdicts[paymentOf[waiter] ?? 0] = fits ? CODE.accepted : CODE.valueNotOnChain
    words[chain + WORD.hashing] = 0
    steps += units
    if (!fits) continue
    copy(rowValues, 4 * row, words, chain + WORD.best)
    words[chain + WORD.spent] = (words[chain + WORD.spent] ?? 0) + units
    if (words[chain + WORD.status] === STATUS.waiting) continue
    words[chain + WORD.status] = STATUS.waiting
    waitingSince[slotOf[waiter] ?? 0] = now
  }
  desk.waiting = 0
  return steps
}

/** The rows anew in the order in which they are hashed: so far they lie as they came. */
function layOutAgain(desk: Desk, { numbers, words: frameWords }: Frames, order: Uint16Array): void {
  const { taking, rowIds, rowValues, rowExpected, slotOf, paymentOf, unitsOf, waiting } = desk
  const { words } = taking.table
  const { from, to } = taking.kernel.batch
  for (let row = 0; row < waiting; row += 1) {
    const waiter = order[row] ?? 0
    const chain = wordsAt(slotOf[waiter] ?? 0)
    const payment = paymentOf[waiter] ?? 0
    const index = numbers.getUint32(payment * FRAME_BYTES + INDEX_AT)
    copy(words, chain + WORD.id, rowIds, 4 * row)
    copy(frameWords, couponAt(payment), rowValues, 4 * row)
    copy(words, chain + WORD.best, rowExpected, 4 * row)
    from[row] = index
    to[row] = index + (unitsOf[waiter] ?? 0)
  }
}

/** Bytes as machine words: what they mean does not matter where they are only copied and joined. */
export function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
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
