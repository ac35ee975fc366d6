// The response APDU: up to 65,536 bytes of data, then SW1 SW2 (ISO/IEC 7816-3:2006, 12.1.1; 7816-4:2005, 5.1).

import { part } from '../bytes/bytes.ts'
import { counted } from '../bytes/counted.ts'
import { DecodeError } from '../bytes/decode-error.ts'
import type { StatusWord } from './status-word.ts'

export interface ResponseApdu {
  readonly data: Uint8Array
  readonly sw: StatusWord
}

const MOST_DATA = 65_536

/** Keeps `data` without a copy. Throws `RangeError` when a part does not fit. */
export function responseApdu(data: Uint8Array, sw: StatusWord): ResponseApdu {
  if (data.length > MOST_DATA) throw new RangeError(`${data.length} data bytes are more than ${MOST_DATA}`)
  if (!Number.isInteger(sw) || sw < 0 || sw > 0xffff) throw new RangeError(`status word ${sw} is not 16 bits`)
  return { data, sw }
}

/** An answer without data: a refusal, or an order that was followed. */
export function statusOnly(sw: StatusWord): ResponseApdu {
  return responseApdu(NO_DATA, sw)
}

const NO_DATA = new Uint8Array(0)

/** The data, then SW1 and SW2. */
export function encodeResponse(response: ResponseApdu): Uint8Array {
  const { data, sw } = response
  const bytes = new Uint8Array(data.length + 2)
  bytes.set(data)
  bytes[data.length] = sw >> 8
  bytes[data.length + 1] = sw & 0xff
  return bytes
}

/** `data` may be a view of `bytes`. Throws `DecodeError`; any status word is taken, also an invalid one. */
export function decodeResponse(bytes: Uint8Array): ResponseApdu {
  const end = bytes.length - 2
  const sw1 = bytes[end]
  const sw2 = bytes[end + 1]
  if (sw1 === undefined || sw2 === undefined) {
    throw new DecodeError('ResponseApdu', `${counted(bytes.length, 'byte')} where at least 2 belong`)
  }
  if (end > MOST_DATA) throw new DecodeError('ResponseApdu.data', `${counted(end, 'byte')} are more than ${MOST_DATA}`)
  return { data: part(bytes, 0, end), sw: (sw1 << 8) | sw2 }
}
