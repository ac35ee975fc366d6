// What the state words of a binding mean: the state of a slot, and what has changed between two of them. Pure.

import type { CardFacts } from '../../../src/card/channel.ts'
import { PROTOCOL, READER_STATE } from '../../framing/pcsc-codes.ts'
import type { ReaderChange, ReaderState } from '../../reader.ts'

export interface Slot {
  /** The whole word; its high half counts insertions and removals. */
  readonly state: number
  readonly atr: Uint8Array
}

export function readerState(reader: string, slot: Slot): ReaderState {
  const taken = (slot.state & READER_STATE.exclusive) !== 0
  return { reader, card: cardState(slot.state), taken, atr: isPresent(slot) ? slot.atr : new Uint8Array(0) }
}

/**
 * Bindings merge events that come close together: a card that was swapped between two looks is still there, and only
 * the count tells. It is told as a removal and an insertion.
 */
export function slotChanges(reader: string, before: Slot | undefined, after: Slot): ReaderChange[] {
  const changes: ReaderChange[] = before === undefined ? [{ kind: 'attached', reader }] : []
  const wasThere = before !== undefined && isPresent(before)
  const swapped = wasThere && isPresent(after) && eventCount(after) - eventCount(before) >= 2
  if (wasThere && (swapped || !isPresent(after))) changes.push({ kind: 'removed', reader })
  if (isPresent(after) && (swapped || !wasThere)) changes.push({ kind: 'inserted', reader, atr: after.atr })
  return changes
}

export function protocolName(protocol: number): CardFacts['protocol'] {
  if (protocol === PROTOCOL.t0) return 'T=0'
  if (protocol === PROTOCOL.t1) return 'T=1'
  return protocol === PROTOCOL.undefined ? 'none' : 'raw'
}

function cardState(word: number): ReaderState['card'] {
  if ((word & READER_STATE.mute) !== 0) return 'mute'
  if ((word & READER_STATE.present) !== 0) return 'present'
  return (word & READER_STATE.empty) !== 0 ? 'absent' : 'unknown'
}

function isPresent(slot: Slot): boolean {
  return (slot.state & READER_STATE.present) !== 0
}

function eventCount(slot: Slot): number {
  return (slot.state >>> 16) & 0xffff
}
