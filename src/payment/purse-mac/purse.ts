// The purse of EN 1546: INITIALIZE, DEBIT, CREDIT, GET PREVIOUS IEP SIGNATURE as pure transitions (SPEC.md 4).
// INITIALIZE writes nothing: NT_IEP is taken by DEBIT or CREDIT, in the one write that moves the money.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { controlOrderLayout, refuseControl, type ControlOrder } from '../card-control.ts'
import { spendGuarded } from '../card-guard.ts'
import { accept, unchanged, type Done } from '../outcome.ts'
import type { IepLogRequest, IepSignature, IepStatus, PreviousIep } from './exchanges.ts'
import {
  LAST_NUMBER,
  newestRecord,
  recorded,
  type IepPersonalisation,
  type IepRecord,
  type IepRecordKind,
  type IepState,
  type IepStep,
  type IepTools,
} from './purse-state.ts'
import { isSigned, sessionKey, signatureOf, withSignature } from './keys.ts'
import {
  creditDoneLayout,
  creditOrderLayout,
  ID_BYTES,
  loadOfferLayout,
  purchaseDoneLayout,
  purchaseOfferLayout,
  purchaseOrderLayout,
  type Credit,
  type LoadOffer,
  type Maced,
  type Purchase,
  type PurchaseOffer,
} from './messages.ts'

export type IepPersonaliseRefusal = 'alreadyPersonalised' | 'limitsWrong'

export function personaliseIep(state: IepState, request: IepPersonalisation): IepStep<Done, IepPersonaliseRefusal> {
  if (state.identity !== undefined) return unchanged(state, 'alreadyPersonalised')
  if (request.largestBalance < 1n || request.largestPurchase < 1n) return unchanged(state, 'limitsWrong')
  return [{ ...state, identity: request }, accept({})]
}

export type InitializeRefusal = 'notPersonalised' | 'numberExhausted'

/** S1 for a module: the purse is genuine and offers its next number. */
export function initializePurchase(
  { mac }: IepTools,
  state: IepState,
): IepStep<Maced<PurchaseOffer>, InitializeRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const iepNumber = nextNumber(state)
  if (iepNumber === undefined) return unchanged(state, 'numberExhausted')
  const session = {
    number: iepNumber,
    kind: 'purchase',
    key: sessionKey(mac, identity.purchaseKey, iepNumber),
  } as const
  const { iepId, currency, expires, keyVersion } = identity
  const offer = { iepId, currency, expires, keyVersion, iepNumber }
  return [{ ...state, session }, accept(withSignature(mac, session.key, purchaseOfferLayout, offer))]
}

/** S1 for the issuer. */
export function initializeLoad({ mac }: IepTools, state: IepState): IepStep<Maced<LoadOffer>, InitializeRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const iepNumber = nextNumber(state)
  if (iepNumber === undefined) return unchanged(state, 'numberExhausted')
  const session = { number: iepNumber, kind: 'load', key: sessionKey(mac, identity.loadKey, iepNumber) } as const
  const { iepId, currency } = identity
  const offer = { iepId, currency, iepNumber, balance: balanceOf(state) }
  return [{ ...state, session }, accept(withSignature(mac, session.key, loadOfferLayout, offer))]
}

/** Of every order that moves money, in the order of the checks. */
const ORDER_REFUSALS = [
  'notPersonalised',
  'otherIep',
  'currencyWrong',
  'amountZero',
  'otherNumber',
  'orderForged',
  'cardBlocked',
] as const
export const DEBIT_REFUSALS = [...ORDER_REFUSALS, 'amountOverLimit', 'balanceTooLow', 'pinRequired'] as const
export type DebitRefusal = (typeof DEBIT_REFUSALS)[number]

/** Pays what a genuine module ordered (S2). The same order again gets the same S3 and moves nothing. */
export function debit(tools: IepTools, state: IepState, order: Maced<Purchase>): IepStep<IepSignature, DebitRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const purchase = order.body
  const refused = refuseOrder(identity, state, purchase)
  if (refused !== undefined) return unchanged(state, refused)
  const key = keyFor(tools, identity, state, { number: purchase.iepNumber, kind: 'purchase' })
  if (!isSigned(tools.mac, key, purchaseOrderLayout, order)) return unchanged(state, 'orderForged')
  const done = (): IepSignature => ({ signature: signatureOf(tools.mac, key, purchaseDoneLayout, purchase) })
  const last = newestRecord(state)
  if (last?.number === purchase.iepNumber) {
    return isRecordOf(last, purchase) ? [state, accept(done())] : unchanged(state, 'otherNumber')
  }
  if (state.control.blocked) return unchanged(state, 'cardBlocked')
  if (purchase.units > identity.largestPurchase) return unchanged(state, 'amountOverLimit')
  if (purchase.units > balanceOf(state)) return unchanged(state, 'balanceTooLow')
  const { iepNumber: number, units, psamId, psamNumber } = purchase
  const spent = spendGuarded(identity.holder, state.guard, last?.withoutPin ?? 0n, units)
  if (spent === undefined) return unchanged(state, 'pinRequired')
  const { guard, withoutPin } = spent
  const balance = balanceOf(state) - units
  const record: IepRecord = { number, kind: 'purchase', units, balance, psamId, psamNumber, withoutPin }
  return [recorded({ ...state, guard }, record), accept(done())]
}

export const CREDIT_REFUSALS = [...ORDER_REFUSALS, 'balanceOverLimit'] as const
export type CreditRefusal = (typeof CREDIT_REFUSALS)[number]

