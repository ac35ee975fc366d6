// The wire between two parties of a scheme: every message is encoded, counted and decoded again, never passed by hand.

import type { Layout } from '../../../src/bytes/layout.ts'
import { shownMessage } from '../../witness/mask.ts'
import type { Lane } from '../../witness/witness.ts'

/** Who sends a message to whom, and what the scheme's specification calls it. */
export interface Route {
  readonly from: string
  readonly to: string
  readonly step: string
}

export interface Wire {
  /** Carries a message to the other side; what arrives has been through its codec. */
  carry<T>(layout: Layout<T>, message: T, route: Route): T
  /** Counts what another codec has already carried, such as an APDU pair; one message unless given. */
  count(bytes: number, messages?: number): void
  readonly messages: number
  readonly bytes: number
}

/** `lane` is told of every message, where there is one. */
export function createWire(lane?: Lane): Wire {
  const counted = { messages: 0, bytes: 0 }
  const count = (bytes: number, messages = 1): void => {
    counted.messages += messages
    counted.bytes += bytes
  }
  return {
    carry(layout, message, route) {
      const encoded = layout.encode(message)
      count(encoded.length)
      if (lane !== undefined) {
        const { name } = layout
        lane.tell({ kind: 'sent', ...route, layout: name, bytes: encoded.length, ...shownMessage(layout, encoded) })
      }
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
