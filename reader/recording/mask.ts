// Which bytes must never reach a file: PINs and keys in commands, and what a card has decrypted or agreed upon in its
// answers. Masked at the recorder, before a line exists.
// Rather too much than too little: a PIN that is sent under secure messaging is hidden as well.

import { encodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { hide, type HexPattern } from './hex-pattern.ts'

/** Whether a command's data, or the data of its answer, is secret. */
export type Mask = (command: CommandApdu) => boolean

/**
 * VERIFY, CHANGE REFERENCE DATA, DISABLE and ENABLE VERIFICATION REQUIREMENT, RESET RETRY COUNTER in both forms, and
 * ENVELOPE, which may carry any of them (ISO 7816-4:2005, table 4).
 */
const PIN_INSTRUCTIONS: ReadonlySet<number> = new Set([
  0x20, 0x21, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2c, 0x2d, 0xc2, 0xc3,
])
/**
 * PUT DATA writes keys and resetting codes of OpenPGP cards (3.4, 4.4.3.12 and 7.2.8); the last two are Yubico's IMPORT
 * KEY and SET MANAGEMENT KEY for PIV.
 */
const KEY_INSTRUCTIONS: ReadonlySet<number> = new Set([0xda, 0xdb, 0xfe, 0xff])
/** PUT KEY, and STORE DATA, which may carry keys (GlobalPlatform Card 2.3.1, 11.8 and 11.11). */
const PROPRIETARY_KEY_INSTRUCTIONS: ReadonlySet<number> = new Set([0xd8, 0xe2])

/** LOAD KEYS, for memory cards: the reader itself takes it (PC/SC part 3, 3.2.2.1.4). */
const TO_READER = 0xff
const LOAD_KEYS = 0x82

export const secretsMask: Mask = ({ cla, ins }) =>
  PIN_INSTRUCTIONS.has(ins) ||
  KEY_INSTRUCTIONS.has(ins) ||
  (cla >= 0x80 && PROPRIETARY_KEY_INSTRUCTIONS.has(ins)) ||
  (cla === TO_READER && ins === LOAD_KEYS)

const PERFORM_SECURITY_OPERATION = 0x2a
const PLAIN_VALUE = 0x80
const GENERAL_AUTHENTICATE: ReadonlySet<number> = new Set([0x86, 0x87])
/** PIV's key management key and those that it had before (SP 800-73-4 part 1, table 4b). */
const PIV_DECRYPTING = { now: 0x9d, firstRetired: 0x82, lastRetired: 0x95 } as const

/**
 * Whether the answer is a secret: DECIPHER gives a plain value (7816-8:2004, 5.2.8), usually a session key, and PIV's key
 * management keys decrypt or agree upon one.
 */
export const secretAnswers: Mask = ({ ins, p1, p2 }) =>
  (ins === PERFORM_SECURITY_OPERATION && p1 === PLAIN_VALUE) ||
  (GENERAL_AUTHENTICATE.has(ins) &&
    (p2 === PIV_DECRYPTING.now || (p2 >= PIV_DECRYPTING.firstRetired && p2 <= PIV_DECRYPTING.lastRetired)))

export function maskedCommand(command: CommandApdu, mask: Mask): HexPattern {
  const bytes = encodeCommand(command)
  if (command.data.length === 0 || !mask(command)) return hide(bytes, [])
  const from = command.extended ? 7 : 5
  return hide(bytes, [{ from, to: from + command.data.length }])
}
