// What a terminal or issuer asks of the card and what the card answers where messages.ts has no evidence for it.
// Inside a command's data field; never signed as they stand.

import { bytes, fixed, flag, nested, oneOf, optional, secret, u16, u32, u8, unixMs } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../chain/traversal/schedule.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import { controlOrderLayout, type ControlOrder } from '../card-control.ts'
import { holderProtectionLayout, type HolderProtection } from '../card-guard.ts'
import { TAG_BYTES } from './messages.ts'
import {
  LONGEST_SECRET_KEY,
  NONCE_BYTES,
  PAYEE_BYTES,
  signedCertificateLayout,
  type SignedCertificate,
} from '../card-certificate.ts'

/** Bounds that only the issuer sets: a card cannot show v and T to its holder. */
export interface PurseLimits {
  readonly largestBalance: bigint
  /** The most ticks of one chain. */
  readonly longestChain: number
  /** The most that one chain can cost, v * T. */
  readonly largestChainValue: bigint
}

export const purseLimitsLayout: Layout<PurseLimits> = layout<PurseLimits>('PurseLimits', {
  largestBalance: minorUnits('the balance never exceeds it'),
  longestChain: u32('the most ticks of one chain'),
  largestChainValue: minorUnits('the most that one chain can cost, v * T'),
})

export interface Personalisation {
  readonly certificate: SignedCertificate
  readonly signingKey: Uint8Array
  readonly loadKey: Uint8Array
  readonly limits: PurseLimits
  /** Absent where the card never asks for a PIN. */
  readonly holder: HolderProtection | undefined
}

export const personalisationLayout: Layout<Personalisation> = layout<Personalisation>('Personalisation', {
  certificate: nested(signedCertificateLayout, 'card number, public key and currency, signed by the issuer'),
  signingKey: secret(bytes(LONGEST_SECRET_KEY, 'signs commitments')),
  loadKey: secret(fixed(TAG_BYTES, 'MACs between this card and its issuer')),
  limits: nested(purseLimitsLayout, 'the limits of this purse'),
  holder: optional(nested(holderProtectionLayout, 'PIN, PUK and what needs neither')),
})

export interface OpenRequest {
  readonly payee: Uint8Array
  readonly terminalNonce: Uint8Array
  readonly date: number
  readonly currency: string
  readonly tickValue: bigint
  readonly limit: number
  /** How many ticks leave the balance at a time: 1 is "decrement per tick", `limit` is "reserve at open". */
  readonly batch: number
  /** How the card keeps the chain; absent leaves it the choice. */
  readonly traversal?: TraversalMethod | undefined
}

export const openRequestLayout: Layout<OpenRequest> = layout<OpenRequest>('OpenRequest', {
  payee: fixed(PAYEE_BYTES, 'who will be paid'),
  terminalNonce: fixed(NONCE_BYTES, 'fresh: keeps a restored card image from repeating a chain'),
  date: unixMs("the terminal's clock"),
  currency: currency('the currency'),
  tickValue: minorUnits('v, the value of one tick'),
  limit: u32('T, the most ticks'),
  batch: u32('ticks taken from the balance at a time: 1 per tick, T all at open'),
  traversal: optional(oneOf(TRAVERSAL_METHODS, 'how the card keeps the chain')),
})

/** Names the chain as well as the count: another chain may have been opened since (PITFALLS.md, "Binding"). */
export interface TickRequest {
  readonly txCounter: number
  readonly spent: number
}

export const tickRequestLayout: Layout<TickRequest> = layout<TickRequest>('TickRequest', {
  txCounter: u32('the number of the chain'),
  spent: u32('the count to reach, 1 to T'),
})

export interface TickAnswer {
  readonly spent: number
  readonly value: Uint8Array
}

export const tickAnswerLayout: Layout<TickAnswer> = layout<TickAnswer>('TickAnswer', {
  spent: u32('the count reached'),
  value: fixed(CHAIN_VALUE_BYTES, 'PB_(T - spent)'),
})

export interface CloseRequest {
  readonly txCounter: number
}

export const closeRequestLayout: Layout<CloseRequest> = layout<CloseRequest>('CloseRequest', {
  txCounter: u32('the number of the chain'),
})

export type LastKind = 'load' | 'open' | 'tick' | 'close'

export interface LastAnswer {
  readonly kind: LastKind
  readonly txCounter: number
  readonly answer: Uint8Array
}

export const lastAnswerLayout: Layout<LastAnswer> = layout<LastAnswer>('LastAnswer', {
  kind: oneOf(['load', 'open', 'tick', 'close'], 'the command that was answered'),
  txCounter: u32('the number of the load or chain that it concerned'),
  answer: bytes(600, 'the data of that answer, byte for byte'),
})

/** `new`: no transaction yet. The others name the last transaction. */
export type PursePhase = 'new' | 'loaded' | 'open' | 'closed'
export const PURSE_PHASES: readonly PursePhase[] = ['new', 'loaded', 'open', 'closed']

export interface PurseStatus {
  readonly balance: bigint
  readonly currency: string
  readonly txCounter: number
  readonly phase: PursePhase
  readonly blocked: boolean
  /** Tries left to present the PIN. */
  readonly pinTries: number
}

export const purseStatusLayout: Layout<PurseStatus> = layout<PurseStatus>('PurseStatus', {
  balance: minorUnits('the balance'),
  currency: currency('the currency'),
  txCounter: u32('the number of the last load or chain'),
  phase: oneOf(PURSE_PHASES, 'where the purse stands'),
  blocked: flag('blocked by the issuer'),
  pinTries: u8('tries left to present the PIN'),
})

/** An order of the issuer to block or unblock the purse. */
export interface SignedControl {
  readonly order: ControlOrder
  readonly tag: Uint8Array
}

export const signedControlLayout: Layout<SignedControl> = layout<SignedControl>('SignedControl', {
  order: nested(controlOrderLayout, 'the order'),
  tag: fixed(TAG_BYTES, "MAC under the card's load key"),
})

export interface LogRequest {
  readonly age: number
}

export const logRequestLayout: Layout<LogRequest> = layout<LogRequest>('LogRequest', {
  age: u16('0 for the newest record'),
})

export type LogKind = 'load' | 'chain'

/** One finished transaction. `sequence` counts from 1, so that a record overwritten before it was read is missed. */
export interface LogRecord {
  readonly sequence: number
  readonly kind: LogKind
  readonly txCounter: number
  readonly payee: Uint8Array
  readonly units: bigint
  readonly ticks: number
  readonly balance: bigint
}

export const logRecordLayout: Layout<LogRecord> = layout<LogRecord>('LogRecord', {
  sequence: u32('counts all records ever written, from 1'),
  kind: oneOf(['load', 'chain'], 'what it was'),
  txCounter: u32('its number'),
  payee: fixed(PAYEE_BYTES, 'who was paid, zeros for a load'),
  units: minorUnits('what was loaded, or the value of a tick'),
  ticks: u32('how many ticks were paid, 0 for a load'),
  balance: minorUnits('the balance after it'),
})
