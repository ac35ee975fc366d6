// The card's ticks (SPEC.md 4): OPEN commits to a chain, TICK lets one value out, GET LAST repeats.
// Value leaves the balance before its pre-image leaves the chip; a retry gets the same answer and never advances.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { spendGuarded } from '../card-guard.ts'
import { accept, unchanged } from '../outcome.ts'
import { receiptOf, statementOf } from './card.ts'
import {
  openRequestLayout,
  tickAnswerLayout,
  type LastAnswer,
  type OpenRequest,
  type TickAnswer,
  type TickRequest,
} from './card-messages.ts'
import {
  LAST_TX_COUNTER,
  type CardTools,
  type CafeTickAccount,
  type CafeTickChain,
  type CafeTickIdentity,
  type PurseState,
  type PurseStep,
  withTick,
} from './card-state.ts'
import { chosenMethod, disclose, fitsCard, walkChain, type WalkedChain } from './card-values.ts'
import { deriveChain } from './keys.ts'
import {
  closingStatementLayout,
  loadReceiptLayout,
  signedCommitmentLayout,
  tickCommitmentLayout,
  type SignedCommitment,
  type TickCommitment,
} from './messages.ts'

/** Opens a chain under the next number. The same request again, while it is open, resumes: the same commitment. */
export function openTicks(
  card: CardTools,
  state: PurseState,
  request: OpenRequest,
): PurseStep<SignedCommitment, OpenRefusal> {
  const { identity, account } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  if (state.chain !== undefined && isOpenAs(state.chain, account, request)) {
    return [state, accept(commitmentOf(identity, state.chain))]
  }
  if (state.control.blocked) return unchanged(state, 'cardBlocked')
  const refused = refuseOpen(identity, account, request)
  if (refused !== undefined) return unchanged(state, refused)
  const most = request.tickValue * BigInt(request.limit)
  const spent = spendGuarded(identity.personalisation.holder, state.guard, account.withoutPin, most)
  if (spent === undefined) return unchanged(state, 'pinRequired')
  const [chain, walked] = makeChain(card, identity, account.txCounter + 1, request)
  const ahead = request.batch === request.limit && request.limit > 1 ? request.limit : 0
  const balance = account.balance - BigInt(ahead) * request.tickValue
  const { guard, withoutPin } = spent
  const opened: CafeTickAccount = {
    ...account,
    balance,
    txCounter: chain.txCounter,
    paid: ahead,
    phase: 'open',
    withoutPin,
  }
  const session = { answered: 0, whole: walked.whole, kept: walked.kept, value: undefined }
  const stored = walked.stored ?? state.stored
  const next = { ...state, account: opened, chain, guard, stored, session }
  return [next, accept(commitmentOf(identity, chain))]
}

export const OPEN_REFUSALS = [
  'notPersonalised',
  'chainOpen',
  'txCounterExhausted',
  'currencyWrong',
  'limitOutOfRange',
  'batchOutOfRange',
  'valueOutOfRange',
  'balanceTooLow',
  'cardBlocked',
  'pinRequired',
] as const
export type OpenRefusal = (typeof OPEN_REFUSALS)[number]

/** One tick more, or the last one again. */
export function tick(card: CardTools, state: PurseState, request: TickRequest): PurseStep<TickAnswer, TickRefusal> {
  return advance(card, state, request, 1)
}

/** Any number of ticks at once: the holder pays for all that are skipped. */
export function tickTo(card: CardTools, state: PurseState, request: TickRequest): PurseStep<TickAnswer, TickRefusal> {
  return advance(card, state, request, Number.POSITIVE_INFINITY)
}

export const TICK_REFUSALS = [
  'noChain',
  'otherChain',
  'countOutOfRange',
  'chainClosed',
  'cardBlocked',
  'countNotNext',
  'balanceTooLow',
] as const
export type TickRefusal = (typeof TICK_REFUSALS)[number]

export type LastRefusal = 'notPersonalised' | 'noSuchRecord' | 'lastUnknown'

/** The last answer again, by its kind and number, so that it cannot be taken for the answer to another command. */
export function getLast(card: CardTools, state: PurseState): PurseStep<LastAnswer, LastRefusal> {
  const { identity, account, chain } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const { txCounter } = account
  switch (account.phase) {
    case 'new':
      return unchanged(state, 'noSuchRecord')
    case 'loaded':
      return [
        state,
        accept({ kind: 'load', txCounter, answer: loadReceiptLayout.encode(receiptOf(card, identity, state)) }),
      ]
    case 'closed':
      return [
        state,
        accept({ kind: 'close', txCounter, answer: closingStatementLayout.encode(statementOf(card, identity, state)) }),
      ]
    case 'open': {
      const answered = chain === undefined ? undefined : answeredOf(state, chain)
      if (chain === undefined || answered === undefined) return unchanged(state, 'lastUnknown')
      const answer =
        answered === 0
          ? signedCommitmentLayout.encode(commitmentOf(identity, chain))
          : tickAnswerLayout.encode({ spent: answered, value: disclose(card, state, chain, answered).value })
      return [state, accept({ kind: answered === 0 ? 'open' : 'tick', txCounter, answer })]
    }
  }
}

