// What an instruction byte says on any card, and which commands leave a card as it was: what may be sent to a real card
// without its holder's consent. Rather too few than too many.

import type { CardFacts } from '../../src/card/channel.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'

/** ISO/IEC 7816-4:2005, table 4; 7816-8:2004 for 2A, 46, 47, 87, 88. */
const INTERINDUSTRY: ReadonlyMap<number, string> = new Map([
  [0x04, 'DEACTIVATE FILE'],
  [0x0e, 'ERASE BINARY'],
  [0x20, 'VERIFY'],
  [0x21, 'VERIFY'],
  [0x22, 'MANAGE SECURITY ENVIRONMENT'],
  [0x24, 'CHANGE REFERENCE DATA'],
  [0x2a, 'PERFORM SECURITY OPERATION'],
  [0x2c, 'RESET RETRY COUNTER'],
  [0x44, 'ACTIVATE FILE'],
  [0x46, 'GENERATE ASYMMETRIC KEY PAIR'],
  [0x47, 'GENERATE ASYMMETRIC KEY PAIR'],
  [0x70, 'MANAGE CHANNEL'],
  [0x82, 'EXTERNAL AUTHENTICATE'],
  [0x84, 'GET CHALLENGE'],
  [0x86, 'GENERAL AUTHENTICATE'],
  [0x87, 'GENERAL AUTHENTICATE'],
  [0x88, 'INTERNAL AUTHENTICATE'],
  [0xa4, 'SELECT'],
  [0xb0, 'READ BINARY'],
  [0xb1, 'READ BINARY'],
  [0xb2, 'READ RECORD'],
  [0xb3, 'READ RECORD'],
  [0xc0, 'GET RESPONSE'],
  [0xca, 'GET DATA'],
  [0xcb, 'GET DATA'],
  [0xd0, 'WRITE BINARY'],
  [0xd6, 'UPDATE BINARY'],
  [0xda, 'PUT DATA'],
  [0xdb, 'PUT DATA'],
  [0xdc, 'UPDATE RECORD'],
  [0xe2, 'APPEND RECORD'],
  [0xe6, 'TERMINATE DF'],
  [0xfe, 'TERMINATE CARD USAGE'],
])

/** GlobalPlatform Card 2.3.1, 11.1.1: class bytes 80 and above. */
const GLOBAL_PLATFORM: ReadonlyMap<number, string> = new Map([
  [0x50, 'INITIALIZE UPDATE'],
  [0x82, 'EXTERNAL AUTHENTICATE'],
  [0xca, 'GET DATA'],
  [0xd8, 'PUT KEY'],
  [0xe2, 'STORE DATA'],
  [0xe4, 'DELETE'],
  [0xe6, 'INSTALL'],
  [0xe8, 'LOAD'],
  [0xf0, 'SET STATUS'],
  [0xf2, 'GET STATUS'],
])

/** The standards' name for it, e.g. `GET DATA`, or `INS 5A`. */
export function instructionName({ cla, ins }: CommandApdu): string {
  const name = (cla >= 0x80 ? GLOBAL_PLATFORM : INTERINDUSTRY).get(ins)
  return name ?? `INS ${ins.toString(16).toUpperCase().padStart(2, '0')}`
}

/** Select, read, draw random bytes, open a channel. */
const READING: ReadonlySet<number> = new Set([0xa4, 0xb0, 0xb1, 0xb2, 0xb3, 0xc0, 0xca, 0xcb, 0x84, 0x70])
const VERIFY = 0x20
const U2F_VERSION = 0x03

/** A VERIFY without data only asks for the tries left (7816-4:2005, 7.5.6). */
export function leavesCardAsItWas({ cla, ins, data }: CommandApdu): boolean {
  if (READING.has(ins)) return true
  return data.length === 0 && (ins === VERIFY || (cla === 0 && ins === U2F_VERSION))
}

/** A card that belongs to somebody. One that this process makes, or a recording, does not. */
export function isSomebodys({ driver }: CardFacts): boolean {
  return driver !== 'emulated' && driver !== 'replay'
}
