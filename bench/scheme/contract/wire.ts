// The wire between two parties of a scheme: every message is encoded, counted and decoded again, never passed by hand.

import type { Layout } from '../../../src/bytes/layout.ts'

export interface Wire {
  /** Carries a message to the other side; what arrives has been through its codec. */
  carry<T>(layout: Layout<T>, message: T): T
  /** Counts a message that another codec has already carried, such as half of an APDU pair. */
  count(length: number): void
  readonly messages: number
  readonly bytes: number
}

export function createWire(): Wire {
  const counted = { messages: 0, bytes: 0 }
  const count = (length: number): void => {
    counted.messages += 1
    counted.bytes += length
  }
  return {
    carry(layout, message) {
      const encoded = layout.encode(message)
      count(encoded.length)
      return layout.decode(encoded)
    },
    count,
    get messages() {
      return counted.messages
    },
    get bytes() {
      return counted.bytes
    },
  }
}
