// What every scheme is made to pay: a list of micro-transactions, the same for all of them.
// The buyer, seller and item are names only; keys, accounts and cards are given to them by whoever runs the scheme.

/** One payment that has to reach the seller, whatever scheme carries it. */
export interface MicroTransaction {
  readonly buyer: string
  readonly seller: string
  readonly item: string
  /** Minor units, above zero. */
  readonly price: bigint
  /** Milliseconds since 1970, never negative. */
  readonly atMs: number
}

/**
 * Why a line of a log became no payment: it is not a log line (`malformed`), it delivered nothing to pay for (`status`:
 * not answered 200 or 206), its request names no document (`noPath`: `OPTIONS *`, `CONNECT host:443`, `-`, no HTTP), or
 * what it delivered is larger than the price rule sells (`tooLarge`).
 */
export type SkipReason = 'malformed' | 'status' | 'noPath' | 'tooLarge'

export interface SkippedLine {
  /** Counted from 1, blank lines included, as an editor counts. */
  readonly line: number
  readonly reason: SkipReason
  /** The start of the line, free of control characters, fit for a terminal. */
  readonly text: string
}

export interface Workload {
  readonly name: string
  /** In the order in which they were made or logged; servers log at the end of a request, so `atMs` may step back. */
  readonly transactions: readonly MicroTransaction[]
  /** Transactions and skipped lines together. */
  readonly requests: number
  readonly skipped: Readonly<Record<SkipReason, number>>
  /** The first few lines that were not understood; those skipped by `status` are only counted. */
  readonly firstSkipped: readonly SkippedLine[]
  readonly priceRule: string
}

export function buyersOf(workload: Workload): ReadonlySet<string> {
  return new Set(workload.transactions.map((transaction) => transaction.buyer))
}

export function sellersOf(workload: Workload): ReadonlySet<string> {
  return new Set(workload.transactions.map((transaction) => transaction.seller))
}

/** What each seller must have earned in the end, in minor units, whatever the scheme. */
export function revenueBySeller(workload: Workload): ReadonlyMap<string, bigint> {
  const revenue = new Map<string, bigint>()
  for (const { seller, price } of workload.transactions) revenue.set(seller, (revenue.get(seller) ?? 0n) + price)
  return revenue
}
