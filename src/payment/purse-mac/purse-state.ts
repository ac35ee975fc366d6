// What an IEP (inter-sector electronic purse, EN 1546) keeps. The log is the account: the newest record holds balance
// and number, so a transaction is one atomic write, the last answer can be made again from it, and the wear spreads
// over the ring.

import { fixed, nested, oneOf, optional, secret, u32, u8, unixMs } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { CMAC_KEY_BYTES, type Cmac } from '../../crypto/cmac.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import { FREE, type Control } from '../card-control.ts'
import { FRESH_GUARD, holderProtectionLayout, type Guard, type HolderProtection } from '../card-guard.ts'
import type { Outcome, Transition } from '../outcome.ts'
import { ID_BYTES } from './messages.ts'

export interface IepTools {
  readonly mac: Cmac
}

export interface IepPersonalisation {
  readonly iepId: Uint8Array
  readonly currency: string
  readonly expires: number
  readonly keyVersion: number
  readonly purchaseKey: Uint8Array
  readonly loadKey: Uint8Array
  readonly largestBalance: bigint
  readonly largestPurchase: bigint
  /** Absent where the purse never asks for a PIN. */
  readonly holder: HolderProtection | undefined
}

export const iepPersonalisationLayout: Layout<IepPersonalisation> = layout<IepPersonalisation>('IepPersonalisation', {
  iepId: fixed(ID_BYTES, 'ID_IEP'),
  currency: currency('the currency of the purse'),
  expires: unixMs('end of its validity'),
  keyVersion: u8('which master the purchase key is derived from'),
  purchaseKey: secret(fixed(CMAC_KEY_BYTES, 'diversified, shared with the modules through their master')),
  loadKey: secret(fixed(CMAC_KEY_BYTES, 'diversified, shared with the issuer')),
  largestBalance: minorUnits('the balance never exceeds it'),
  largestPurchase: minorUnits('no purchase exceeds it'),
  holder: optional(nested(holderProtectionLayout, 'PIN, PUK and what needs neither')),
})

export type IepRecordKind = 'load' | 'purchase'

/** One transaction, and the purse after it. */
export interface IepRecord {
  /** NT_IEP: counts from 1, so that 0 is an empty cell. */
  readonly number: number
  readonly kind: IepRecordKind
  readonly units: bigint
  readonly balance: bigint
  /** Zeros for a load. */
  readonly psamId: Uint8Array
  readonly psamNumber: number
  /** Purchases since the PIN was presented last. */
  readonly withoutPin: bigint
}

export const iepRecordLayout: Layout<IepRecord> = layout<IepRecord>('IepRecord', {
  number: u32('NT_IEP, from 1; 0 is an empty record'),
  kind: oneOf(['load', 'purchase'], 'what it was'),
  units: minorUnits('the amount'),
  balance: minorUnits('the balance after it'),
  psamId: fixed(ID_BYTES, 'who was paid, zeros for a load'),
  psamNumber: u32('NT_PSAM, 0 for a load'),
  withoutPin: minorUnits('purchases since the PIN was presented last'),
})

/** The session key last derived, in RAM: DEBIT needs the one of INITIALIZE again. */
export interface IepSession {
  readonly number: number
  readonly kind: IepRecordKind
  readonly key: Uint8Array
}

export interface IepState {
  readonly identity: IepPersonalisation | undefined
  /** A ring: record `number` stands at `(number - 1) % IEP_RECORDS`. */
  readonly log: readonly (IepRecord | undefined)[]
  readonly control: Control
  readonly guard: Guard
  readonly session: IepSession | undefined
}

export const IEP_RECORDS = 8
export const LAST_NUMBER = 0xffffffff

export const NEW_IEP: IepState = {
  identity: undefined,
  log: Array.from({ length: IEP_RECORDS }, () => undefined),
  control: FREE,
  guard: FRESH_GUARD,
  session: undefined,
}

export type IepStep<Reply, Refusal extends string> = Transition<IepState, Outcome<Reply, Refusal>>

/** The record with the highest number; undefined before the first transaction. */
export function newestRecord({ log }: IepState): IepRecord | undefined {
  return log.reduce((newest, record) => ((record?.number ?? 0) > (newest?.number ?? 0) ? record : newest), undefined)
}

/** The state after one more transaction: one record, one write. */
export function recorded(state: IepState, record: IepRecord): IepState {
  return { ...state, log: state.log.with((record.number - 1) % IEP_RECORDS, record) }
}
