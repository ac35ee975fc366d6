// A card port as an open card, for tests of conversations: what a reader's driver does, without a reader.

import type { OpenCard } from '../../src/card/channel.ts'
import type { CardPort } from '../../src/card/port.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'

/** Powers the card on. */
export function portCard(port: CardPort): OpenCard {
  const atr = port.powerOn()
  return {
    facts: { address: 'test', driver: 'test', reader: 'test', atr, protocol: 'T=1', maxCommandBytes: undefined },
    transmit: (command) => Promise.resolve(decodeResponse(port.exchange(encodeCommand(command)))),
    async reset() {
      port.reset()
    },
    close: () => Promise.resolve(),
  }
}
