// Money between hold, charge and credit at the acquirer (state table of SPEC.md 5). Every function keeps
// charged = credited - refunded over all accounts, and never clears more than was authorised.

import type { Account, AcquirerLedger, PaymentRecord, SellerAccount } from './ledger.ts'

/** The three records that money moves between: changed together or not at all. */
export interface Books {
  readonly payment: PaymentRecord
  readonly account: Account
  readonly seller: SellerAccount
}

export function newSellerAccount(sellerId: string): SellerAccount {
  return { sellerId, credited: 0n, refunded: 0n, fees: 0n }
}

/** The books of a payment as the ledger has them. Throws `RangeError` when its account is gone, without naming it. */
export function booksOf(ledger: AcquirerLedger, payment: PaymentRecord): Books {
  const account = ledger.account(payment.account)
  if (account === undefined) throw new RangeError('no account behind a payment')
  const { sellerId } = payment.common.seller
  return { payment, account, seller: ledger.seller(sellerId) ?? newSellerAccount(sellerId) }
}

/** What is still held for the payment: PRICE less what was cleared, nothing once it is settled. */
export function stillHeld(payment: PaymentRecord): bigint {
  return payment.state === 'authorised' ? payment.common.terms.price - payment.cleared : 0n
}

/** Sets PRICE aside on the buyer's account. */
export function hold(books: Books): Books {
  const { account, payment } = books
  return { ...books, account: { ...account, held: account.held + payment.common.terms.price } }
}

/**
 * Moves `amount` from the hold to the seller. The payment is `cleared` when nothing stays held. Throws `RangeError`
 * when more would be cleared than is held: every caller checks the claim first.
 */
export function clearFromHold({ payment, account, seller }: Books, amount: bigint): Books {
  if (amount < 0n || amount > stillHeld(payment))
    throw new RangeError(`clearing ${amount} of ${stillHeld(payment)} held`)
  const cleared = payment.cleared + amount
  return {
    payment: { ...payment, cleared, state: cleared === payment.common.terms.price ? 'cleared' : payment.state },
    account: { ...account, held: account.held - amount, charged: account.charged + amount },
    seller: { ...seller, credited: seller.credited + amount },
  }
}

/** Gives the rest of the hold back to the buyer: void when nothing had been cleared. */
export function releaseHold({ payment, account, seller }: Books): Books {
  if (payment.state !== 'authorised') return { payment, account, seller }
  return {
    payment: { ...payment, state: payment.cleared > 0n ? 'cleared' : 'void' },
    account: { ...account, held: account.held - stillHeld(payment) },
    seller,
  }
}

/** Pays back part of what was cleared. Throws `RangeError` for more than that: every caller checks the order first. */
export function refundToBuyer({ payment, account, seller }: Books, amount: bigint): Books {
  const left = payment.cleared - payment.refunded
  if (amount < 0n || amount > left) throw new RangeError(`refunding ${amount} of ${left} cleared`)
  return {
    payment: { ...payment, refunded: payment.refunded + amount },
    account: { ...account, charged: account.charged - amount },
    seller: { ...seller, refunded: seller.refunded + amount },
  }
}
