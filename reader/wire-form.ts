// What follows from an ATR for the way commands travel: the protocol that readers choose by default, whether extended
// lengths pass, and the form of a command at T=0.

import { counted } from '../src/bytes/counted.ts'
import { DecodeError } from '../src/bytes/decode-error.ts'
import type { CardFacts } from '../src/card/channel.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import { parseAtr, type Atr } from '../src/iso7816/atr.ts'
import { encodeCommand, type CommandApdu } from '../src/iso7816/command-apdu.ts'
import { cardCapabilities } from '../src/iso7816/historical-bytes.ts'

export type WireProtocol = 'T=0' | 'T=1'

/**
 * TA2 decides, else T=1 wherever it is offered: pcscd negotiates so when a program takes either. An ATR that does not
 * parse counts as T=0: readers in the field are as lenient.
 */
export function defaultProtocol(atr: Uint8Array): WireProtocol {
  const parsed = lenient(atr)
  const takesT1 = parsed?.specificProtocol === undefined ? parsed?.protocols.includes(1) : parsed.specificProtocol === 1
  return takesT1 === true ? 'T=1' : 'T=0'
}

/**
 * Only if the card says so: at T=0, and where it says nothing, long commands are chained instead. A link without any
 * protocol of its own (HID) carries whole commands.
 */
export function takesExtended(facts: CardFacts): boolean {
  if (facts.protocol === 'none' && facts.atr.length === 0) return true
  if (facts.protocol === 'T=0') return false
  const capabilities = cardCapabilities(lenient(facts.atr)?.historicalBytes ?? new Uint8Array(0))
  return capabilities?.extendedLength ?? false
}

/** At T=0 a command with data travels without its Le (ISO 7816-3:2006, 12.2.1): the card answers 61XX. */
export function encodeForWire(command: CommandApdu, protocol: CardFacts['protocol']): Uint8Array {
  const caseFour = command.data.length > 0 && command.ne > 0 && !command.extended
  return encodeCommand(protocol === 'T=0' && caseFour ? { ...command, ne: 0 } : command)
}

/** The whole command, for a link that carries at most so many bytes. Throws `WireFailure` `tooLong`. */
export function encodeWithin(most: number, command: CommandApdu, address: string): Uint8Array {
  const bytes = encodeCommand(command)
  if (bytes.length <= most) return bytes
  throw new WireFailure(
    'tooLong',
    `${address}: the command has ${counted(bytes.length, 'byte')}, the link carries ${most}`,
  )
}

function lenient(atr: Uint8Array): Atr | undefined {
  try {
    return parseAtr(atr)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
