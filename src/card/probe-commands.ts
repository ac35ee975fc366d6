// The commands of the probe applet: one operation of the card, so often in one command, on inputs of a chosen length.
// The same command with a count of 0 is its baseline, so that what is left is the operation and nothing else. It has no
// secrets: its keys are its own and sign nothing but its own buffer.

import { u16, u8 } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { parseAid, type Aid } from '../iso7816/aid.ts'
import type { Done } from '../payment/outcome.ts'
import { nothing, type CardCommand, type StatusTable } from './commands.ts'

/** "tick" and "probe" under F, the category that nobody owns. */
export const PROBE_AID: Aid = parseAid('F0 7469636B 70726F6265')

/** The longest input, and the size of the memory that is written to: what every measured card has room for. */
export const PROBE_BYTES = 512
/** Bounds what one command can cost a card. */
export const MOST_REPEATS = 1000
/** Writes of one transaction. */
export const MOST_WRITES = 16

export interface ProbeRequest {
  readonly count: number
  readonly bytes: number
}

export const probeRequestLayout: Layout<ProbeRequest> = layout<ProbeRequest>('ProbeRequest', {
  count: u16('how often, 0 to 1,000'),
  bytes: u16('of input each time, 1 to 512'),
})

export interface TransactionRequest extends ProbeRequest {
  readonly writes: number
}

export const transactionRequestLayout: Layout<TransactionRequest> = layout<TransactionRequest>('TransactionRequest', {
  count: u16('how many transactions, 0 to 1,000'),
  bytes: u16('of each write in them; all writes together at most 512'),
  writes: u8('in each transaction, 1 to 16'),
})

export type ProbeRefusal = 'outOfRange' | 'beyondCommit'

export const PROBE_STATUSES: StatusTable<ProbeRefusal> = {
  outOfRange: { sw: 0x9410, meaning: 'a count, a length or a number of writes out of range' },
  beyondCommit: { sw: 0x9411, meaning: 'more than one transaction of this card can change' },
}

type Probe<Request> = CardCommand<Request, Done, ProbeRefusal>

export interface ProbeCommands {
  readonly hash: Probe<ProbeRequest>
  readonly mac: Probe<ProbeRequest>
  readonly random: Probe<ProbeRequest>
  readonly sign: Probe<ProbeRequest>
  readonly verify: Probe<ProbeRequest>
  readonly write: Probe<ProbeRequest>
  readonly writeNonAtomic: Probe<ProbeRequest>
  readonly transaction: Probe<TransactionRequest>
}

const common = { cla: 0x80, p1: 0, p2: 0, statuses: PROBE_STATUSES, response: nothing } as const
const inRange = { ...common, request: probeRequestLayout, refusals: ['outOfRange'] } as const

export const PROBE_COMMANDS: ProbeCommands = {
  hash: { ...inRange, name: 'PROBE HASH', ins: 0x10, meaning: "the hash of the card's suite" },
  mac: { ...inRange, name: 'PROBE MAC', ins: 0x12, meaning: 'AES-CMAC' },
  random: { ...inRange, name: 'PROBE RANDOM', ins: 0x14, meaning: 'draws random bytes' },
  sign: { ...inRange, name: 'PROBE SIGN', ins: 0x16, meaning: "signs, hash included, with the suite's algorithm" },
  verify: {
    ...inRange,
    name: 'PROBE VERIFY',
    ins: 0x18,
    meaning: 'checks a signature made before, which is not counted',
  },
  write: {
    ...common,
    name: 'PROBE WRITE',
    ins: 0x1a,
    meaning: 'writes persistent memory, all bytes or none',
    request: probeRequestLayout,
    refusals: ['outOfRange', 'beyondCommit'],
  },
  writeNonAtomic: {
    ...inRange,
    name: 'PROBE WRITE (non-atomic)',
    ins: 0x1c,
    meaning: 'writes persistent memory page by page',
  },
  transaction: {
    ...common,
    name: 'PROBE TRANSACTION',
    ins: 0x1e,
    meaning: 'several writes between begin and commit',
    request: transactionRequestLayout,
    refusals: ['outOfRange', 'beyondCommit'],
  },
}
