// BER-TLV data objects as cards use them (ISO/IEC 7816-4:2005, 5.2.2): tags of 1 to 3 bytes, definite lengths up to
// 16,777,215. Non-minimal lengths are read, since cards send them, and never written. The form with indefinite length
// and the padding bytes 00 between objects are refused. Leaves out COMPACT-TLV (historical-bytes.ts).

import { counted } from '../bytes/counted.ts'
import { concat } from '../bytes/bytes.ts'
import { DecodeError } from '../bytes/decode-error.ts'

export interface Tlv {
  /** The tag bytes as one number, e.g. 0x6f, 0x9f6e, 0x7f4c01. */
  readonly tag: number
  /** The value field; in a constructed object the encoded children. */
  readonly value: Uint8Array
  /** Present exactly when the tag says that the object is constructed. */
  readonly children?: readonly Tlv[]
}

export interface TlvLimits {
  /** Constructed objects inside each other. FCI of real cards needs 4. */
  readonly depth: number
}

const DEFAULT_LIMITS: TlvLimits = { depth: 8 }
const CONSTRUCTED = 0x20
const MULTI_BYTE_TAG = 0x1f
const CONTINUES = 0x80
const INDEFINITE = 0x80
const LONGEST_VALUE = 0xff_ffff

/**
 * An object whose content is bytes, for a primitive tag, or other objects, for a constructed one.
 * Throws `RangeError` for a tag that is none or does not suit the content.
 */
export function tlv(tag: number, content: Uint8Array | readonly Tlv[]): Tlv {
  const constructed = isConstructed(tagBytes(tag))
  if (content instanceof Uint8Array) {
    if (constructed) throw new RangeError(`tag ${printTag(tag)} is constructed: it holds objects, not bytes`)
    return { tag, value: content }
  }
  if (!constructed) throw new RangeError(`tag ${printTag(tag)} is primitive: it holds bytes, not objects`)
  return { tag, value: concat(...content.map(encodeTlv)), children: content }
}

/** Writes minimal lengths. `children` win over `value` where there are any. Throws `RangeError`. */
export function encodeTlv(object: Tlv): Uint8Array {
  const value = object.children === undefined ? object.value : concat(...object.children.map(encodeTlv))
  return concat(tagBytes(object.tag), lengthBytes(value.length), value)
}

/**
 * The objects that fill `bytes` exactly; their values are views, not copies. Throws `DecodeError` whose path is the
 * tags on the way, e.g. `6F.A5`.
 */
export function decodeTlvs(bytes: Uint8Array, limits: TlvLimits = DEFAULT_LIMITS): readonly Tlv[] {
  const objects: Tlv[] = []
  let at = 0
  while (at < bytes.length) {
    const head = readHead(bytes, at)
    at = head.valueAt + head.length
    objects.push(decodeValue(head.tag, head.constructed, bytes.subarray(head.valueAt, at), limits))
  }
  return objects
}

/** One object whose content nobody looks into. */
export interface FlatTlv {
  readonly tag: number
  readonly value: Uint8Array
}

/**
 * The same without looking inside: for formats whose tags say constructed where the content is none, as those of PIV do.
 * Throws `DecodeError`.
 */
export function decodeFlatTlvs(bytes: Uint8Array): readonly FlatTlv[] {
  const objects: FlatTlv[] = []
  for (let at = 0; at < bytes.length;) {
    const { tag, valueAt, length } = readHead(bytes, at)
    at = valueAt + length
    objects.push({ tag, value: bytes.subarray(valueAt, at) })
  }
  return objects
}

/** Throws `RangeError` for a tag that is none. */
export function encodeFlatTlvs(objects: readonly FlatTlv[]): Uint8Array {
  return concat(...objects.flatMap(({ tag, value }) => [tagBytes(tag), lengthBytes(value.length), value]))
}

