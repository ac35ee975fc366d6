// walk(from, to): one chain. A step cannot start before the one before it has ended, so what counts is the time of one
// block: the rounds run in scalar code, and four message words at a time are made ready in a vector beside them.
// Requires from < 2^32 and to < 2^32; leaves the value where it found it.

import { memoryMap } from '../memory.ts'
import { messageWords, STEP_BLOCKS, type StepName } from '../step-block.ts'
import { lanes, scalar, type Word } from './arithmetic.ts'
import {
  constantVector,
  isLess,
  loadBigEndian,
  loadVector,
  loadWord,
  replaceLane,
  shuffle,
  storeBigEndian,
  storeVector,
} from './instructions.ts'
import { hashValue, keyed, sigma0, startRounds } from './sha256.ts'
import { constant, functionBody, gets, simd, type Body, type Code, type Local } from './wasm.ts'

export function emitWalk(step: StepName): Body {
  const block = STEP_BLOCKS[step]
  const at = memoryMap(step)
  const body = functionBody(2)
  const [from, to] = body.parameters as [Local, Local]
  const id = body.locals('i32', block.id.words)
  const value = body.locals('i32', block.value.words)
  for (const [n, local] of id.entries()) body.set(local, loadBigEndian(at.id + 4 * n))
  for (const [n, local] of value.entries()) body.set(local, loadBigEndian(at.value + 4 * n))
  const message = messageWords<Word>(block, { id: gets(id), index: from.get, value: gets(value) })

  const fixed = startRounds(body, scalar) // what prefix and id do to the state is the same in every step
  for (let t = 0; t < block.steady; t += 1) fixed.round(keyed(scalar, message, t))
  body.whilst(isLess(from.get, to.get), () => {
    body.set(from, scalar.code(scalar.sum(from.get, 1)))
    const rounds = startRounds(body, scalar, fixed.working)
    const ahead = scheduleAhead(body, step, message)
    for (let t = 0; t < 64; t += 1) {
      if (t % 4 === 0 && t < 48) ahead(t + 16)
      if (t >= block.steady) rounds.round(t < 16 ? keyed(scalar, message, t) : loadWord(ringAddress(step, t)))
    }
    const next = hashValue(scalar, rounds)
    for (const [n, local] of value.entries()) body.set(local, scalar.code(next[n] ?? 0))
  })
  for (const [n, local] of value.entries()) body.emit(storeBigEndian(at.value + 4 * n, local.get))
  return body
}

/** K_t + W_t of the rounds just ahead lie in a ring of 32 words. */
function ringAddress(step: StepName, t: number): number {
  return memoryMap(step).schedule + 4 * (t % 32)
}

/**
 * Writes K + W for four rounds at a time, `ahead(t)` for t to t + 3. The last two of four words need the first two
 * (W_t uses W_(t-2)), so σ1 is taken in two halves; each half keeps its words twice, side by side, so that a 64-bit
 * shift is a rotation.
 */
function scheduleAhead(body: Body, step: StepName, message: readonly Word[]): (t: number) => void {
  const { roundConstants } = memoryMap(step)
  const last16 = body.locals('v128', 4)
  const [windows, sums, half, mixed] = body.locals('v128', 4) as [Local, Local, Local, Local]
  const twice = body.local('v128')
  for (const [n, local] of last16.entries()) body.set(local, gather(message.slice(4 * n, 4 * n + 4)))
  body.set(twice, shuffle(quarter(last16, 3), quarter(last16, 3), [2, 2, 3, 3]))
  const nextHalf = (into: Local, words: readonly number[]): void => {
    body.set(mixed, sigma1OfTwice(twice.get))
    const fresh = shuffle(mixed.get, mixed.get, [0, 0, 2, 2])
    body.set(into, lanes.code(lanes.sum(fresh, shuffle(sums.get, sums.get, words))))
  }
  return (t) => {
    const q = t / 4
    const [oldest, second, third, newest] = [0, 1, 2, 3].map((n) => quarter(last16, q + n)) as [Code, Code, Code, Code]
    body.set(windows, shuffle(oldest, second, [1, 2, 3, 4])) // W_(t-15) and on
    const sevenBack = shuffle(third, newest, [1, 2, 3, 4]) // W_(t-7) and on
    body.set(sums, lanes.code(lanes.sum(oldest, sigma0(lanes, windows.get), sevenBack)))
    nextHalf(half, [0, 0, 1, 1])
    body.set(twice, half.get)
    nextHalf(twice, [2, 2, 3, 3])
    const made = last16[q % 4] as Local
    body.set(made, shuffle(half.get, twice.get, [0, 2, 4, 6]))
    const keyedWords = lanes.code(lanes.sum(made.get, loadVector(constant(0), roundConstants + 4 * t)))
    body.emit(storeVector(constant(0), ringAddress(step, t), keyedWords))
  }
}

function quarter(last16: readonly Local[], q: number): Code {
  return last16[q % 4]?.get ?? []
}

/** σ1 in the even lanes of a vector whose 64-bit lanes hold a word twice; the odd lanes are of no use. */
function sigma1OfTwice(x: Code): Code {
  const shift64 = (n: number): Code => [...x, ...constant(n), ...simd(0xcd)]
  return lanes.code(lanes.xor(shift64(17), shift64(19), lanes.shift(x, 10)))
}

/** Four words as one vector. */
function gather(words: readonly Word[]): Code {
  const known = words.map((word) => (typeof word === 'number' ? word : 0))
  let code = constantVector(known)
  for (const [n, word] of words.entries()) if (typeof word !== 'number') code = replaceLane(code, n, word)
  return code
}
