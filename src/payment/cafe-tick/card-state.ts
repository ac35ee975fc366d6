// What a purse keeps, cell by cell as it lies in the card's memory, and the refusals of its transitions.
// A tick rewrites the account and nothing else, so that it costs one atomic write (SPEC.md 4).

import { bytes, fixed, nested, oneOf, secret, u32 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES, type ChainFunction } from '../../chain/step.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../chain/traversal/schedule.ts'
import type { Traversal } from '../../chain/traversal/traversal.ts'
import type { Crypto, RandomBytes } from '../../crypto/crypto.ts'
import { minorUnits } from '../../money/fields.ts'
import { FREE, type Control } from '../card-control.ts'
import { FRESH_GUARD, type Guard } from '../card-guard.ts'
import type { Outcome, Transition } from '../outcome.ts'
import {
  openRequestLayout,
  personalisationLayout,
  PURSE_PHASES,
  type LogRecord,
  type OpenRequest,
  type Personalisation,
  type PursePhase,
} from './card-messages.ts'
import { TAG_BYTES } from './messages.ts'
import { LONGEST_SIGNATURE } from '../card-certificate.ts'

/** What a card computes with; each is handed in observed, so that every operation counts. */
export interface CardTools {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  readonly random: RandomBytes
}

/** Written once. The chain master is drawn by the card: not even the issuer can compute its ticks. */
export interface CafeTickIdentity {
  readonly personalisation: Personalisation
  readonly chainMaster: Uint8Array
}

export const cafeTickIdentityLayout: Layout<CafeTickIdentity> = layout<CafeTickIdentity>('CafeTickIdentity', {
  personalisation: nested(personalisationLayout, 'as the issuer gave it'),
  chainMaster: secret(fixed(TAG_BYTES, 'drawn by the card, never leaves it')),
})

/** The one cell that moves money. */
export interface CafeTickAccount {
  readonly balance: bigint
  /** The number of the last load or chain; strictly rises, never wraps. */
  readonly txCounter: number
  /** Ticks of the present chain that have left the balance. Nothing beyond it is ever answered. */
  readonly paid: number
  readonly phase: PursePhase
  /** Log records ever written. */
  readonly logged: number
  /** v * T of the chains opened since the PIN was presented last. */
  readonly withoutPin: bigint
}

export const cafeTickAccountLayout: Layout<CafeTickAccount> = layout<CafeTickAccount>('CafeTickAccount', {
  balance: minorUnits('what the purse holds'),
  txCounter: u32('the number of the last load or chain'),
  paid: u32('ticks of the present chain that have left the balance'),
  phase: oneOf(PURSE_PHASES, 'what the last transaction was'),
  logged: u32('log records ever written'),
  withoutPin: minorUnits('v * T of the chains opened since the PIN was presented last'),
})

export const NEW_ACCOUNT: CafeTickAccount = {
  balance: 0n,
  txCounter: 0,
  paid: 0,
  phase: 'new',
  logged: 0,
  withoutPin: 0n,
}

/** The chain opened last. It outlives CLOSE until the next OPEN, so that the last tick can be repeated. */
export interface CafeTickChain {
  readonly txCounter: number
  readonly request: OpenRequest
  readonly traversal: TraversalMethod
  readonly id: Uint8Array
  readonly secret: Uint8Array
  readonly anchor: Uint8Array
  /** Kept, since a signature made anew would differ (ECDSA) and a repeated answer must not. */
  readonly signature: Uint8Array
}

export const cafeTickChainLayout: Layout<CafeTickChain> = layout<CafeTickChain>('CafeTickChain', {
  txCounter: u32('the number of the chain'),
  request: nested(openRequestLayout, 'as the terminal asked'),
  traversal: oneOf(TRAVERSAL_METHODS, 'how the card keeps the chain'),
  id: fixed(CHAIN_ID_BYTES, 'bound into each step'),
  secret: secret(fixed(CHAIN_VALUE_BYTES, 'PB_0')),
  anchor: fixed(CHAIN_VALUE_BYTES, 'PB_T'),
  signature: bytes(LONGEST_SIGNATURE, 'over the commitment'),
})

/** RAM: gone at reset. */
export interface CafeTickSession {
  /** The count answered last, known only while power lasts; 0 before the first tick. Needed where `batch` is over 1. */
  readonly answered: number | undefined
  /** PB_0 to PB_(T-1) end to end of a whole chain in RAM, made anew from the secret where it is missing. */
  readonly whole: Uint8Array | undefined
  /** What RAM keeps of any other, as far as it was let out; made anew like that. */
  readonly kept: Traversal | undefined
  /** The value let out last. */
  readonly value: Uint8Array | undefined
}

export interface PurseState {
  readonly identity: CafeTickIdentity | undefined
  readonly account: CafeTickAccount
  readonly chain: CafeTickChain | undefined
  /** PB_0 to PB_(T-1) of an open chain that is stored whole and too long for RAM. */
  readonly stored: Uint8Array | undefined
  /** A ring: record `sequence` stands at `(sequence - 1) % LOG_RECORDS`. */
  readonly log: readonly (LogRecord | undefined)[]
  readonly control: Control
  readonly guard: Guard
  readonly session: CafeTickSession
}

export const LOG_RECORDS = 8

export const NEW_PURSE: PurseState = {
  identity: undefined,
  account: NEW_ACCOUNT,
  chain: undefined,
  stored: undefined,
  log: Array.from({ length: LOG_RECORDS }, () => undefined),
  control: FREE,
  guard: FRESH_GUARD,
  session: { answered: undefined, whole: undefined, kept: undefined, value: undefined },
}

/** What a tick makes of the state: field by field, since V8 takes a hundred times as long to spread so large an object. */
export function withTick(
  { identity, chain, stored, log, control, guard }: PurseState,
  account: CafeTickAccount,
  session: CafeTickSession,
): PurseState {
  return { identity, account, chain, stored, log, control, guard, session }
}

/** What a command does to the purse: the state to commit, then what may leave the card. */
export type PurseStep<Reply, Refusal extends string> = Transition<PurseState, Outcome<Reply, Refusal>>

export const LAST_TX_COUNTER = 0xffffffff

/** The state with one more log record; the oldest of a full ring goes. */
export function logged(state: PurseState, record: Omit<LogRecord, 'sequence'>): PurseState {
  const sequence = state.account.logged + 1
  const log = state.log.with((sequence - 1) % LOG_RECORDS, { sequence, ...record })
  return { ...state, log, account: { ...state.account, logged: sequence } }
}

/** The record written `age` records before the newest one. */
export function logRecordOf(state: PurseState, age: number): LogRecord | undefined {
  const sequence = state.account.logged - age
  if (age >= LOG_RECORDS || sequence < 1) return undefined
  return state.log[(sequence - 1) % LOG_RECORDS]
}
