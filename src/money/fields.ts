// Money on the wire: the range gate stands at both borders, encoding and decoding.

import { utf8 } from '../bytes/bytes.ts'
import { slice, type Put, type Take } from '../bytes/codec.ts'
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

const put: Put<string> = (out, code) => out.append(utf8(checked(code)))
const take: Take<string> = (from) => checked(String.fromCharCode(...slice(from, 3)))

function checked(code: string): string {
  if (!/^[A-Z]{3}$/.test(code)) throw new DecodeError('', 'not a currency code of three capitals')
  return code
}
