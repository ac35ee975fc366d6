// `emulated:[PROFILE]`: a chip in this process, spoken to in bytes as a real one is. The port is handed in, so that
// this layer never sees the applets behind it.

import type { CardFacts, OpenCard } from '../../src/card/channel.ts'
import type { CardPort } from '../../src/card/port.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import { printAddress } from '../address.ts'
import { defaultProtocol, encodeForWire } from '../wire-form.ts'

/** Powers the card on. `profile` only names it in the facts. Throws what `powerOn` throws. */
export function openEmulated(port: CardPort, profile?: string): OpenCard {
  const atr = port.powerOn()
  const facts: CardFacts = {
    address: printAddress({ kind: 'emulated', profile }),
    driver: 'emulated',
    reader: 'emulated card',
    atr,
    protocol: defaultProtocol(atr),
    maxCommandBytes: undefined,
  }
  let closed = false
  const stillOpen = (): CardPort => {
    if (closed) throw new WireFailure('closed', 'the emulated card is closed')
    return port
  }
  return {
    facts,
    async transmit(command) {
      return decodeResponse(stillOpen().exchange(encodeForWire(command, facts.protocol)))
    },
    async reset() {
      stillOpen().reset()
    },
    async close() {
      if (!closed) port.powerOff()
      closed = true
    },
  }
}
