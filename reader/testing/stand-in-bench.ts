// A stand-in for the daemon with one reader and an echo card in it, and a command that the card answers.

import { StandIn, type VirtualReader } from '../serve/pcscd/service.ts'
import { echoPort, type EchoPort } from './echo-port.ts'

export const ECHO: Uint8Array = Uint8Array.of(0x80, 0x10, 0, 0, 2, 0xaa, 0xbb, 0)
export const ECHOED: Uint8Array = Uint8Array.of(0xaa, 0xbb, 0x90, 0)

export interface Bench {
  readonly standIn: StandIn
  readonly reader: VirtualReader
  readonly port: EchoPort
}

export function bench(): Bench {
  const standIn = new StandIn()
  const port = echoPort()
  return { standIn, port, reader: standIn.attach('R 00', port) }
}