function advance(
  card: CardTools,
  state: PurseState,
  { txCounter, spent }: TickRequest,
  longestStep: number,
): PurseStep<TickAnswer, TickRefusal> {
  const { account, chain } = state
  if (chain === undefined) return unchanged(state, 'noChain')
  if (txCounter !== chain.txCounter) return unchanged(state, 'otherChain')
  if (spent < 1 || spent > chain.request.limit) return unchanged(state, 'countOutOfRange')
  const answered = answeredOf(state, chain)
  const repeated = answered === undefined ? spent <= account.paid : spent === answered
  if (repeated) return disclosed(card, state, chain, { spent })
  if (account.phase !== 'open') return unchanged(state, 'chainClosed')
  if (state.control.blocked) return unchanged(state, 'cardBlocked')
  const reached = answered ?? account.paid
  if (spent < reached || spent - reached > longestStep) return unchanged(state, 'countNotNext')
  const paidFor = pay(account, chain.request, spent)
  if (paidFor === undefined) return unchanged(state, 'balanceTooLow')
  return disclosed(card, state, chain, { spent, account: paidFor })
}

/** The answer to a tick that is paid for, in one new state; `account` where it is paid for just now. */
function disclosed(
  card: CardTools,
  state: PurseState,
  chain: CafeTickChain,
  { spent, account }: { readonly spent: number; readonly account?: CafeTickAccount },
): PurseStep<TickAnswer, never> {
  const { value, session } = disclose(card, state, chain, spent)
  const answer = accept({ spent, value })
  if (account === undefined) return [session === state.session ? state : { ...state, session }, answer]
  const { whole, kept, value: last } = session
  return [withTick(state, account, { answered: spent, whole, kept, value: last }), answer]
}

/** The account once `spent` ticks are paid for, a whole batch at a time where the balance allows. */
function pay(
  account: CafeTickAccount,
  { tickValue, limit, batch }: OpenRequest,
  spent: number,
): CafeTickAccount | undefined {
  if (spent <= account.paid) return account
  const ahead = Math.min(limit, Math.max(spent, account.paid + batch))
  return charged(account, tickValue, ahead) ?? (ahead === spent ? undefined : charged(account, tickValue, spent))
}

function charged(account: CafeTickAccount, tickValue: bigint, paid: number): CafeTickAccount | undefined {
  const { txCounter, phase, logged, withoutPin } = account
  const balance = account.balance - BigInt(paid - account.paid) * tickValue
  return balance >= 0n ? { balance, txCounter, paid, phase, logged, withoutPin } : undefined
}

/** Undefined when a reset made the card forget it: then only an upper bound, `paid`, is known. */
function answeredOf(state: PurseState, chain: CafeTickChain): number | undefined {
  if (chain.request.batch === 1 || state.account.phase === 'closed') return state.account.paid
  return state.session.answered
}

function isOpenAs(chain: CafeTickChain, account: CafeTickAccount, request: OpenRequest): boolean {
  return (
    account.phase === 'open' &&
    equalConstantTime(openRequestLayout.encode(chain.request), openRequestLayout.encode(request))
  )
}

function refuseOpen(
  identity: CafeTickIdentity,
  account: CafeTickAccount,
  request: OpenRequest,
): OpenRefusal | undefined {
  const { certificate, limits } = identity.personalisation
  const { tickValue, limit, batch } = request
  if (account.phase === 'open') return 'chainOpen'
  if (account.txCounter >= LAST_TX_COUNTER) return 'txCounterExhausted'
  if (request.currency !== certificate.certificate.currency) return 'currencyWrong'
  if (limit < 1 || limit > limits.longestChain) return 'limitOutOfRange'
  if (request.traversal !== undefined && !fitsCard(request.traversal, limit)) return 'limitOutOfRange'
  if (batch < 1 || batch > limit) return 'batchOutOfRange'
  // The product cannot overflow here; in 64-bit arithmetic divide first: tickValue > largestChainValue / limit.
  const most = tickValue * BigInt(limit)
  if (tickValue < 1n || most > limits.largestChainValue) return 'valueOutOfRange'
  const needed = batch === limit ? most : tickValue
  return needed > account.balance ? 'balanceTooLow' : undefined
}

function makeChain(
  card: CardTools,
  identity: CafeTickIdentity,
  txCounter: number,
  request: OpenRequest,
): readonly [CafeTickChain, WalkedChain] {
  const { certificate, signingKey } = identity.personalisation
  const { cardId } = certificate.certificate
  const { id, secret } = deriveChain(card.crypto, identity.chainMaster, { cardId, txCounter, request })
  const traversal = request.traversal ?? chosenMethod(request.limit)
  const walked = walkChain(card, traversal, { id, secret, length: request.limit })
  const { anchor } = walked.chain
  const unsigned = { txCounter, request, traversal, id, secret, anchor, signature: new Uint8Array() }
  const signed = tickCommitmentLayout.encode(bodyOf(identity, unsigned))
  return [{ ...unsigned, signature: card.crypto.signatures.sign(signingKey, signed) }, walked]
}

function commitmentOf(identity: CafeTickIdentity, chain: CafeTickChain): SignedCommitment {
  return { commitment: bodyOf(identity, chain), signature: chain.signature }
}

function bodyOf(identity: CafeTickIdentity, { txCounter, request, id, anchor }: CafeTickChain): TickCommitment {
  const { cardId } = identity.personalisation.certificate.certificate
  const { payee, terminalNonce, date, currency, tickValue, limit } = request
  return { cardId, txCounter, payee, terminalNonce, date, currency, tickValue, limit, chainId: id, anchor }
}
