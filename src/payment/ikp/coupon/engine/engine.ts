// The seller's engine: a million open chains, payments taken in batches. What it decides is what `../seller.ts`, the slow
// and obvious implementation, decides payment by payment. It keeps what every payment needs; what only opening and
// clearing need (Common, signatures, sequence numbers) the seller keeps beside it, by slot.

import { isChainLength, LONGEST_CHAIN, type ChainCommitment, type Spend } from '../../../../chain/chain.ts'
import type { ChainKernel } from '../../../../chain/kernel/kernel.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../../chain/step.ts'
import { accept, refuse, type Outcome } from '../../../outcome.ts'
import {
  bestAt,
  bestOf,
  BYTES_PER_CHAIN,
  createTable,
  idAt,
  idOf,
  NUMBER,
  numbersAt,
  wordsAt,
  STATUS,
  statusOf,
  WORD,
  type ChainTable,
} from './chain-table.ts'
import { restoreTable, snapshotTable } from './snapshot.ts'
import { createTaker, type PaymentTaker } from './take.ts'

export interface EngineOptions {
  /** For the indexed step. The engine fills its batch: nobody else may use it. */
  readonly kernel: ChainKernel
  /** Slots, all reserved at once: ENGINE_BYTES_PER_CHAIN bytes each. */
  readonly capacity: number
  /** How many coupons one payment may be worth; default: the longest chain. */
  readonly longestSkip?: number
}

export interface NewChain {
  readonly chain: ChainCommitment
  /** The worth of a coupon, minor units. */
  readonly value: bigint
  /** Ms since 1970. */
  readonly expires: number
}

/** What is known of a chain. */
export interface ChainEntry {
  readonly id: Uint8Array
  readonly length: number
  readonly value: bigint
  readonly expires: number
  readonly best: Spend
  readonly cleared: number
  /** When the oldest coupon since the last claim was taken, ms since 1970. */
  readonly waitingSince: number | undefined
  readonly closed: boolean
}

export interface SellerEngine extends PaymentTaker {
  readonly openChains: number
  /** Takes an authorised chain; the slot is what the buyer's frames must name. Throws `RangeError` for what is no chain. */
  open(chain: NewChain): Outcome<number, 'noRoom' | 'valueTooLarge'>
  /** Undefined where no chain is. */
  entry(slot: number): ChainEntry | undefined
  /** The best coupon, to be claimed from the acquirer; waiting starts anew with the next coupon taken. */
  clear(slot: number): Outcome<Spend, 'anotherChain' | 'nothingNew'>
  /** The acquirer has paid for `spent` coupons in all; gives how many that adds: none for a late or repeated reply. */
  confirmCleared(slot: number, spent: number): Outcome<number, 'anotherChain' | 'neverShown'>
  /** From now on its payments are refused; it can still be cleared. */
  close(slot: number): Outcome<undefined, 'anotherChain'>
  /** Gives the slot of a closed chain back. */
  forget(slot: number): Outcome<undefined, 'anotherChain' | 'stillOpen'>
  /** Everything as bytes; payments taken later do not change them. */
  snapshot(): Uint8Array
}

/** A slot in the table, and its place in the stack of free ones. */
export const ENGINE_BYTES_PER_CHAIN: number = BYTES_PER_CHAIN + Uint32Array.BYTES_PER_ELEMENT

export function createEngine(options: EngineOptions): SellerEngine {
  const table = createTable(options.capacity)
  return engineOver(table, takerFor(table, options))
}

/** The engine that gave the snapshot, with room for `capacity` chains. Throws `DecodeError`. */
export function restoreEngine(options: EngineOptions, snapshot: Uint8Array): SellerEngine {
  const table = restoreTable(snapshot, options.capacity)
  return engineOver(table, takerFor(table, options))
}

/** Throws `RangeError` for a kernel of the plain step. */
export function takerFor(table: ChainTable, { kernel, longestSkip = LONGEST_CHAIN }: EngineOptions): PaymentTaker {
  if (kernel.step !== 'indexed') throw new RangeError('coupons are values of indexed chains')
  return createTaker({ table, kernel, longestSkip })
}

