// Which bytes of a command must never reach a file: PINs and keys. Masked at the recorder, before a line exists.
// Rather too much than too little: a PIN that is sent under secure messaging is hidden as well.

import { encodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { hide, type HexPattern } from './hex-pattern.ts'

/** Whether the command's data is secret. */
export type Mask = (command: CommandApdu) => boolean

/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER in both forms (ISO 7816-4:2005, table 4). */
const PIN_INSTRUCTIONS: ReadonlySet<number> = new Set([0x20, 0x21, 0x24, 0x25, 0x2c, 0x2d])
/** PUT KEY, and STORE DATA, which may carry keys (GlobalPlatform Card 2.3.1, 11.8 and 11.11). */
const KEY_INSTRUCTIONS: ReadonlySet<number> = new Set([0xd8, 0xe2])
/** PUT DATA 3FFF writes private keys of OpenPGP cards (3.4, 4.4.3.12); the other two are Yubico's for PIV. */
const PUT_DATA = 0xdb
const PIV_IMPORT_KEY = 0xfe
const PIV_SET_MANAGEMENT_KEY = 0xff

export const secretsMask: Mask = ({ cla, ins, p1, p2 }) => {
  if (PIN_INSTRUCTIONS.has(ins)) return true
  if (cla >= 0x80 && KEY_INSTRUCTIONS.has(ins)) return true
  if (ins === PUT_DATA && p1 === 0x3f && p2 === 0xff) return true
  return ins === PIV_IMPORT_KEY || ins === PIV_SET_MANAGEMENT_KEY
}

/** The usual secrets and those of an application of one's own, e.g. its personalisation. */
export function anyMask(...masks: readonly Mask[]): Mask {
  return (command) => masks.some((mask) => mask(command))
}

export function maskedCommand(command: CommandApdu, mask: Mask): HexPattern {
  const bytes = encodeCommand(command)
  if (command.data.length === 0 || !mask(command)) return hide(bytes, [])
  const from = command.extended ? 7 : 5
  return hide(bytes, [{ from, to: from + command.data.length }])
}
