// Money on the wire: the range gate stands at both borders, encoding and decoding.

import type { Put, Take } from '../bytes/codec.ts'
import { DecodeError } from '../bytes/decode-error.ts'
import { u64 } from '../bytes/fields.ts'
import type { Field } from '../bytes/layout.ts'
import { LARGEST_MINOR_UNITS } from './amount.ts'

/** Minor units, 0 to 2^63 - 1. The currency stands in a field of its own, once a structure. */
export function minorUnits(meaning: string): Field<bigint> {
  return u64(`${meaning}, minor units`, LARGEST_MINOR_UNITS)
}

/** ISO 4217 alphabetic code: three ASCII capitals. */
export function currency(meaning: string): Field<string> {
  return { put, take, wire: '3 B ASCII', size: 3, meaning, form: { kind: 'text' } }
}

const LENGTH = 3

/** In place, without a copy: the field has a fixed size, so its bytes are there. */
const put: Put<string> = (out, code) => {
  if (typeof code !== 'string' || code.length !== LENGTH) throw notACode()
  for (let at = 0; at < LENGTH; at += 1) out.bytes[out.at + at] = capital(code.charCodeAt(at))
  out.at += LENGTH
}
const take: Take<string> = (from) => {
  const { bytes, at } = from
  const code = String.fromCharCode(capital(bytes[at] ?? 0), capital(bytes[at + 1] ?? 0), capital(bytes[at + 2] ?? 0))
  from.at += LENGTH
  return code
}

function capital(byte: number): number {
  if (byte < 0x41 || byte > 0x5a) throw notACode()
  return byte
}

function notACode(): DecodeError {
  return new DecodeError('', 'not a currency code of three capitals')
}
