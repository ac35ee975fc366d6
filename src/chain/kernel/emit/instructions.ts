// The instructions of the kernels beyond word arithmetic: memory, byte order and lanes.

import { constant, littleEndian, memoryArgument, simd, type Code } from './wasm.ts'

/** i32.load at a fixed address, in the machine's own order: for words that the kernel itself wrote. */
export function loadWord(address: number): Code {
  return [...constant(0), 0x28, ...memoryArgument(2, address)]
}

/** A big-endian word of a byte string, as FIPS 180-4 section 3.1 reads it. */
export function loadBigEndian(address: number): Code {
  return swapBytes(loadWord(address))
}

export function storeBigEndian(address: number, word: Code): Code {
  return [...constant(0), ...swapBytes(word), 0x36, ...memoryArgument(2, address)]
}

/** Sixteen bytes; `base` is code for an address. */
export function loadVector(base: Code, offset: number): Code {
  return [...base, ...simd(0x00), ...memoryArgument(4, offset)]
}

export function storeVector(base: Code, offset: number, vector: Code): Code {
  return [...base, ...vector, ...simd(0x0b), ...memoryArgument(4, offset)]
}

/** One word from memory in all four lanes. */
export function loadIntoLanes(base: Code, offset: number): Code {
  return [...base, ...simd(0x09), ...memoryArgument(2, offset)]
}

export function constantVector(words: readonly number[]): Code {
  return simd(0x0c, ...words.flatMap(littleEndian))
}

export function replaceLane(vector: Code, lane: number, word: Code): Code {
  return [...vector, ...word, ...simd(0x1c, lane)]
}

/** Four words out of the eight of `a` (0 to 3) and `b` (4 to 7). */
export function shuffle(a: Code, b: Code, words: readonly number[]): Code {
  return [...a, ...b, ...simd(0x0d, ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte)))]
}

/** The byte order of each lane reversed. */
export function swapBytesInLanes(vector: Code): Code {
  const reversed = [0, 4, 8, 12].flatMap((lane) => [3, 2, 1, 0].map((byte) => lane + byte))
  return [...vector, ...vector, ...simd(0x0d, ...reversed)]
}

/** i32.lt_u */
export function isLess(a: Code, b: Code): Code {
  return [...a, ...b, 0x49]
}

/** All ones in the lanes where a < b, unsigned. */
export function isLessInLanes(a: Code, b: Code): Code {
  return [...a, ...b, ...simd(0x3a)]
}

/** All ones in the lanes that are zero. */
export function isZeroInLanes(vector: Code): Code {
  return [...vector, ...constantVector([0, 0, 0, 0]), ...simd(0x37)]
}

export function anyTrue(vector: Code): Code {
  return [...vector, ...simd(0x53)]
}

export function or(a: Code, b: Code): Code {
  return [...a, ...b, ...simd(0x50)]
}

export function subtractInLanes(a: Code, b: Code): Code {
  return [...a, ...b, ...simd(0xb1)]
}

/** Bits of `a` where the mask is one, of `b` where it is zero. */
export function select(a: Code, b: Code, mask: Code): Code {
  return [...a, ...b, ...mask, ...simd(0x52)]
}

/** ((x rotl 8) & 00ff00ff) | ((x rotr 8) & ff00ff00) */
function swapBytes(x: Code): Code {
  const half = (rotate: number, mask: number): Code => [...x, ...constant(8), rotate, ...constant(mask), 0x71]
  return [...half(0x77, 0x00ff00ff), ...half(0x78, 0xff00ff00), 0x72]
}
