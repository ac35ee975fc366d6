// APDUs over Ledger's HID packets. Nothing in these packets tells one exchange from another and nothing ends one, so that
// after an exchange that broke off its late answer would be taken for the next one's: then the conversation is over.

import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { encodeLedger, LEDGER_CHANNEL, LedgerAssembly } from '../../framing/ledger.ts'
import type { HidPipe } from './pipe.ts'

export interface LedgerOptions {
  readonly limitMs: number
  /** For messages, e.g. `hid:2c97:0001`. */
  readonly address: string
}

/**
 * One APDU a call, at most 65,535 bytes. Throws `WireFailure`: `timeout`, `protocol` for packets that are not of our
 * exchange, and `closed` ever after.
 */
export function ledgerHost(pipe: HidPipe, options: LedgerOptions): (apdu: Uint8Array) => Promise<Uint8Array> {
  let broken = false
  return async (apdu) => {
    if (broken) {
      const why = 'an earlier exchange broke off, and its answer may still come: open the device again'
      throw new WireFailure('closed', `${options.address}: the connection is closed: ${why}`)
    }
    broken = true
    const response = await exchange(pipe, apdu, options)
    broken = false
    return response
  }
}

async function exchange(pipe: HidPipe, apdu: Uint8Array, { limitMs, address }: LedgerOptions): Promise<Uint8Array> {
  for (const packet of encodeLedger(LEDGER_CHANNEL, apdu)) await pipe.write(packet)
  const deadline = Date.now() + limitMs
  const assembly = new LedgerAssembly(LEDGER_CHANNEL)
  for (;;) {
    const packet = await pipe.read(Math.max(0, deadline - Date.now()))
    if (packet === undefined) throw new WireFailure('timeout', `${address}: the device gives no answer`)
    const response = add(assembly, packet, address)
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
