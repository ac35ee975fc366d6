// Reading JSON that a stranger may have written: each field is what it should be, or the error names its path.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Throws `DecodeError`. */
export function parseJsonObject(text: string): JsonObject {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new DecodeError('document', 'not JSON', { cause })
  }
  return asObject(found, 'document')
}

export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DecodeError(path, 'not an object')
  return value as JsonObject
}

export function asList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(path, 'not a list')
  return value
}

export function asText(value: unknown, path: string, longest = 500): string {
  if (typeof value !== 'string') throw new DecodeError(path, 'not text')
  if (value.length > longest) throw new DecodeError(path, `longer than ${counted(longest, 'character')}`)
  return value
}

export function asNumber(value: unknown, path: string, least = 0): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new DecodeError(path, 'not a number')
  if (value < least) throw new DecodeError(path, `below ${least}`)
  return value
}

export function asOneOf<const Word extends string>(value: unknown, words: readonly Word[], path: string): Word {
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw new DecodeError(path, `not one of ${words.join(', ')}`)
  return word
}
