// Which pre-images a card computes and which it keeps (chain/SPEC.md 4). What is kept lies in RAM,
// where it fits, and is made again from the secret after a reset; only a stored chain that does not fit lies in
// persistent memory, written before the chain is open and read-only after. So no tick ever writes a pebble.

import { chainValues, type ChainCommitment } from '../../chain/chain.ts'
import { couponIndex } from '../../chain/coupon-index.ts'
import { CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import type { TraversalMethod } from '../../chain/traversal/schedule.ts'
import {
  spendNext,
  startTraversal,
  traversalAt,
  type ChainSecret,
  type Traversal,
} from '../../chain/traversal/traversal.ts'
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
export interface WalkedChain extends Pick<CafeTickSession, 'whole' | 'kept'> {
  readonly chain: ChainCommitment
  /** For persistent memory: PB_0 to PB_(T-1) of a whole chain that RAM has no room for. */
  readonly stored: Uint8Array | undefined
}

export function walkChain(card: CardTools, method: TraversalMethod, secret: ChainSecret): WalkedChain {
  const nothing = { whole: undefined, kept: undefined, stored: undefined }
  if (method !== 'storeAll') {
    const { chain, traversal } = startTraversal(card.chain, method, secret)
    return { ...nothing, chain, kept: traversal }
  }
  const { id, length } = secret
  const values = chainValues(card.chain, id, secret.secret, length)
  const [whole, anchor] = [values.subarray(0, -CHAIN_VALUE_BYTES), values.slice(-CHAIN_VALUE_BYTES)]
  const stored = isStored({ traversal: method, request: { limit: length } })
  return { ...nothing, chain: { id, length, anchor }, ...(stored ? { stored: whole } : { whole }) }
}

/** PB_(T - spent), whether for the first time or again, and what RAM keeps after it. */
export function disclose(
  card: CardTools,
  { session, account, stored }: Pick<PurseState, 'session' | 'account' | 'stored'>,
  chain: CafeTickChain,
  spent: number,
): Disclosed {
  if (chain.traversal !== 'storeAll') return discloseNext(card, session, chain, spent)
  const at = couponIndex(chain.request.limit, spent)
  if (!isStored(chain)) {
    const whole = session.whole ?? wholeChain(card, chain)
    return { value: valueAt(whole, at), session: whole === session.whole ? session : { ...session, whole } }
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
  const { kept } = session
  const reached = kept === undefined ? length : length - kept.remaining
  if (reached === spent && session.value !== undefined) return { value: session.value, session }
  const from = kept !== undefined && reached < spent ? kept : traversalBefore(card, chain, spent)
  const [next, { value }] = spendNext(card.chain, from, spent - (length - from.remaining))
  return { value, session: { answered: session.answered, whole: undefined, kept: next, value } }
}

/** Made anew from the secret, one coupon before `spent`: after a reset, or for an older one again. */
function traversalBefore({ chain: f }: CardTools, chain: CafeTickChain, spent: number): Traversal {
  const { id, secret, traversal, request } = chain
  const { limit: length } = request
  return traversalAt(f, traversal, { id, secret, length }, couponIndex(length, spent - 1))
}

function wholeChain(card: CardTools, { id, secret, request: { limit: length } }: CafeTickChain): Uint8Array {
  return chainValues(card.chain, id, secret, length).subarray(0, -CHAIN_VALUE_BYTES)
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
