// A card that speaks T=0 only, at the stand-in: what its clients are told of the protocol.

import { expect, it } from 'vitest'
import { PROTOCOL, RV, SHARE } from '../../framing/pcsc-codes.ts'
import { echoPort } from '../../testing/echo-port.ts'
import { TestClient } from '../../testing/pcscd-client.ts'
import { ECHO, ECHOED } from '../../testing/stand-in-bench.ts'
import { StandIn } from './service.ts'

/** TS, T0: the shortest answer to reset of a card with T=0. */
const ATR = Uint8Array.of(0x3b, 0x00)

it('is connected to by T=0 and refused to who takes T=1 only', () => {
  const standIn = new StandIn()
  standIn.attach('R 00', echoPort(ATR))
  const client = new TestClient(standIn)
  expect(client.connect('R 00', SHARE.shared, PROTOCOL.t1).rv).toBe(RV.protoMismatch)
  const { card, activeProtocol } = client.connect('R 00')
  expect(activeProtocol).toBe(PROTOCOL.t0)
  expect(client.transmit(card, ECHO)).toBe(RV.protoMismatch)
  expect(client.transmit(card, ECHO, 258, PROTOCOL.t0)).toEqual(ECHOED)
})
