// A stream of micro-payments to one seller, in two wire forms: 24-byte frames as the engine takes them, and JSON texts as
// the obvious program would. Both stand for the same payments of the same buyers: random buyers, one coupon each, and
// one payment in sixteen is forged, as a seller might meet it on a bad day.

import { kernelChain, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../src/chain/step.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { COUPON_WORD, FRAME_BYTES, INDEX_AT, SLOT_AT } from '../../src/payment/ikp/coupon/engine/frame.ts'

export interface SellerStream {
  readonly buyers: number
  readonly payments: number
  /** Of the buyers, in the order of the slots that an empty engine gives out. */
  readonly ids: Uint8Array
  readonly anchors: Uint8Array
  readonly frames: Uint8Array
  /** One unit each. */
  readonly prices: Float64Array
  /** 1 for a payment that is no forgery. */
  readonly honest: Uint8Array
}

export interface StreamSize {
  readonly buyers: number
  readonly payments: number
}

/** Coupons of every chain. */
export const STREAM_CHAIN_LENGTH = 1024

/** Throws `RangeError` when a buyer would have to pay more than a chain holds. */
export function inventStream(kernel: ChainKernel, size: StreamSize, seed: number): SellerStream {
  const random = seededRandom(seed, `seller path of ${size.buyers} buyers`)
  const ids = random(size.buyers * CHAIN_ID_BYTES)
  const draws = drawPayments(random(4 * size.payments), size)
  const frames = random(size.payments * FRAME_BYTES) // what is not overwritten stays: the forgers' coupons
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length)
  for (let payment = 0; payment < size.payments; payment += 1) {
    view.setUint32(payment * FRAME_BYTES + SLOT_AT, draws.slots[payment] ?? 0)
    view.setUint32(payment * FRAME_BYTES + INDEX_AT, STREAM_CHAIN_LENGTH - (draws.spent[payment] ?? 0))
  }
  const firstValues = random(size.buyers * CHAIN_VALUE_BYTES)
  const anchors = writeCoupons(kernel, { ids, firstValues, frames, draws })
  const prices = new Float64Array(size.payments).fill(1)
  return { ...size, ids, anchors, frames, prices, honest: draws.honest }
}

/** The texts, one after the other, and where each ends. */
export interface PaymentTexts {
  readonly bytes: Buffer
  readonly ends: Uint32Array
}

export function textsOf({ frames, payments }: SellerStream): PaymentTexts {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length)
  const bytes = Buffer.alloc(payments * LONGEST_TEXT)
  const ends = new Uint32Array(payments)
  let end = 0
  for (let payment = 0; payment < payments; payment += 1) {
    const at = payment * FRAME_BYTES
    const coupon = frames.subarray(at + 4 * COUPON_WORD, at + FRAME_BYTES)
    const buyer = nameOf(view.getUint32(at + SLOT_AT))
    end += bytes.write(JSON.stringify({ buyer, index: view.getUint32(at + INDEX_AT), coupon: printHex(coupon) }), end)
    ends[payment] = end
  }
  return { bytes: bytes.subarray(0, end), ends }
}

const LONGEST_TEXT = 96

interface Draws {
  readonly slots: Uint32Array
  /** What the payment claims to have spent in all. */
  readonly spent: Uint32Array
  readonly honest: Uint8Array
  /** Of each buyer: coupons that the whole stream spends. */
  readonly totals: Uint32Array
}

function drawPayments(bytes: Uint8Array, { buyers, payments }: StreamSize): Draws {
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const slots = new Uint32Array(payments)
  const spent = new Uint32Array(payments)
  const honest = new Uint8Array(payments)
  const totals = new Uint32Array(buyers)
  for (let payment = 0; payment < payments; payment += 1) {
    const slot = Math.floor((numbers.getUint32(4 * payment) / 2 ** 32) * buyers)
    const next = (totals[slot] ?? 0) + 1
    if (next > STREAM_CHAIN_LENGTH) throw new RangeError(`too many payments for ${buyers} buyers`)
    slots[payment] = slot
    spent[payment] = next
    if (payment % FORGED_ONE_IN === 0) continue
    honest[payment] = 1
    totals[slot] = next
  }
  return { slots, spent, honest, totals }
}

const FORGED_ONE_IN = 16

interface Unwritten {
  readonly ids: Uint8Array
  /** What each buyer's last coupon of the stream is; taken over. */
  readonly firstValues: Uint8Array
  readonly frames: Uint8Array
  readonly draws: Draws
}

/** From the last payment back to the first a chain goes upwards; where it ends up is its anchor. */
function writeCoupons(kernel: ChainKernel, { ids, firstValues, frames, draws }: Unwritten): Uint8Array {
  const f = kernelChain(kernel)
  const current = firstValues
  for (let payment = draws.slots.length - 1; payment >= 0; payment -= 1) {
    if (draws.honest[payment] !== 1) continue
    const slot = draws.slots[payment] ?? 0
    const value = rowOf(current, slot)
    frames.set(value, payment * FRAME_BYTES + 4 * COUPON_WORD)
    const index = STREAM_CHAIN_LENGTH - (draws.spent[payment] ?? 0)
    value.set(f.walk(rowOf(ids, slot), value, index, index + 1))
  }
  return current
}

export function nameOf(buyer: number): string {
  return `buyer-${buyer}`
}

/** Ids and values are rows of sixteen bytes. */
export function rowOf(column: Uint8Array, row: number): Uint8Array {
  return column.subarray(16 * row, 16 * row + 16)
}
