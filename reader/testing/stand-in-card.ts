// A card in a stand-in, opened as the pcsc driver opens it but without native code and socket: resets and removals reach
// the terminal as the service tells them.

import type { OpenCard } from '../../src/card/channel.ts'
import type { CardPort } from '../../src/card/port.ts'
import type { PcscConnection } from '../drivers/pcsc/binding.ts'
import { pcscFailure } from '../drivers/pcsc/failure.ts'
import { openSession } from '../drivers/pcsc/session.ts'
import { PROTOCOL, RV } from '../framing/pcsc-codes.ts'
import { StandIn } from '../serve/pcscd/service.ts'
import { defaultProtocol } from '../wire-form.ts'
import { TestClient } from './pcscd-client.ts'

const READER = 'Stand-in 00 00'
const MOST_ROOM = 65_538

export interface StandInCard {
  readonly card: OpenCard
  readonly standIn: StandIn
}

/** Throws `WireFailure` where the card does not answer to reset. */
export function openInStandIn(port: CardPort): StandInCard {
  const standIn = new StandIn()
  standIn.attach(READER, port)
  const client = new TestClient(standIn, 6)
  const { rv, card, activeProtocol } = client.connect(READER)
  orFail(rv, 'connect')
  const connection: PcscConnection = {
    protocol: activeProtocol,
    async transmit(command, room) {
      const answer = client.transmit(card, command, Math.min(room, MOST_ROOM), activeProtocol)
      if (typeof answer === 'number') throw pcscFailure(answer, 'transmit')
      return answer
    },
    control: async () => new Uint8Array(0),
    async reconnect(initialization) {
      const again = client.reconnect(card, initialization)
      orFail(again.rv, 'reconnect')
      return again.activeProtocol
    },
    begin: undefined,
    disconnect: async (disposition) => void client.disconnect(card, disposition),
  }
  const atr = standIn.slot(READER)?.atr ?? new Uint8Array(0)
  const facts = { address: `pcsc:${READER}`, driver: 'pcsc', reader: READER, maxCommandBytes: undefined } as const
  const protocol = activeProtocol === PROTOCOL.t0 ? 'T=0' : defaultProtocol(atr)
  return { card: openSession(connection, { ...facts, atr, protocol }, {}), standIn }
}

function orFail(rv: number, doing: string): void {
  if (rv !== RV.success) throw pcscFailure(rv, doing)
}
