// The commands of the hash applet: chain steps on the card, so that on-card hashing can be measured alone. It keeps
// nothing and has no secrets.

import { fixed, u32 } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../chain/step.ts'
import { parseAid, type Aid } from '../iso7816/aid.ts'
import { type CardCommand, type StatusTable } from './commands.ts'

/** "tick" and "hash" under F, the category that nobody owns. */
export const HASH_AID: Aid = parseAid('F0 7469636B 68617368')

/** Bounds what one command can cost a card. */
export const MOST_STEPS = 65_536

export interface StepsRequest {
  readonly id: Uint8Array
  readonly value: Uint8Array
  readonly from: number
  readonly steps: number
}

export const stepsRequestLayout: Layout<StepsRequest> = layout<StepsRequest>('StepsRequest', {
  id: fixed(CHAIN_ID_BYTES, 'the chain'),
  value: fixed(CHAIN_VALUE_BYTES, 'PB_from'),
  from: u32('the index of the value'),
  steps: u32('how many steps, 0 to 65,536'),
})

export interface StepsAnswer {
  readonly value: Uint8Array
}

export const stepsAnswerLayout: Layout<StepsAnswer> = layout<StepsAnswer>('StepsAnswer', {
  value: fixed(CHAIN_VALUE_BYTES, 'PB_(from + steps)'),
})

const PLAIN_BYTES = 32

export interface PlainStepsRequest {
  readonly value: Uint8Array
  readonly steps: number
}

export const plainStepsRequestLayout: Layout<PlainStepsRequest> = layout<PlainStepsRequest>('PlainStepsRequest', {
  value: fixed(PLAIN_BYTES, 'where to begin'),
  steps: u32('how many steps, 0 to 65,536'),
})

export const plainStepsAnswerLayout: Layout<StepsAnswer> = layout<StepsAnswer>('PlainStepsAnswer', {
  value: fixed(PLAIN_BYTES, 'SHA-256 applied so often'),
})

export type HashRefusal = 'stepsOutOfRange'

export const HASH_STATUSES: StatusTable<HashRefusal> = {
  stepsOutOfRange: { sw: 0x9410, meaning: 'more than 65,536 steps, or an index beyond 32 bits' },
}

export interface HashCommands {
  readonly chainSteps: CardCommand<StepsRequest, StepsAnswer, HashRefusal>
  readonly plainSteps: CardCommand<PlainStepsRequest, StepsAnswer, HashRefusal>
}

const common = { cla: 0x80, p1: 0, p2: 0, statuses: HASH_STATUSES, refusals: ['stepsOutOfRange'] } as const

export const HASH_COMMANDS: HashCommands = {
  chainSteps: {
    ...common,
    name: 'CHAIN STEPS',
    ins: 0x10,
    meaning: 'walks an indexed chain, as the tick purse does',
    request: stepsRequestLayout,
    response: stepsAnswerLayout,
  },
  plainSteps: {
    ...common,
    name: 'PLAIN STEPS',
    ins: 0x12,
    meaning: 'applies SHA-256 to 32 bytes again and again',
    request: plainStepsRequestLayout,
    response: plainStepsAnswerLayout,
  },
}
