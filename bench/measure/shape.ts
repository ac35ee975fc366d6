// What a JSON document must look like before a program trusts it: shapes are data, and what is wrong is named by its path.

import { DecodeError } from '../../src/bytes/decode-error.ts'

export type Shape =
  | 'text'
  | 'number'
  | 'boolean'
  | { readonly either: readonly [Shape, Shape] }
  | { readonly list: Shape }
  /** Any names, values of one shape. */
  | { readonly byName: Shape }
  | { readonly orNull: Shape }
  | { readonly orAbsent: Shape }
  /** More fields than these do no harm. */
  | { readonly fields: Readonly<Record<string, Shape>> }

/** Throws `DecodeError` with the path of the first field that is not as it must be. */
export function checkShape(value: unknown, shape: Shape, path = ''): void {
  if (typeof shape === 'string') checkPlain(value, shape, path)
  else if ('orNull' in shape) {
    if (value !== null) checkShape(value, shape.orNull, path)
  } else if ('orAbsent' in shape) {
    if (value !== undefined) checkShape(value, shape.orAbsent, path)
  } else if ('either' in shape) {
    checkEither(value, shape.either, path)
  } else if ('list' in shape) {
    if (!Array.isArray(value)) throw new DecodeError(path, 'not a list')
    for (const [at, item] of value.entries()) checkShape(item, shape.list, `${path}[${at}]`)
  } else {
    const object = asObject(value, path)
    if ('byName' in shape) {
      for (const [name, item] of Object.entries(object)) checkShape(item, shape.byName, below(path, name))
    } else {
      for (const [name, field] of Object.entries(shape.fields)) checkShape(object[name], field, below(path, name))
    }
  }
}

/** What is wrong is told of the second. */
function checkEither(value: unknown, [first, second]: readonly [Shape, Shape], path: string): void {
  try {
    checkShape(value, first, path)
  } catch {
    checkShape(value, second, path)
  }
}

function checkPlain(value: unknown, shape: 'text' | 'number' | 'boolean', path: string): void {
  const wanted = shape === 'text' ? 'string' : shape
  const isOf = shape === 'number' ? Number.isFinite(value) : typeof value === wanted
  if (!isOf) throw new DecodeError(path, `not ${shape === 'text' ? 'text' : `a ${shape}`}`)
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DecodeError(path, 'not an object')
  return value as Readonly<Record<string, unknown>>
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
