// Money on the wire: the range gate stands at both borders, encoding and decoding.

import * as P from 'micro-packed'
import { DecodeError } from '../bytes/decode-error.ts'
import { putBytes, putU64, putWhen, type Put } from '../bytes/direct.ts'
import type { Field } from '../bytes/layout.ts'
import { LARGEST_MINOR_UNITS } from './amount.ts'

/** Minor units, 0 to 2^63 - 1. The currency stands in a field of its own, once a structure. */
export function minorUnits(meaning: string): Field<bigint> {
  const coder = P.validate(P.U64BE, (value) => {
    if (value > LARGEST_MINOR_UNITS) throw new DecodeError('', `${value} minor units are over 2^63 - 1`)
    return value
  })
  const put = putWhen((value: bigint) => value <= LARGEST_MINOR_UNITS, putU64)
  return { coder, put, wire: 'u64', size: 8, meaning: `${meaning}, minor units`, form: { kind: 'bigint' } }
}

/** ISO 4217 alphabetic code: three ASCII capitals. */
export function currency(meaning: string): Field<string> {
  const coder = P.wrap<string>({
    encodeStream: (writer, value) => writer.bytes(ENCODER.encode(checked(value))),
    decodeStream: (reader) => checked(String.fromCharCode(...reader.bytes(3))),
  })
  return { coder, put: putCode, wire: '3 B ASCII', size: 3, meaning, form: { kind: 'text' } }
}

const ENCODER = new TextEncoder()

const putCode: Put<string> = (at, code) => putBytes(at, ENCODER.encode(checked(code)))

function checked(code: string): string {
  if (!/^[A-Z]{3}$/.test(code)) throw new DecodeError('', 'not a currency code of three capitals')
  return code
}
