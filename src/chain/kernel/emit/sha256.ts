// The rounds of SHA-256 (FIPS 180-4, sections 4.1.2 and 6.2), written as code for one block. The eight working
// variables are locals that change their names instead of their places: only d and h are written in a round. Sums are
// taken in the order in which their terms become ready, the newest last: that is worth 8 % against the standard's order.

import { INITIAL_HASH, ROUND_CONSTANTS } from '../sha256-constants.ts'
import type { Arithmetic, Word } from './arithmetic.ts'
import type { Body, Local } from './wasm.ts'

export interface Rounds {
  /** Step 3 for one t, given K_t + W_t. */
  round(keyed: Word): void
  /** The working variables a, b ... h as they stand. */
  readonly working: readonly Word[]
}

/** Rounds that start from `initial`: the initial hash value, or where earlier rounds over fixed words ended. */
export function startRounds(body: Body, math: Arithmetic, initial: readonly Word[] = INITIAL_HASH): Rounds {
  const first = body.local(math.type)
  let places: readonly Local[] = body.locals(math.type, 8)
  let working = initial
  return {
    get working() {
      return working
    },
    round(keyed) {
      const [a, b, c, d, e, f, g, h] = working as Eight<Word>
      const [pa, pb, pc, pd, pe, pf, pg, ph] = places as Eight<Local>
      const choice = math.xor(math.and(e, math.xor(f, g)), g) // Ch(e, f, g)
      body.set(first, math.code(math.sum(h, keyed, choice, upperSigma1(math, e)))) // T1
      body.set(pd, math.code(math.sum(first.get, d)))
      body.set(ph, math.code(sumWithT2(math, first.get, [a, b, c])))
      places = [ph, pa, pb, pc, pd, pe, pf, pg]
      working = [ph.get, a, b, c, pd.get, e, f, g]
    },
  }
}

/** Step 4: the hash value of a message of one block. */
export function hashValue(math: Arithmetic, { working }: Rounds): Word[] {
  return working.map((word, at) => math.sum(word, INITIAL_HASH[at] ?? 0))
}

/** K_t + W_t for a message word. */
export function keyed(math: Arithmetic, message: readonly Word[], t: number): Word {
  return math.sum(message[t] ?? 0, ROUND_CONSTANTS[t] ?? 0)
}

/** Step 1, W_t from the sixteen words before it. */
export function scheduled(math: Arithmetic, before: readonly Word[]): Word {
  const back = (n: number): Word => before[16 - n] ?? 0
  return math.sum(back(16), back(7), sigma0(math, back(15)), sigma1(math, back(2)))
}

/** σ0 of FIPS 180-4, 4.1.2 */
export function sigma0({ xor, rotate, shift }: Arithmetic, x: Word): Word {
  return xor(rotate(x, 7), rotate(x, 18), shift(x, 3))
}

type Eight<T> = [T, T, T, T, T, T, T, T]

/**
 * T1 + T2, where T2 = Σ0(a) + Maj(a, b, c). One word at a time Σ0 comes last, in the form that needs fewest copies of a:
 * measured, 8 % of a chain step. Four side by side the order of the standard is the faster by as much.
 */
function sumWithT2(math: Arithmetic, t1: Word, abc: readonly [Word, Word, Word]): Word {
  const [a] = abc
  if (math.type === 'v128') return math.sum(t1, upperSigma0(math, a), majority(math, abc))
  return math.sum(majority(math, abc), t1, nestedUpperSigma0(math, a))
}

/** Maj(a, b, c). The compiler below sees that a ^ b comes back as b ^ c in the next round. */
function majority({ xor, and }: Arithmetic, [a, b, c]: readonly [Word, Word, Word]): Word {
  return xor(and(xor(a, b), xor(b, c)), b)
}

/** Σ0 */
function upperSigma0({ xor, rotate }: Arithmetic, x: Word): Word {
  return xor(rotate(x, 2), rotate(x, 13), rotate(x, 22))
}

/** Σ0 once more: ROTR^2(x ^ ROTR^11(x ^ ROTR^9(x))) rotates x by 2, by 2 + 11 and by 2 + 11 + 9. */
function nestedUpperSigma0({ xor, rotate }: Arithmetic, x: Word): Word {
  return rotate(xor(rotate(xor(rotate(x, 9), x), 11), x), 2)
}

/** Σ1 */
function upperSigma1({ xor, rotate }: Arithmetic, x: Word): Word {
  return xor(rotate(x, 6), rotate(x, 11), rotate(x, 25))
}

/** σ1 */
function sigma1({ xor, rotate, shift }: Arithmetic, x: Word): Word {
  return xor(rotate(x, 17), rotate(x, 19), shift(x, 10))
}
