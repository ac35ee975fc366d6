// What tests read from a broker's books and write into them.

import type { BrokerChange, MemoryBooks, Outgoing } from '../ikp/broker/books.ts'
import { SELLER, type BrokerWorld } from '../play/broker-steps.ts'

/** The broker's relation with the seller. */
export function outgoingOf({ books }: BrokerWorld): Outgoing {
  const outgoing = books.currentOutgoing(SELLER)
  if (outgoing === undefined) throw new Error('the broker has no relation with the seller')
  return outgoing
}

export function applied(books: MemoryBooks, change: BrokerChange | undefined): void {
  if (change === undefined) throw new Error('no change')
  books.apply(change)
}