/** Everything but taking, which one thread does or several. */
export function engineOver(table: ChainTable, taker: PaymentTaker): SellerEngine {
  const free = createFreeSlots(table)
  const isTaken = (slot: number): boolean => statusOf(table, slot) !== STATUS.free
  const setStatus = (slot: number, status: number): void => {
    table.words[wordsAt(slot) + WORD.status] = status
  }
  return {
    take: (batch) => taker.take(batch),
    get openChains() {
      return table.capacity - free.count()
    },
    open(chain) {
      checkChain(chain)
      if (chain.value > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('valueTooLarge')
      const slot = free.take()
      if (slot === undefined) return refuse('noRoom')
      writeRow(table, slot, chain)
      return accept(slot)
    },
    entry: (slot) => (isTaken(slot) ? entryAt(table, slot) : undefined),
    clear(slot) {
      if (!isTaken(slot)) return refuse('anotherChain')
      const best = bestSpend(table, slot)
      if (best.spent <= (table.cleared[slot] ?? 0)) return refuse('nothingNew')
      if (statusOf(table, slot) === STATUS.waiting) setStatus(slot, STATUS.open)
      table.waitingSince[slot] = Number.NaN
      return accept(best)
    },
    confirmCleared(slot, spent) {
      if (!isTaken(slot)) return refuse('anotherChain')
      if (!(spent <= bestSpend(table, slot).spent)) return refuse('neverShown')
      const before = table.cleared[slot] ?? 0
      table.cleared[slot] = Math.max(before, spent)
      return accept(Math.max(spent - before, 0))
    },
    close(slot) {
      if (!isTaken(slot)) return refuse('anotherChain')
      setStatus(slot, STATUS.closed)
      return accept(undefined)
    },
    forget(slot) {
      if (!isTaken(slot)) return refuse('anotherChain')
      if (statusOf(table, slot) !== STATUS.closed) return refuse('stillOpen')
      setStatus(slot, STATUS.free)
      free.give(slot)
      return accept(undefined)
    },
    snapshot: () => snapshotTable(table),
  }
}

function checkChain({ chain: { id, anchor, length }, value, expires }: NewChain): void {
  if (id.length !== CHAIN_ID_BYTES) throw new RangeError(`a chain id of ${id.length} bytes`)
  if (anchor.length !== CHAIN_VALUE_BYTES) throw new RangeError(`an anchor of ${anchor.length} bytes`)
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  if (value <= 0n) throw new RangeError(`coupons worth ${value}`)
  if (!Number.isSafeInteger(expires)) throw new RangeError(`an expiry at ${expires}`)
}

function writeRow(table: ChainTable, slot: number, { chain, value, expires }: NewChain): void {
  table.numbers[numbersAt(slot) + NUMBER.value] = Number(value)
  table.numbers[numbersAt(slot) + NUMBER.expires] = expires
  table.words[wordsAt(slot) + WORD.length] = chain.length
  table.words[wordsAt(slot) + WORD.spent] = 0
  table.words[wordsAt(slot) + WORD.status] = STATUS.open
  // Written without a view of the row: two views for each of a million chains would be more memory than the chains.
  table.bytes.set(chain.id, idAt(slot))
  table.bytes.set(chain.anchor, bestAt(slot))
  table.waitingSince[slot] = Number.NaN
  table.cleared[slot] = 0
}

function entryAt(table: ChainTable, slot: number): ChainEntry {
  const waitingSince = table.waitingSince[slot] ?? Number.NaN
  return {
    id: idOf(table, slot).slice(),
    length: table.words[wordsAt(slot) + WORD.length] ?? 0,
    value: BigInt(table.numbers[numbersAt(slot) + NUMBER.value] ?? 0),
    expires: table.numbers[numbersAt(slot) + NUMBER.expires] ?? 0,
    best: bestSpend(table, slot),
    cleared: table.cleared[slot] ?? 0,
    waitingSince: Number.isNaN(waitingSince) ? undefined : waitingSince,
    closed: statusOf(table, slot) === STATUS.closed,
  }
}

function bestSpend(table: ChainTable, slot: number): Spend {
  return { spent: table.words[wordsAt(slot) + WORD.spent] ?? 0, value: bestOf(table, slot).slice() }
}

/** The free slots of a table as a stack, the lowest on top at first. */
interface FreeSlots {
  count(): number
  take(): number | undefined
  give(slot: number): void
}

function createFreeSlots(table: ChainTable): FreeSlots {
  const slots = new Uint32Array(table.capacity)
  let count = 0
  for (let slot = table.capacity - 1; slot >= 0; slot -= 1) {
    if (statusOf(table, slot) === STATUS.free) slots[count++] = slot
  }
  return {
    count: () => count,
    take() {
      if (count === 0) return undefined
      count -= 1
      return slots[count]
    },
    give(slot) {
      slots[count] = slot
      count += 1
    },
  }
}
