// Operations on 32-bit words (FIPS 180-4, section 3.2), written as WebAssembly code: one word at a time, or four of
// independent messages side by side in the lanes of a vector. What is known while emitting is computed while emitting:
// that folds the padding, the prefix and the initial hash value out of the rounds.

import { constantVector } from './instructions.ts'
import { constant, simd, type Code, type ValueType } from './wasm.ts'

/** A word known now, or code that puts it on the stack. */
export type Word = number | Code

export interface Arithmetic {
  readonly type: ValueType
  readonly code: (word: Word) => Code
  /** Addition modulo 2^32, from left to right: the order decides how long the processor waits and what it must keep. */
  readonly sum: (...words: readonly Word[]) => Word
  readonly xor: (...words: readonly Word[]) => Word
  readonly and: (a: Word, b: Word) => Word
  /** ROTR^n(x) */
  readonly rotate: (word: Word, n: number) => Word
  /** SHR^n(x) */
  readonly shift: (word: Word, n: number) => Word
}

/** i32: one word. */
export const scalar: Arithmetic = arithmetic({
  type: 'i32',
  constant,
  add: [0x6a],
  xor: [0x73],
  and: [0x71],
  shift: (code, n) => [...code, ...constant(n), 0x76],
  rotate: (code, n) => [...code, ...constant(n), 0x78],
})

/** i32x4: the same word of four messages. WebAssembly has no rotation of lanes. */
export const lanes: Arithmetic = arithmetic({
  type: 'v128',
  constant: (value) => constantVector([value, value, value, value]),
  add: simd(0xae),
  xor: simd(0x51),
  and: simd(0x4e),
  shift: (code, n) => [...code, ...constant(n), ...SHIFT_RIGHT],
  rotate: (code, n) => [...code, ...constant(n), ...SHIFT_RIGHT, ...code, ...constant(32 - n), ...SHIFT_LEFT, ...OR],
})

const SHIFT_RIGHT: Code = simd(0xad)
const SHIFT_LEFT: Code = simd(0xab)
const OR: Code = simd(0x50)

interface Instructions {
  readonly type: ValueType
  constant(value: number): Code
  readonly add: Code
  readonly xor: Code
  readonly and: Code
  shift(code: Code, n: number): Code
  rotate(code: Code, n: number): Code
}

function arithmetic(on: Instructions): Arithmetic {
  const code = (word: Word): Code => (typeof word === 'number' ? on.constant(word) : word)
  const pair = (a: Word, b: Word, instruction: Code): Code => [...code(a), ...code(b), ...instruction]
  const fold = (words: readonly Word[], instruction: Code, known: (a: number, b: number) => number): Word =>
    words.reduce((a, b) => {
      if (typeof a === 'number' && typeof b === 'number') return known(a, b) >>> 0
      if (a === 0) return b
      return b === 0 ? a : pair(a, b, instruction)
    })
  return {
    type: on.type,
    code,
    sum: (...words) => fold(knownTogether(words), on.add, (a, b) => a + b),
    xor: (...words) => fold(words, on.xor, (a, b) => a ^ b),
    and: (a, b) => (typeof a === 'number' && typeof b === 'number' ? (a & b) >>> 0 : pair(a, b, on.and)),
    rotate: (word, n) => (typeof word === 'number' ? ((word >>> n) | (word << (32 - n))) >>> 0 : on.rotate(word, n)),
    shift: (word, n) => (typeof word === 'number' ? word >>> n : on.shift(word, n)),
  }
}

/** The words of a sum with all known ones added up, in the place of the first of them. */
function knownTogether(words: readonly Word[]): Word[] {
  const known = words.filter((word) => typeof word === 'number').reduce((a, b) => (a + b) >>> 0, 0)
  const first = words.findIndex((word) => typeof word === 'number')
  return words
    .map((word, at) => (at === first ? known : word))
    .filter((word, at) => typeof word !== 'number' || at === first)
}
