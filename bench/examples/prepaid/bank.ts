// The bank's side as a pure transition: parse, decide, change the state, answer. Everything else is the shell's.

import type { Crypto } from '../../../src/crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../../../src/payment/outcome.ts'
import { isMaced, maced, orderLayout, receiptLayout, type Maced } from './messages.ts'

export interface PrepaidAccount {
  readonly key: Uint8Array
  readonly balance: bigint
  /** Of the last order that was taken. */
  readonly number: number
}

export type OrderRefusal = 'macWrong' | 'numberUsed' | 'balanceTooLow'

/** The receipt is for the seller, under the key that it shares with the bank. */
export function takeOrder(
  crypto: Crypto,
  sellerKey: Uint8Array,
  account: PrepaidAccount,
  said: Maced,
): Transition<PrepaidAccount, Outcome<Maced, OrderRefusal>> {
  const { order } = said
  if (!isMaced(crypto, account.key, orderLayout, said)) return [account, refuse('macWrong')]
  if (order.number <= account.number) return [account, refuse('numberUsed')]
  if (order.units > account.balance) return [account, refuse('balanceTooLow')]
  const next = { ...account, balance: account.balance - order.units, number: order.number }
  return [next, accept(maced(crypto, sellerKey, receiptLayout, order))]
}
