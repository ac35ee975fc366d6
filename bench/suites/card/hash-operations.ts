// The hash of a chain step on the card, by how many steps one command walks.

import { hashApplet } from '../../../card-applets/hash/hash-applet.ts'
import { HASH_AID, HASH_COMMANDS } from '../../../src/card/hash-commands.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../src/chain/step.ts'
import { declared } from './declared.ts'
import type { CardKind, CardOperation } from './operation.ts'

/** At 20 ms a step, the slowest card known, the longest takes a second and a third. */
const STEPS = [1, 4, 16, 64]

const HASH_CARD: CardKind = { name: 'hash', applets: () => [hashApplet()], mac: 'hmac' }
const common = { group: 'chain steps', kind: HASH_CARD, aid: HASH_AID, changes: false } as const

export const HASH_OPERATIONS: readonly CardOperation[] = STEPS.flatMap((steps) => [indexed(steps), plain(steps)])

function indexed(steps: number): CardOperation {
  return {
    ...common,
    name: `indexed chain, ${steps} at a time`,
    times: steps,
    prepare({ random }) {
      let value = random(CHAIN_VALUE_BYTES)
      const id = random(CHAIN_ID_BYTES)
      return Promise.resolve(
        declared(HASH_COMMANDS.chainSteps, {
          next: () => ({ id, value, from: 0, steps }),
          taken: (answer) => void (value = answer.value),
        }),
      )
    },
  }
}

function plain(steps: number): CardOperation {
  return {
    ...common,
    name: `plain chain, ${steps} at a time`,
    times: steps,
    prepare({ random }) {
      let value = random(PLAIN_BYTES)
      return Promise.resolve(
        declared(HASH_COMMANDS.plainSteps, {
          next: () => ({ value, steps }),
          taken: (answer) => void (value = answer.value),
        }),
      )
    },
  }
}

const PLAIN_BYTES = 32
