// The wire between two parties of a scheme: every message is encoded, counted and decoded again, never passed by hand.

import type { Layout } from '../../../src/bytes/layout.ts'

export interface Wire {
  /** Carries a message to the other side; what arrives has been through its codec. */
  carry<T>(layout: Layout<T>, message: T): T
  /** Counts what another codec has already carried, such as an APDU pair; one message unless given. */
  count(bytes: number, messages?: number): void
  readonly messages: number
  readonly bytes: number
}

export function createWire(): Wire {
  const counted = { messages: 0, bytes: 0 }
  const count = (bytes: number, messages = 1): void => {
    counted.messages += messages
    counted.bytes += bytes
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
