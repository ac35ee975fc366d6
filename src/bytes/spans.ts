// Which bytes of a message are which field: for people who look at bytes, and for hiding those that are secret. Read by
// the same fields that decode, in the order of the wire.

import { printHex } from './hex.ts'
import { DecodeError } from './decode-error.ts'
import { left, type ByteReader } from './codec.ts'
import type { AnyLayout, FieldRow } from './layout.ts'

export interface FieldSpan {
  /** As in errors: `commitment.payee`, `values[2]`. */
  readonly path: string
  /** Bytes from `from` to before `to`. */
  readonly from: number
  readonly to: number
  /** The form on the wire, e.g. `u32`. */
  readonly wire: string
  readonly meaning: string
  /** For people; undefined where it is secret. */
  readonly value: string | undefined
  readonly secret: boolean
}

/** Gapless from the first byte to the last. Throws `DecodeError` where `layout.decode` does. */
export function spansOf(layout: AnyLayout, bytes: Uint8Array): readonly FieldSpan[] {
  layout.decode(bytes)
  const from = { bytes, at: 0 }
  return walkLayout(layout, from, { path: '', secret: false })
}

interface Place {
  readonly path: string
  /** Inside of something that is. */
  readonly secret: boolean
}

function walkLayout({ rows, size, name }: AnyLayout, from: ByteReader, place: Place): readonly FieldSpan[] {
  const isForeign = rows.some(({ take, name: row }) => take === undefined && row !== 'preamble')
  if (isForeign) {
    const start = from.at
    from.at += size ?? left(from)
    return [spanOf({ name, wire: name, size, meaning: name }, place, { from, start, value: undefined })]
  }
  return rows.flatMap((row) =>
    walkField(row, from, { path: joined(place.path, row.name), secret: place.secret || row.secret === true }),
  )
}

function walkField(row: FieldRow, from: ByteReader, place: Place): readonly FieldSpan[] {
  const start = from.at
  const { form, inner, holds } = row
  if (form?.kind === 'nested') return walkLayout(form.of, from, place)
  if (form?.kind === 'optional' && inner !== undefined) {
    const isThere = from.bytes[from.at++] === 1
    const flag = spanOf({ ...row, wire: 'u8 0/1' }, place, { from, start, value: isThere ? 'present' : 'absent' })
    return isThere ? [flag, ...walkField(inner, from, place)] : [flag]
  }
  if (form?.kind === 'list' && inner !== undefined) {
    const count = ((from.bytes[from.at] ?? 0) << 8) | (from.bytes[from.at + 1] ?? 0)
    from.at += 2
    const head = spanOf({ ...row, wire: 'u16 count' }, place, { from, start, value: String(count) })
    const values = Array.from({ length: count }, (_, at) => {
      return walkField(inner, from, { ...place, path: `${place.path}[${at}]` })
    })
    return [head, ...values.flat()]
  }
  const value = row.take === undefined ? skipped(row, from) : row.take(from)
  const span = spanOf(row, place, { from, start, value: printed(value) })
  if (holds === undefined || !(value instanceof Uint8Array)) return [span]
  return within(holds, value, { place, span, start: from.at - value.length }) ?? [span]
}

/** The fields of a structure in a field; undefined where the bytes are none: then they are what they are. */
function within(
  holds: AnyLayout,
  value: Uint8Array,
  { place, span, start }: { readonly place: Place; readonly span: FieldSpan; readonly start: number },
): readonly FieldSpan[] | undefined {
  try {
    holds.decode(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
  const spans = walkLayout(holds, { bytes: value, at: 0 }, place)
  const length = { ...span, to: start, value: String(value.length) }
  const moved = spans.map((each) => ({ ...each, from: each.from + start, to: each.to + start }))
  return start > span.from ? [length, ...moved] : moved
}

/** The preamble of a structure that is signed. */
function skipped({ size = 0 }: FieldRow, from: ByteReader): Uint8Array {
  return from.bytes.subarray(from.at, (from.at += size))
}

function spanOf(
  { wire, meaning }: FieldRow,
  { path, secret }: Place,
  { from, start, value }: { readonly from: ByteReader; readonly start: number; readonly value: string | undefined },
): FieldSpan {
  return { path, from: start, to: from.at, wire, meaning, value: secret ? undefined : value, secret }
}

function joined(path: string, name: string): string {
  return path === '' || name === '' ? path + name : `${path}.${name}`
}

function printed(value: unknown): string {
  if (value instanceof Uint8Array) return printHex(value)
  return String(value)
}
