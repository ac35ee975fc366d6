// match(count): many independent coupons, four at a time, one in each lane. For every coupon: walking `value` from index
// `from` to index `to` gives `expected`, yes (1) or no (0), in time that depends on the indices alone. Lanes whose walk
// is over keep their value while the others go on; a lane with from >= to does not walk.

import { ROUND_CONSTANTS } from '../sha256-constants.ts'
import { memoryMap } from '../memory.ts'
import { messageWords, STEP_BLOCKS, type StepName } from '../step-block.ts'
import { lanes, scalar, type Word } from './arithmetic.ts'
import {
  anyTrue,
  isLess,
  isLessInLanes,
  isZeroInLanes,
  loadIntoLanes,
  loadVector,
  or,
  select,
  shuffle,
  storeVector,
  subtractInLanes,
  swapBytesInLanes,
} from './instructions.ts'
import { hashValue, keyed, scheduled, startRounds } from './sha256.ts'
import { constant, functionBody, gets, type Body, type Code, type Local } from './wasm.ts'

export function emitMatch(step: StepName): Body {
  const block = STEP_BLOCKS[step]
  const at = memoryMap(step)
  const body = functionBody(1)
  const [count] = body.parameters as [Local]
  const row = body.local('i32')
  const id = body.locals('v128', block.id.words)
  const value = body.locals('v128', block.value.words)
  const expected = body.locals('v128', block.value.words)
  const [index, to, walking] = body.locals('v128', 3) as [Local, Local, Local]
  body.whilst(isLess(row.get, count.get), () => {
    loadColumns(body, row, at.ids, id)
    loadColumns(body, row, at.values, value)
    loadColumns(body, row, at.expected, expected)
    const word = [...row.get, ...constant(2), 0x74]
    body.set(index, loadVector(word, at.from))
    body.set(to, loadVector(word, at.to))
    body.set(walking, isLessInLanes(index.get, to.get))
    body.whilst(anyTrue(walking.get), () => {
      body.set(index, subtractInLanes(index.get, walking.get)) // minus all ones is plus one
      const message = messageWords<Word>(block, { id: gets(id), index: index.get, value: gets(value) })
      const next = fourBlocks(body, message, at.roundConstants)
      for (const [n, local] of value.entries()) {
        body.set(local, select(lanes.code(next[n] ?? 0), local.get, walking.get))
      }
      body.set(walking, isLessInLanes(index.get, to.get))
    })
    const differences = value.map((local, n) => lanes.code(lanes.xor(local.get, expected[n]?.get ?? 0)))
    const equal = isZeroInLanes(differences.reduce(or))
    body.emit(storeVector(word, at.matches, lanes.code(lanes.shift(equal, 31))))
    body.set(row, scalar.code(scalar.sum(row.get, 4)))
  })
  return body
}

/**
 * Four blocks side by side. Written out in full this runs a fifth slower (registers overflow), so after the first
 * sixteen rounds, where the padding folds, a loop of sixteen rounds runs three times.
 */
function fourBlocks(body: Body, message: readonly Word[], roundConstants: number): Word[] {
  const rounds = startRounds(body, lanes)
  for (let t = 0; t < 16; t += 1) rounds.round(keyed(lanes, message, t))
  const last16 = body.locals('v128', 16)
  for (const [n, local] of last16.entries()) body.set(local, lanes.code(message[n] ?? 0))
  const next = body.local('i32')
  body.set(next, constant(4 * 16))
  body.whilst(isLess(next.get, constant(4 * ROUND_CONSTANTS.length)), () => {
    for (let t = 0; t < 16; t += 1) {
      const made = last16[t] as Local
      body.set(made, lanes.code(scheduled(lanes, gets([...last16.slice(t), ...last16.slice(0, t)]))))
      rounds.round(lanes.sum(made.get, loadIntoLanes(next.get, roundConstants + 4 * t)))
    }
    body.set(next, scalar.code(scalar.sum(next.get, 4 * 16)))
  })
  return hashValue(lanes, rounds)
}

/** Loads four byte strings of four or eight words each and turns them, so that local n holds word n of all four. */
function loadColumns(body: Body, row: Local, column: number, into: readonly Local[]): void {
  const stride = 4 * into.length
  for (let first = 0; first < into.length; first += 4) {
    const strings = body.locals('v128', 4)
    const base = [...row.get, ...constant(stride), 0x6c]
    for (const [n, local] of strings.entries()) {
      body.set(local, loadVector(base, column + n * stride + 4 * first))
      body.set(local, swapBytesInLanes(local.get))
    }
    transpose(body, gets(strings)).forEach((code, n) => body.set(into[first + n] as Local, code))
  }
}

/** Rows to columns of a 4 x 4 matrix of words. */
function transpose(body: Body, rows: readonly Code[]): Code[] {
  const [a, b, c, d] = rows as [Code, Code, Code, Code]
  const pairs = body.locals('v128', 4)
  const [low, high, lowCd, highCd] = pairs as [Local, Local, Local, Local]
  body.set(low, shuffle(a, b, [0, 4, 1, 5]))
  body.set(high, shuffle(a, b, [2, 6, 3, 7]))
  body.set(lowCd, shuffle(c, d, [0, 4, 1, 5]))
  body.set(highCd, shuffle(c, d, [2, 6, 3, 7]))
  return [
    shuffle(low.get, lowCd.get, [0, 1, 4, 5]),
    shuffle(low.get, lowCd.get, [2, 3, 6, 7]),
    shuffle(high.get, highCd.get, [0, 1, 4, 5]),
    shuffle(high.get, highCd.get, [2, 3, 6, 7]),
  ]
}
