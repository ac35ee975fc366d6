// Double entry over what is told of money: each movement takes from one account what it gives to another, so all of them
// add up to nothing, and none but the outside may be below zero.

import type { ToldMoney } from './event.ts'

/** Everybody who is no party of the lane: banks, and the funds from which cards are loaded. */
export const OUTSIDE = 'outside'

export interface Accounts {
  readonly balances: ReadonlyMap<string, bigint>
  /** What is wrong with this movement, in words; it is booked all the same, so that what follows can be followed. */
  move(money: Pick<ToldMoney, 'from' | 'to' | 'units'>): string | undefined
}

export function openAccounts(): Accounts {
  const balances = new Map<string, bigint>()
  const book = (account: string, units: bigint): bigint => {
    const balance = (balances.get(account) ?? 0n) + units
    balances.set(account, balance)
    return balance
  }
  return {
    balances,
    move({ from, to, units }) {
      const amount = BigInt(units)
      const left = book(from, -amount)
      book(to, amount)
      if (amount < 0n) return `${from} gave ${to} less than nothing: ${units}`
      if (left < 0n && from !== OUTSIDE) return `${from} gave ${to} ${units} and had ${left + amount}`
      return undefined
    },
  }
}
