// The card's purse: personalise, load, close, and what it tells without changing (SPEC.md 4). Ticks are in
// card-ticks.ts. Every command is a pure transition; the shell commits the new state before the answer leaves.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { isChainLength } from '../../chain/chain.ts'
import { controlOrderLayout, refuseControl } from '../card-control.ts'
import { accept, unchanged, type Done } from '../outcome.ts'
import type {
  CloseRequest,
  LogRecord,
  LogRequest,
  Personalisation,
  PurseLimits,
  PurseStatus,
  SignedControl,
} from './card-messages.ts'
import {
  LAST_TX_COUNTER,
  logged,
  logRecordOf,
  type CardTools,
  type CafeTickIdentity,
  type PurseState,
  type PurseStep,
} from './card-state.ts'
import {
  chainClosedLayout,
  loadDoneLayout,
  loadOrderLayout,
  TAG_BYTES,
  type ClosingStatement,
  type LoadAuthorisation,
  type LoadOrder,
  type LoadReceipt,
} from './messages.ts'
import { PAYEE_BYTES, type SignedCertificate } from '../card-certificate.ts'

export type PersonaliseRefusal = 'alreadyPersonalised' | 'limitsWrong'
export type CloseRefusal = 'notPersonalised' | 'noChain' | 'otherChain'

/** Once, at the issuer's bureau. The card draws its chain master here. */
export function personalise(
  card: CardTools,
  state: PurseState,
  request: Personalisation,
): PurseStep<Done, PersonaliseRefusal> {
  if (state.identity !== undefined) return unchanged(state, 'alreadyPersonalised')
  if (!areLimits(request.limits)) return unchanged(state, 'limitsWrong')
  const identity = { personalisation: request, chainMaster: card.random(TAG_BYTES) }
  return [{ ...state, identity }, accept({})]
}

/** The order is bound to this card and its next number; repeating it repeats the receipt. */
export function load(
  card: CardTools,
  state: PurseState,
  { order, tag }: LoadAuthorisation,
): PurseStep<LoadReceipt, LoadRefusal> {
  const { identity, account } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const refused = refuseOrder(card, identity, { order, tag })
  if (refused !== undefined) return unchanged(state, refused)
  if (isLoadedAlready(state, order)) return [state, accept(receiptOf(card, identity, state))]
  if (state.control.blocked) return unchanged(state, 'cardBlocked')
  if (account.phase === 'open') return unchanged(state, 'chainOpen')
  if (account.txCounter >= LAST_TX_COUNTER) return unchanged(state, 'txCounterExhausted')
  if (order.txCounter !== account.txCounter + 1) return unchanged(state, 'txCounterWrong')
  const balance = account.balance + order.units
  if (balance > identity.personalisation.limits.largestBalance) return unchanged(state, 'balanceOverLimit')
  const { txCounter, units } = order
  const moved = { ...state, account: { ...account, balance, txCounter, phase: 'loaded' as const } }
  const next = logged(moved, { kind: 'load', txCounter, payee: new Uint8Array(PAYEE_BYTES), units, ticks: 0, balance })
  return [next, accept(receiptOf(card, identity, next))]
}

export const LOAD_REFUSALS = [
  'notPersonalised',
  'otherCard',
  'currencyWrong',
  'nothingToLoad',
  'authorisationWrong',
  'cardBlocked',
  'chainOpen',
  'txCounterExhausted',
  'txCounterWrong',
  'balanceOverLimit',
] as const
export type LoadRefusal = (typeof LOAD_REFUSALS)[number]

export type ControlRefusal = 'notPersonalised' | 'otherCard' | 'orderOld' | 'authorisationWrong'

/** Blocks or unblocks the purse at the issuer's order; the same order again changes nothing. */
export function control(
  card: CardTools,
  state: PurseState,
  { order, tag }: SignedControl,
): PurseStep<Done, ControlRefusal> {
  const { identity } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const { certificate, loadKey } = identity.personalisation
  const refused = refuseControl(certificate.certificate.cardId, state.control, order)
  if (refused !== undefined) return unchanged(state, refused)
  const expected = card.crypto.mac(loadKey, controlOrderLayout.encode(order))
  if (!equalConstantTime(tag, expected)) return unchanged(state, 'authorisationWrong')
  const { number, blocked } = order
  return [number === state.control.number ? state : { ...state, control: { number, blocked } }, accept({})]
}

