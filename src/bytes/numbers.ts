// Whole numbers of up to four bytes. What this project defines itself is big-endian; other formats have the byte order of
// their machine: the PC/SC daemon's messages, pcap.

import type { Put, Take } from './codec.ts'
import { DecodeError } from './decode-error.ts'
import type { Field } from './layout.ts'

export type NumberField = (meaning: string) => Field<number>

export function numberField(wire: string, size: 1 | 2 | 4, isLittleEndian = false, isSigned = false): NumberField {
  const unused = 32 - 8 * size
  const least = isSigned ? -(2 ** (8 * size - 1)) : 0
  const most = 2 ** (8 * size) - 1 + least
  const put: Put<number> = (out, value) => {
    if (!(Number.isInteger(value) && value >= least && value <= most)) throw misfit(value, least, most)
    if (size === 4) out.view.setInt32(out.at, value, isLittleEndian)
    else if (size === 2) out.view.setInt16(out.at, value, isLittleEndian)
    else out.view.setInt8(out.at, value)
    out.at += size
  }
  const take: Take<number> = (from) => {
    let value = 0
    for (let at = 0; at < size; at += 1) {
      value = (value << 8) | (from.bytes[from.at + (isLittleEndian ? size - 1 - at : at)] ?? 0)
    }
    from.at += size
    return isSigned ? (value << unused) >> unused : value >>> 0
  }
  return (meaning) => ({ put, take, wire, size, meaning, form: { kind: 'number' } })
}

export const u16le: NumberField = numberField('u16 little-endian', 2, true)
export const u32le: NumberField = numberField('u32 little-endian', 4, true)
export const i32le: NumberField = numberField('i32 little-endian', 4, true, true)

export function misfit(value: unknown, least: number | bigint, most: number | bigint): DecodeError {
  return new DecodeError('', `${String(value)} is not a whole number of ${least} to ${most}`)
}
