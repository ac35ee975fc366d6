// The values of a conversation's text: tokens, $names, .siblings, calls, { records }, [ lists ], ? and `with` changes.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { Change, Place, Value } from './conversation.ts'

const TOKEN = /\s+|,|([{}()[\]]|\$\w[\w.]*|\?\w*|\.\w+|\w[\w.*-]*\(?)/y
const DEEPEST = 16

/** Every value of `text`, up to its end. Throws `DecodeError` with the place. */
export function parseValues(text: string, place: Place): readonly Value[] {
  const reader = new ValueReader(text, place)
  const values: Value[] = []
  while (!reader.atEnd()) values.push(reader.value(0))
  return values
}

/** One value, perhaps with changes, and nothing after it; the empty record for no text. Throws `DecodeError`. */
export function parseValue(text: string, place: Place): Value {
  const reader = new ValueReader(text, place)
  if (reader.atEnd()) return { kind: 'record', entries: new Map() }
  const base = reader.value(0)
  return reader.atEnd() ? base : reader.changed(base, 0, () => reader.atEnd())
}

class ValueReader {
  readonly #place: Place
  readonly #tokens: readonly string[]
  #at = 0

  constructor(text: string, place: Place) {
    this.#place = place
    this.#tokens = tokensOf(text, place)
  }

  atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** `with PATH VALUE, PATH VALUE` behind a value. */
  changed(base: Value, depth: number, ended: () => boolean): Value {
    const found = this.#next()
    if (found !== 'with') throw new DecodeError(this.#place, `"${found}" where "with" or nothing belongs`)
    const changes: Change[] = []
    while (!ended()) changes.push({ path: this.word().split('.'), value: this.value(depth + 1) })
    return { kind: 'changed', base, changes }
  }

  word(): string {
    const found = this.#next()
    if (!/^\w[^(]*$/.test(found)) throw new DecodeError(this.#place, `"${found}" where a field's name belongs`)
    return found
  }

  value(depth: number): Value {
    if (depth > DEEPEST) throw new DecodeError(this.#place, `values inside one another more than ${DEEPEST} deep`)
    const token = this.#next()
    if (token === '{') return this.#record(depth)
    if (token === '(') return this.#parenthesised(depth)
    if (token === '[') return { kind: 'list', values: this.#until(']', depth) }
    if (token.startsWith('$')) {
      const [name = '', ...path] = token.slice(1).split('.')
      return { kind: 'name', name, path }
    }
    if (token.startsWith('.')) return { kind: 'sibling', name: token.slice(1) }
    if (token.startsWith('?')) return { kind: 'any', keepAs: token.length > 1 ? token.slice(1) : undefined }
    if (!/^\w/.test(token)) throw new DecodeError(this.#place, `"${token}" where a value belongs`)
    if (!token.endsWith('(')) return { kind: 'token', text: token }
    return { kind: 'call', name: token.slice(0, -1), given: this.#until(')', depth) }
  }

  #parenthesised(depth: number): Value {
    const value = this.changed(this.value(depth + 1), depth, () => this.#peek() === ')')
    this.#at += 1
    return value
  }

  #record(depth: number): Value {
    const entries = new Map<string, Value>()
    while (this.#peek() !== '}') {
      const name = this.word()
      if (entries.has(name)) throw new DecodeError(this.#place, `a second ${name}`)
      entries.set(name, this.value(depth + 1))
    }
    this.#at += 1
    return { kind: 'record', entries }
  }

  #until(end: string, depth: number): readonly Value[] {
    const values: Value[] = []
    while (this.#peek() !== end) values.push(this.value(depth + 1))
    this.#at += 1
    return values
  }

  #peek(): string {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new DecodeError(this.#place, 'ends in the middle of a value')
    return token
  }

  #next(): string {
    const token = this.#peek()
    this.#at += 1
    return token
  }
}

function tokensOf(text: string, place: Place): readonly string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (found === null) throw new DecodeError(place, `"${text.slice(at, at + 12)}" is no part of a value`)
    if (found[1] !== undefined) tokens.push(found[1])
  }
  return tokens
}
