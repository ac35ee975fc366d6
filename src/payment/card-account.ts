// The issuer's record of one prepaid card: loads, payments, and the shadow balance between them, which shows whether its
// chip still holds (cafe-tick/SPEC.md 5). Shared by the purses; each keeps its own evidence of a payment in it.
// A card uses each number once, for a load or for a payment: what happened under one excludes the other.

import { fits } from '../money/amount.ts'
import { Numbered } from './numbered.ts'
import { accept, refuse, type Outcome, type Transition } from './outcome.ts'

export type LoadState = 'authorised' | 'confirmed'

export interface LoadRecord {
  readonly units: bigint
  readonly state: LoadState
}

/** `broken`: its chip gave out more than it holds. `refunded`: lost, waited for, and settled for good. */
export type CardStanding = 'good' | 'lost' | 'broken' | 'refunded'

export interface CardAccount<Payment> {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly standing: CardStanding
  /** When it was reported lost, ms. */
  readonly lostAt: number | undefined
  /** Sum of all loads in force: authorised and not voided. */
  readonly loaded: bigint
  /** Sum of all that sellers were paid. */
  readonly deposited: bigint
  readonly loads: Numbered<LoadRecord>
  readonly payments: Numbered<Payment>
}

/** A load by its number on the card. */
export interface NumberedLoad {
  readonly txCounter: number
  readonly units: bigint
}

export function newAccount<Payment>(cardId: Uint8Array, currency: string): CardAccount<Payment> {
  return {
    cardId,
    currency,
    standing: 'good',
    lostAt: undefined,
    loaded: 0n,
    deposited: 0n,
    loads: Numbered.of(),
    payments: Numbered.of(),
  }
}

/** Loads minus deposits: what the purse can still hold. Negative shows a broken card. */
export function shadowBalance(account: CardAccount<unknown>): bigint {
  return account.loaded - account.deposited
}

/** The loads that follow a card's last number without a gap: ordered, and not on the card. */
export function loadsAfter({ loads }: CardAccount<unknown>, txCounter: number): readonly LoadRecord[] {
  const found: LoadRecord[] = []
  for (let load = loads.get(txCounter + 1); load !== undefined; load = loads.get(txCounter + 1 + found.length)) {
    found.push(load)
  }
  return found
}

export type LoadOrderRefusal = 'nothingToLoad' | 'cardNotGood' | 'numberUsed' | 'loadedOverRange'

/**
 * Counts a load as the card's transaction of that number, from now on; the same again changes nothing. A card that
 * never gets the order proves it by using the number otherwise.
 */
export function orderLoad<Payment>(
  account: CardAccount<Payment>,
  { txCounter, units }: NumberedLoad,
): Transition<CardAccount<Payment>, Outcome<NumberedLoad, LoadOrderRefusal>> {
  if (account.standing !== 'good') return [account, refuse('cardNotGood')]
  if (units < 1n) return [account, refuse('nothingToLoad')]
  const known = account.loads.get(txCounter)
  const usedOtherwise = account.payments.has(txCounter) || (known !== undefined && known.units !== units)
  if (usedOtherwise) return [account, refuse('numberUsed')]
  if (known !== undefined) return [account, accept({ txCounter, units })]
  if (!fits(account.loaded + units)) return [account, refuse('loadedOverRange')]
  const loads = account.loads.with(txCounter, { units, state: 'authorised' })
  return [{ ...account, loaded: account.loaded + units, loads }, accept({ txCounter, units })]
}

export type ConfirmRefusal = 'neverAuthorised' | 'numberUsedTwice'

/** The card has shown that the load happened: from now on it can no longer be voided. */
export function confirmOrdered<Payment>(
  account: CardAccount<Payment>,
  { txCounter, units }: NumberedLoad,
): Transition<CardAccount<Payment>, Outcome<bigint, ConfirmRefusal>> {
  if (account.payments.has(txCounter)) return [{ ...account, standing: 'broken' }, refuse('numberUsedTwice')]
  const known = account.loads.get(txCounter)
  if (known === undefined || known.units !== units) return [account, refuse('neverAuthorised')]
  const loads = account.loads.with(txCounter, { units, state: 'confirmed' })
  return [{ ...account, loads }, accept(units)]
}

export interface Booked {
  /** The card spent more than was loaded: nothing more is taken from it. This seller is paid all the same. */
  readonly broken: boolean
  /** A load that was authorised under this number, so it never happened: to be paid back to the holder. */
  readonly voidedLoad: bigint
}

/** Books `units` more for the payment under this number, whose evidence the caller has checked. */
export function bookPayment<Payment>(
  account: CardAccount<Payment>,
  txCounter: number,
  payment: Payment,
  units: bigint,
): Transition<CardAccount<Payment>, Outcome<Booked, 'depositedOverRange'>> {
  if (!fits(account.deposited + units)) return [account, refuse('depositedOverRange')]
  const voidedLoad = account.loads.get(txCounter)?.units ?? 0n
  const moved: CardAccount<Payment> = {
    ...account,
    loaded: account.loaded - voidedLoad,
    deposited: account.deposited + units,
    loads: account.loads.without(txCounter),
    payments: account.payments.with(txCounter, payment),
  }
  const broken = shadowBalance(moved) < 0n
  return [broken ? { ...moved, standing: 'broken' } : moved, accept({ broken, voidedLoad })]
}

/** Reported lost or stolen. Deposits of what was paid before stay welcome until the window ends. */
export function reportLost<Payment>(account: CardAccount<Payment>, now: number): CardAccount<Payment> {
  return account.standing === 'good' ? { ...account, standing: 'lost', lostAt: now } : account
}

export type RecoveryRefusal = 'notLost' | 'tooEarly' | 'nothingLeft'

/** What a lost card still held goes back to its holder, once, after the last seller can have deposited. */
export function recoverLoss<Payment>(
  account: CardAccount<Payment>,
  depositWindowMs: number,
  now: number,
): Transition<CardAccount<Payment>, Outcome<bigint, RecoveryRefusal>> {
  const { standing, lostAt } = account
  if (standing !== 'lost' || lostAt === undefined) return [account, refuse('notLost')]
  if (now <= lostAt + depositWindowMs) return [account, refuse('tooEarly')]
  const left = shadowBalance(account)
  if (left <= 0n) return [account, refuse('nothingLeft')]
  return [{ ...account, standing: 'refunded' }, accept(left)]
}
