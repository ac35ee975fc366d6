// One APDU over Ledger's HID packets.

import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { encodeLedger, LEDGER_CHANNEL, LedgerAssembly } from '../../framing/ledger.ts'
import type { HidPipe } from './pipe.ts'

/** Throws `WireFailure`: `timeout`, or `protocol` for packets that are not of our exchange. */
export async function exchangeLedger(
  pipe: HidPipe,
  apdu: Uint8Array,
  options: { readonly limitMs: number; readonly address: string },
): Promise<Uint8Array> {
  for (const packet of encodeLedger(LEDGER_CHANNEL, apdu)) await pipe.write(packet)
  const deadline = Date.now() + options.limitMs
  const assembly = new LedgerAssembly(LEDGER_CHANNEL)
  for (;;) {
    const packet = await pipe.read(Math.max(0, deadline - Date.now()))
    if (packet === undefined) throw new WireFailure('timeout', `${options.address}: the device gives no answer`)
    const response = add(assembly, packet, options.address)
    if (response !== undefined) return response
  }
}

function add(assembly: LedgerAssembly, packet: Uint8Array, address: string): Uint8Array | undefined {
  try {
    return assembly.add(packet)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new WireFailure('protocol', `${address}: ${cause.message}`, { cause })
  }
}