/** Ends the chain: nothing more leaves the balance for it. Repeating it repeats the statement. */
export function close(
  card: CardTools,
  state: PurseState,
  { txCounter }: CloseRequest,
): PurseStep<ClosingStatement, CloseRefusal> {
  const { identity, account, chain } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  if (chain === undefined || account.phase === 'loaded') return unchanged(state, 'noChain')
  if (txCounter !== chain.txCounter) return unchanged(state, 'otherChain')
  if (account.phase === 'closed') return [state, accept(statementOf(card, identity, state))]
  const { payee, tickValue } = chain.request
  // Ticks taken from the balance ahead of time go back only while the card itself still knows how many it answered.
  const paid = Math.min(account.paid, state.session.answered ?? account.paid)
  const balance = account.balance + BigInt(account.paid - paid) * tickValue
  const moved = { ...state, account: { ...account, balance, paid, phase: 'closed' as const } }
  const next = logged(moved, { kind: 'chain', txCounter, payee, units: tickValue, ticks: paid, balance })
  return [next, accept(statementOf(card, identity, next))]
}

export function readStatus(state: PurseState): PurseStep<PurseStatus, 'notPersonalised'> {
  if (state.identity === undefined) return unchanged(state, 'notPersonalised')
  const { balance, txCounter, phase } = state.account
  const { currency } = state.identity.personalisation.certificate.certificate
  const { blocked } = state.control
  return [state, accept({ balance, currency, txCounter, phase, blocked, pinTries: state.guard.pinTries })]
}

export function readCertificate(state: PurseState): PurseStep<SignedCertificate, 'notPersonalised'> {
  if (state.identity === undefined) return unchanged(state, 'notPersonalised')
  return [state, accept(state.identity.personalisation.certificate)]
}

export function readLog(state: PurseState, { age }: LogRequest): PurseStep<LogRecord, 'noSuchRecord'> {
  const record = logRecordOf(state, age)
  return record === undefined ? unchanged(state, 'noSuchRecord') : [state, accept(record)]
}

/** The receipt of the load that the newest log record tells of. */
export function receiptOf(card: CardTools, identity: CafeTickIdentity, state: PurseState): LoadReceipt {
  const { txCounter, units, balance } = newestRecord(state)
  const { certificate, loadKey } = identity.personalisation
  const done = { cardId: certificate.certificate.cardId, txCounter, units, balance }
  return { done, tag: card.crypto.mac(loadKey, loadDoneLayout.encode(done)) }
}

/** The statement of the chain that the newest log record tells of. */
export function statementOf(card: CardTools, identity: CafeTickIdentity, state: PurseState): ClosingStatement {
  const { txCounter, payee, ticks, balance } = newestRecord(state)
  const { certificate, loadKey } = identity.personalisation
  const closed = { cardId: certificate.certificate.cardId, txCounter, payee, paid: ticks, balance }
  return { closed, tag: card.crypto.mac(loadKey, chainClosedLayout.encode(closed)) }
}

function newestRecord(state: PurseState): LogRecord {
  const record = logRecordOf(state, 0)
  if (record === undefined) throw new RangeError(`a purse that is "${state.account.phase}" without a log record`)
  return record
}

/** Cheap checks first; the MAC last, in constant time. */
function refuseOrder(
  card: CardTools,
  identity: CafeTickIdentity,
  { order, tag }: LoadAuthorisation,
): LoadRefusal | undefined {
  const { certificate, loadKey } = identity.personalisation
  if (!equalConstantTime(order.cardId, certificate.certificate.cardId)) return 'otherCard'
  if (order.currency !== certificate.certificate.currency) return 'currencyWrong'
  if (order.units === 0n) return 'nothingToLoad'
  const expected = card.crypto.mac(loadKey, loadOrderLayout.encode(order))
  return equalConstantTime(tag, expected) ? undefined : 'authorisationWrong'
}

function isLoadedAlready(state: PurseState, order: LoadOrder): boolean {
  if (state.account.phase !== 'loaded' || order.txCounter !== state.account.txCounter) return false
  return newestRecord(state).units === order.units
}

function areLimits(limits: PurseLimits): boolean {
  const { largestBalance, longestChain, largestChainValue } = limits
  return largestBalance > 0n && largestChainValue > 0n && isChainLength(longestChain)
}