/** The first object with this tag, then inside it the first with the next tag, and so on. */
export function findTlv(objects: readonly Tlv[], ...path: readonly number[]): Tlv | undefined {
  let inside: readonly Tlv[] = objects
  let found: Tlv | undefined
  for (const tag of path) {
    found = inside.find((object) => object.tag === tag)
    if (found === undefined) return undefined
    inside = found.children ?? []
  }
  return found
}

interface Head {
  readonly tag: number
  readonly constructed: boolean
  readonly length: number
  readonly valueAt: number
}

function decodeValue(tag: number, constructed: boolean, value: Uint8Array, limits: TlvLimits): Tlv {
  if (!constructed) return { tag, value }
  if (limits.depth === 0) throw new DecodeError(printTag(tag), 'objects inside each other deeper than the limit')
  try {
    return { tag, value, children: decodeTlvs(value, { depth: limits.depth - 1 }) }
  } catch (error) {
    throw error instanceof DecodeError ? error.within(printTag(tag)) : error
  }
}

function readHead(bytes: Uint8Array, start: number): Head {
  const first = need(bytes, start, 'tag')
  if (first === 0) throw new DecodeError('tag', `00 at byte ${start} is not a tag`)
  let tag = first
  let at = start + 1
  if ((first & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) {
    let last: number
    do {
      if (at - start === 3) throw new DecodeError(printTag(tag), 'a tag of more than 3 bytes')
      last = need(bytes, at++, 'tag')
      tag = (tag << 8) | last
    } while ((last & CONTINUES) !== 0)
  }
  const { length, valueAt } = readLength(bytes, at, tag)
  return { tag, constructed: (first & CONSTRUCTED) !== 0, length, valueAt }
}

function readLength(bytes: Uint8Array, at: number, tag: number): { readonly length: number; readonly valueAt: number } {
  const first = need(bytes, at, printTag(tag))
  const more = first < INDEFINITE ? 0 : first - INDEFINITE
  if (first === INDEFINITE) throw new DecodeError(printTag(tag), 'an indefinite length')
  if (more > 3) throw new DecodeError(printTag(tag), `a length field beginning ${first.toString(16)}`)
  let length = more === 0 ? first : 0
  for (let next = 1; next <= more; next++) length = (length << 8) | need(bytes, at + next, printTag(tag))
  const valueAt = at + 1 + more
  if (length > bytes.length - valueAt) {
    throw new DecodeError(printTag(tag), `length ${length} with ${counted(bytes.length - valueAt, 'byte')} left`)
  }
  return { length, valueAt }
}

function need(bytes: Uint8Array, at: number, path: string): number {
  const byte = bytes[at]
  if (byte === undefined) throw new DecodeError(path, 'the bytes end inside a tag or length')
  return byte
}

/** Throws `RangeError` unless the number is one whole tag of at most 3 bytes. */
function tagBytes(tag: number): Uint8Array {
  const bytes = tag > 0xffff ? [tag >> 16, (tag >> 8) & 0xff, tag & 0xff] : tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]
  const first = bytes[0] ?? 0
  const rest = bytes.slice(1)
  const multi = (first & MULTI_BYTE_TAG) === MULTI_BYTE_TAG
  const ends = rest.every((byte, at) => ((byte & CONTINUES) === 0) === (at === rest.length - 1))
  if (!Number.isInteger(tag) || tag <= 0 || tag > 0xff_ffff || multi !== rest.length > 0 || !ends) {
    throw new RangeError(`${tag} (${printTag(tag)}) is not a tag of 1 to 3 bytes`)
  }
  return Uint8Array.from(bytes)
}

function isConstructed(tag: Uint8Array): boolean {
  return ((tag[0] ?? 0) & CONSTRUCTED) !== 0
}

function lengthBytes(length: number): Uint8Array {
  if (length > LONGEST_VALUE) throw new RangeError(`${length} bytes do not fit three length bytes`)
  if (length < 0x80) return Uint8Array.of(length)
  if (length <= 0xff) return Uint8Array.of(0x81, length)
  if (length <= 0xffff) return Uint8Array.of(0x82, length >> 8, length & 0xff)
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
}

function printTag(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(2, '0')
}
