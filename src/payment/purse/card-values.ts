// Which pre-images a card computes and which it keeps (protocols.md 5.1, 7 "Pebbling state"). What is kept lies in RAM,
// where it fits, and is made again from the secret after a reset; only a stored chain that does not fit lies in
// persistent memory, written before the chain is open and read-only after. So no tick ever writes a pebble.

import { concat } from '../../bytes/bytes.ts'
import type { ChainCommitment } from '../../chain/chain.ts'
import { couponIndex } from '../../chain/coupon-index.ts'
import { CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import { scheduleOf, type TraversalMethod } from '../../chain/traversal/schedule.ts'
import { decodeTraversal, encodeTraversal } from '../../chain/traversal/state.ts'
import { startTraversal, traversalFrom, type ChainSecret, type Traversal } from '../../chain/traversal/traversal.ts'
import type { CardTools, PurseChain, PurseSession, PurseState } from './card-state.ts'

/** 64 values are a KiB: what the RAM of small cards spares (protocols.md 4.2). */
export const MOST_IN_RAM = 64
/** 256 values are 4 KiB of persistent memory. */
export const MOST_STORED = 256

/** What the card does when the terminal leaves it the choice: the cheapest in RAM, which no reset can spoil. */
export function chosenMethod(limit: number): TraversalMethod {
  return limit <= MOST_IN_RAM ? 'storeAll' : 'pebbles'
}

/** Whether the card has the memory to traverse a chain of this length so. */
export function fitsCard(method: TraversalMethod, limit: number): boolean {
  switch (method) {
    case 'storeAll':
      return limit <= MOST_STORED
    case 'squareRoot':
    case 'smoothSquareRoot':
      return 2 * Math.ceil(Math.sqrt(limit)) + 1 <= MOST_IN_RAM // at its fullest, which is not at its start
    case 'pebbles':
    case 'seedOnly':
      return true // at most 20 values for the longest chain of all
  }
}

/** A chain walked once: its anchor, and what is kept of it. */
export interface WalkedChain {
  readonly chain: ChainCommitment
  /** For the session. */
  readonly traversal: Uint8Array | undefined
  /** For persistent memory: PB_0 to PB_(T-1) of a stored chain that RAM has no room for. */
  readonly stored: Uint8Array | undefined
}

export function walkChain(card: CardTools, method: TraversalMethod, secret: ChainSecret): WalkedChain {
  const { chain, traversal } = startTraversal(card.chain, method, secret)
  if (!isPersistent(method, secret.length)) return { chain, traversal: encodeTraversal(traversal), stored: undefined }
  return { chain, traversal: undefined, stored: concat(...traversal.stored.values()) }
}

/** PB_(T - spent), whether for the first time or again, and what RAM keeps after it. */
export function disclose(
  card: CardTools,
  { session, account, stored }: PurseState,
  chain: PurseChain,
  spent: number,
): { readonly value: Uint8Array; readonly session: PurseSession } {
  const { limit: length } = chain.request
  if (isStored(chain) && account.phase === 'open' && stored !== undefined) {
    const at = couponIndex(length, spent) * CHAIN_VALUE_BYTES
    return { value: stored.slice(at, at + CHAIN_VALUE_BYTES), session }
  }
  const kept = session.traversal === undefined ? undefined : decodeTraversal(card.chain, chain.id, session.traversal)
  const reached = kept === undefined ? length : length - kept.remaining
  if (reached === spent && session.value !== undefined) return { value: session.value, session }
  const traversal = kept !== undefined && reached < spent ? kept : traversalBefore(card, chain, spent)
  const { value } = traversal.next(spent - (length - traversal.remaining))
  return { value, session: { ...session, traversal: encodeTraversal(traversal), value } }
}

/** Made anew from the secret, one coupon before `spent`: after a reset, or for an older one again. */
function traversalBefore(
  { chain: f }: CardTools,
  { id, secret, request: { limit: length }, traversal: method }: PurseChain,
  spent: number,
): Traversal {
  const left = couponIndex(length, spent - 1)
  const stored = new Map<number, Uint8Array>()
  let [at, value] = [0, secret]
  for (const position of scheduleOf(volatile(method, length), length).stored(left)) {
    value = f.walk(id, value, at, position)
    stored.set(position, value)
    at = position
  }
  return traversalFrom({ f, id }, volatile(method, length), { length, left, stored })
}

/** Whether the values of a chain lie in persistent memory while it is open. */
export function isStored({ traversal, request: { limit } }: PurseChain): boolean {
  return isPersistent(traversal, limit)
}

function isPersistent(method: TraversalMethod, length: number): boolean {
  return method === 'storeAll' && length > MOST_IN_RAM
}

/** A stored chain that is closed has its values overwritten: what is left of it is made from the secret. */
function volatile(method: TraversalMethod, length: number): TraversalMethod {
  return isPersistent(method, length) ? 'seedOnly' : method
}
