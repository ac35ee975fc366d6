// What the sellers that are no engine keep of each buyer: an object in a Map.

import { rowOf, STREAM_CHAIN_LENGTH, type SellerStream } from './seller-stream.ts'

export interface Account {
  readonly id: Uint8Array
  readonly length: number
  readonly value: number
  readonly expires: number
  readonly closed: boolean
  spent: number
  best: Uint8Array
}

/** By whatever the seller knows a buyer by. */
export function openAccounts<Key>(
  { buyers, ids, anchors }: SellerStream,
  expires: number,
  keyOf: (buyer: number) => Key,
): Map<Key, Account> {
  const accounts = new Map<Key, Account>()
  const opened = { length: STREAM_CHAIN_LENGTH, value: 1, expires, closed: false, spent: 0 }
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    accounts.set(keyOf(buyer), { ...opened, id: rowOf(ids, buyer), best: rowOf(anchors, buyer) })
  }
  return accounts
}

/** All chains as at first; a Map keeps the order in which they were opened. */
export function resetAccounts(accounts: ReadonlyMap<unknown, Account>, { anchors }: SellerStream): void {
  let buyer = 0
  for (const account of accounts.values()) {
    account.spent = 0
    account.best = rowOf(anchors, buyer)
    buyer += 1
  }
}
