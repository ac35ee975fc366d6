// Application identifiers (ISO/IEC 7816-4:2005, 8.2.1.2): 5 to 16 bytes, the first four bits tell who vouches for them.
// Leaves out the split into registered provider (RID) and extension (PIX), which selection never looks at.

import { counted } from '../bytes/counted.ts'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex, printHex } from '../bytes/hex.ts'

export interface Aid {
  readonly bytes: Uint8Array
}

const FEWEST = 5
const MOST = 16

/** Copies the bytes. Throws `RangeError` unless there are 5 to 16 of them. */
export function aid(bytes: Uint8Array): Aid {
  if (!isAidLength(bytes.length)) throw new RangeError(`an AID has ${FEWEST} to ${MOST} bytes, not ${bytes.length}`)
  return { bytes: bytes.slice() }
}

/** Hex of either case, separators ignored. Throws `DecodeError`. */
export function parseAid(text: string): Aid {
  const bytes = parseHex(text, 'AID')
  if (!isAidLength(bytes.length)) {
    throw new DecodeError('AID', `${counted(bytes.length, 'byte')} where ${FEWEST} to ${MOST} belong`)
  }
  return { bytes }
}

/** Lower-case hex without separators. */
export function printAid(aid: Aid): string {
  return printHex(aid.bytes)
}

/**
 * Whether SELECT with this DF name means this application: the name may be cut off on the right (7816-4:2005, 7.1.1).
 * The empty name matches every application; that it selects the default one is the card's business.
 */
export function matchesPartially(aid: Aid, prefix: Uint8Array): boolean {
  const { bytes } = aid
  for (let at = 0; at < prefix.length; at += 1) if (prefix[at] !== bytes[at]) return false
  return true
}

function isAidLength(length: number): boolean {
  return length >= FEWEST && length <= MOST
}