/** Loads what the issuer ordered. The same order again gets the same S3 and moves nothing. */
export function credit(tools: IepTools, state: IepState, order: Maced<Credit>): IepStep<IepSignature, CreditRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const { iepNumber: number, units } = order.body
  const refused = refuseOrder(identity, state, order.body)
  if (refused !== undefined) return unchanged(state, refused)
  const key = keyFor(tools, identity, state, { number, kind: 'load' })
  if (!isSigned(tools.mac, key, creditOrderLayout, order)) return unchanged(state, 'orderForged')
  const done = (): IepSignature => ({ signature: signatureOf(tools.mac, key, creditDoneLayout, order.body) })
  const last = newestRecord(state)
  if (last?.number === number) {
    return last.kind === 'load' && last.units === units ? [state, accept(done())] : unchanged(state, 'otherNumber')
  }
  if (state.control.blocked) return unchanged(state, 'cardBlocked')
  const balance = balanceOf(state) + units
  if (balance > identity.largestBalance) return unchanged(state, 'balanceOverLimit')
  const psamId = new Uint8Array(ID_BYTES)
  const withoutPin = last?.withoutPin ?? 0n
  const record: IepRecord = { number, kind: 'load', units, balance, psamId, psamNumber: 0, withoutPin }
  return [recorded(state, record), accept(done())]
}

export type PreviousRefusal = 'notPersonalised' | 'noSuchRecord'

/** GET PREVIOUS IEP SIGNATURE: the standard's answer to a tear. */
export function previousSignature(tools: IepTools, state: IepState): IepStep<PreviousIep, PreviousRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const record = newestRecord(state)
  if (record === undefined) return unchanged(state, 'noSuchRecord')
  const { number: iepNumber, units, psamId, psamNumber } = record
  const { iepId, currency } = identity
  const key = keyFor(tools, identity, state, record)
  const signature =
    record.kind === 'load'
      ? signatureOf(tools.mac, key, creditDoneLayout, { iepId, iepNumber, currency, units })
      : signatureOf(tools.mac, key, purchaseDoneLayout, { iepId, iepNumber, psamId, psamNumber, currency, units })
  return [state, accept({ record, signature })]
}

export type IepControlRefusal = 'notPersonalised' | 'otherIep' | 'orderOld' | 'orderForged'

/** UPDATE IEP PARAMETER: blocks or unblocks the purse at the issuer's order; the same order again changes nothing. */
export function controlIep(
  { mac }: IepTools,
  state: IepState,
  order: Maced<ControlOrder>,
): IepStep<Done, IepControlRefusal> {
  const { identity, control } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const refused = refuseControl(identity.iepId, control, order.body)
  if (refused !== undefined) return unchanged(state, refused === 'otherCard' ? 'otherIep' : refused)
  if (!isSigned(mac, identity.loadKey, controlOrderLayout, order)) return unchanged(state, 'orderForged')
  const { number, blocked } = order.body
  return [number === control.number ? state : { ...state, control: { number, blocked } }, accept({})]
}

export function readIep(state: IepState): IepStep<IepStatus, 'notPersonalised'> {
  if (state.identity === undefined) return unchanged(state, 'notPersonalised')
  const { iepId, currency } = state.identity
  const { blocked } = state.control
  const number = newestRecord(state)?.number ?? 0
  return [
    state,
    accept({ iepId, currency, balance: balanceOf(state), number, blocked, pinTries: state.guard.pinTries }),
  ]
}

/** The record `age` transactions before the newest. */
export function readIepLog(state: IepState, { age }: IepLogRequest): IepStep<IepRecord, 'noSuchRecord'> {
  const wanted = (newestRecord(state)?.number ?? 0) - age
  const record = state.log.find((each) => each?.number === wanted)
  return record === undefined ? unchanged(state, 'noSuchRecord') : [state, accept(record)]
}

function balanceOf(state: IepState): bigint {
  return newestRecord(state)?.balance ?? 0n
}

function nextNumber(state: IepState): number | undefined {
  const last = newestRecord(state)?.number ?? 0
  return last < LAST_NUMBER ? last + 1 : undefined
}

/** The checks that need no key. An order is for the next number, or for the last one again. */
function refuseOrder(
  identity: IepPersonalisation,
  state: IepState,
  order: Credit,
): (typeof ORDER_REFUSALS)[number] | undefined {
  if (!equalConstantTime(order.iepId, identity.iepId)) return 'otherIep'
  if (order.currency !== identity.currency) return 'currencyWrong'
  if (order.units < 1n) return 'amountZero'
  const last = newestRecord(state)?.number ?? 0
  if (order.iepNumber < 1 || (order.iepNumber !== last && order.iepNumber !== last + 1)) return 'otherNumber'
  return undefined
}

function keyFor(
  { mac }: IepTools,
  { purchaseKey, loadKey }: IepPersonalisation,
  { session }: IepState,
  { number, kind }: { readonly number: number; readonly kind: IepRecordKind },
): Uint8Array {
  if (session?.number === number && session.kind === kind) return session.key
  return sessionKey(mac, kind === 'load' ? loadKey : purchaseKey, number)
}

function isRecordOf({ kind, units, psamId, psamNumber }: IepRecord, purchase: Purchase): boolean {
  const sameModule = equalConstantTime(psamId, purchase.psamId) && psamNumber === purchase.psamNumber
  return kind === 'purchase' && units === purchase.units && sameModule
}
