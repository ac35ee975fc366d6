// Which pre-images a card computes and which it keeps (chain/SPEC.md 4). What is kept lies in RAM,
// where it fits, and is made again from the secret after a reset; only a stored chain that does not fit lies in
// persistent memory, written before the chain is open and read-only after. So no tick ever writes a pebble.

import { concat } from '../../bytes/bytes.ts'
import type { ChainCommitment } from '../../chain/chain.ts'
import { couponIndex } from '../../chain/coupon-index.ts'
import { CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import { scheduleOf, type TraversalMethod } from '../../chain/traversal/schedule.ts'
import { decodeTraversal, encodeTraversal } from '../../chain/traversal/state.ts'
import { startTraversal, traversalFrom, type ChainSecret, type Traversal } from '../../chain/traversal/traversal.ts'
import type { CardTools, CafeTickChain, CafeTickSession, PurseState } from './card-state.ts'

/** 64 values are a KiB: what the RAM of small cards spares (JCOP 31: 1,351 bytes until reset). */
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
  /** For the session, as `CafeTickSession.kept`. */
  readonly kept: Uint8Array | undefined
  /** For persistent memory: PB_0 to PB_(T-1) of a whole chain that RAM has no room for. */
  readonly stored: Uint8Array | undefined
}

export function walkChain(card: CardTools, method: TraversalMethod, secret: ChainSecret): WalkedChain {
  const { chain, traversal } = startTraversal(card.chain, method, secret)
  if (method !== 'storeAll') return { chain, kept: encodeTraversal(traversal), stored: undefined }
  const whole = concat(...traversal.stored.values())
  const stored = isStored({ traversal: method, request: { limit: secret.length } })
  return stored ? { chain, kept: undefined, stored: whole } : { chain, kept: whole, stored: undefined }
}

/** PB_(T - spent), whether for the first time or again, and what RAM keeps after it. */
export function disclose(
  card: CardTools,
  { session, account, stored }: PurseState,
  chain: CafeTickChain,
  spent: number,
): Disclosed {
  if (chain.traversal !== 'storeAll') return discloseNext(card, session, chain, spent)
  const { limit } = chain.request
  const at = couponIndex(limit, spent)
  if (!isStored(chain)) {
    const kept = session.kept ?? wholeChain(card, chain)
    return { value: valueAt(kept, at), session: kept === session.kept ? session : { ...session, kept } }
  }
  if (account.phase === 'open' && stored !== undefined) return { value: valueAt(stored, at), session }
  return { value: card.chain.walk(chain.id, chain.secret, 0, at), session } // closed: the memory may hold another chain
}

export interface Disclosed {
  readonly value: Uint8Array
  readonly session: CafeTickSession
}

function discloseNext(card: CardTools, session: CafeTickSession, chain: CafeTickChain, spent: number): Disclosed {
  const { limit: length } = chain.request
  const kept = session.kept === undefined ? undefined : decodeTraversal(card.chain, chain.id, session.kept)
  const reached = kept === undefined ? length : length - kept.remaining
  if (reached === spent && session.value !== undefined) return { value: session.value, session }
  const traversal = kept !== undefined && reached < spent ? kept : traversalBefore(card, chain, spent)
  const { value } = traversal.next(spent - (length - traversal.remaining))
  return { value, session: { ...session, kept: encodeTraversal(traversal), value } }
}

/** Made anew from the secret, one coupon before `spent`: after a reset, or for an older one again. */
function traversalBefore(
  { chain: f }: CardTools,
  { id, secret, request: { limit: length }, traversal: method }: CafeTickChain,
  spent: number,
): Traversal {
  const left = couponIndex(length, spent - 1)
  const stored = new Map<number, Uint8Array>()
  let [at, value] = [0, secret]
  for (const position of scheduleOf(method, length).stored(left)) {
    value = f.walk(id, value, at, position)
    stored.set(position, value)
    at = position
  }
  return traversalFrom({ f, id }, method, { length, left, stored })
}

function wholeChain(card: CardTools, { id, secret, request: { limit: length } }: CafeTickChain): Uint8Array {
  return concat(...startTraversal(card.chain, 'storeAll', { id, secret, length }).traversal.stored.values())
}

function valueAt(whole: Uint8Array, index: number): Uint8Array {
  return whole.slice(index * CHAIN_VALUE_BYTES, (index + 1) * CHAIN_VALUE_BYTES)
}

/** Whether the values of a chain lie in persistent memory while it is open. */
export function isStored({
  traversal,
  request,
}: Pick<CafeTickChain, 'traversal'> & { readonly request: Pick<CafeTickChain['request'], 'limit'> }): boolean {
  return traversal === 'storeAll' && request.limit > MOST_IN_RAM
}
