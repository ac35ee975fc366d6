// The kernel in plain TypeScript, SHA-256 as FIPS 180-4 section 6.2 writes it: what runs where WebAssembly does not.
// A third of the speed of the WebAssembly kernel, two to three times that of a general hash function.

import { createBatch, type ChainKernel } from './kernel.ts'
import { INITIAL_HASH, ROUND_CONSTANTS } from './sha256-constants.ts'
import { STEP_BLOCKS, type StepName } from './step-block.ts'

export function typescriptKernel(step: StepName): ChainKernel {
  const block = STEP_BLOCKS[step]
  const [idBytes, valueBytes] = [4 * block.id.words, 4 * block.value.words]
  const words = Int32Array.from({ length: 64 }, (_, at) => block.words[at] ?? 0)
  const hash = new Int32Array(8)
  const batch = createBatch(step)

  const readId = (ids: Uint8Array, at: number): void => {
    for (let n = 0; n < block.id.words; n += 1) words[block.id.at + n] = readWord(ids, at + 4 * n)
  }
  const readValue = (values: Uint8Array, at: number): void => {
    for (let n = 0; n < block.value.words; n += 1) words[block.value.at + n] = readWord(values, at + 4 * n)
  }
  const walk = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      if (block.index !== undefined) words[block.index] = index + 1
      hashBlock(words, hash)
      for (let n = 0; n < block.value.words; n += 1) words[block.value.at + n] = hash[n] ?? 0
    }
  }
  const differs = (values: Uint8Array, at: number): boolean => {
    let difference = 0
    for (let n = 0; n < block.value.words; n += 1) {
      difference |= (words[block.value.at + n] ?? 0) ^ readWord(values, at + 4 * n)
    }
    return difference !== 0
  }
  return {
    name: 'typescript',
    step,
    valueBytes,
    batch,
    advance(id, value, from, to) {
      readId(id, 0)
      readValue(value, 0)
      walk(from, to)
      for (let n = 0; n < block.value.words; n += 1) writeWord(value, 4 * n, words[block.value.at + n] ?? 0)
    },
    match(count) {
      for (let row = 0; row < count; row += 1) {
        readId(batch.ids, row * idBytes)
        readValue(batch.values, row * valueBytes)
        walk(batch.from[row] ?? 0, batch.to[row] ?? 0)
        batch.matches[row] = differs(batch.expected, row * valueBytes) ? 0 : 1
      }
    },
  }
}

/** FIPS 180-4, 6.2.2 for one block: `words` holds the message in its first sixteen places, with room for the schedule. */
function hashBlock(words: Int32Array, hash: Int32Array): void {
  for (let t = 16; t < 64; t += 1) {
    const [w15, w2] = [words[t - 15] ?? 0, words[t - 2] ?? 0]
    const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3)
    const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10)
    words[t] = (words[t - 16] ?? 0) + (words[t - 7] ?? 0) + sigma0 + sigma1
  }
  let a = H[0] ?? 0
  let b = H[1] ?? 0
  let c = H[2] ?? 0
  let d = H[3] ?? 0
  let e = H[4] ?? 0
  let f = H[5] ?? 0
  let g = H[6] ?? 0
  let h = H[7] ?? 0
  for (let t = 0; t < 64; t += 1) {
    const upperSigma1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = h + (K[t] ?? 0) + (words[t] ?? 0) + (g ^ (e & (f ^ g))) + upperSigma1
    const upperSigma0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = upperSigma0 + (b ^ ((a ^ b) & (b ^ c)))
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  hash[0] = a
  hash[1] = b
  hash[2] = c
  hash[3] = d
  hash[4] = e
  hash[5] = f
  hash[6] = g
  hash[7] = h
  for (let n = 0; n < 8; n += 1) hash[n] = (hash[n] ?? 0) + (H[n] ?? 0)
}

/** As signed integers: numbers beyond 2^31 would turn the rounds into floating-point arithmetic, at half the speed. */
const K = Int32Array.from(ROUND_CONSTANTS)
const H = Int32Array.from(INITIAL_HASH)

function rotate(word: number, n: number): number {
  return (word >>> n) | (word << (32 - n))
}

function readWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24
  bytes[at + 1] = word >>> 16
  bytes[at + 2] = word >>> 8
  bytes[at + 3] = word
}
