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
 * Why a line of a log became no payment: it is not understood (`malformed`), it was not answered 200 or 206 (`status`),
 * its method delivers no document (`noProduct`: HEAD, OPTIONS, TRACE, CONNECT), its request names no document (`noPath`:
 * `-`, no HTTP), or what it delivered is larger than the price rule sells (`tooLarge`).
 */
export type SkipReason = 'malformed' | 'status' | 'noProduct' | 'noPath' | 'tooLarge'

/** Skipped lines of one kind, with one of them. */
export interface SkippedKind {
  readonly reason: SkipReason
  /** For people. */
  readonly kind: string
  readonly lines: number
  /** Counted from 1, blank lines included, as an editor counts. */
  readonly firstLine: number
  /** The start of the first one, free of control characters, fit for a terminal. */
  readonly text: string
  /** The command that would have these lines read, where there is one. */
  readonly cure: string | null
}

/** How a log was read. */
export interface LogReading {
  /** The form of most lines, for people. */
  readonly form: string
  /** Which field of it is the client. */
  readonly client: string
  /** All forms that were read, most lines first. */
  readonly forms: readonly { readonly form: string; readonly client: string; readonly lines: number }[]
  readonly input: InputFacts
  /** Which lines are paid for. */
  readonly rule: string
}

/** Of the bytes as they were given, packed or not. */
export interface InputFacts {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly packing: string
  /** Behind the end of gzip data, left out. */
  readonly trailingBytes: number
}

export interface Workload {
  readonly name: string
  /** In the order in which they were made or logged; servers log at the end of a request, so `atMs` may step back. */
  readonly transactions: readonly MicroTransaction[]
  /** Transactions and skipped lines together. */
  readonly requests: number
  readonly skipped: Readonly<Record<SkipReason, number>>
  /** Those that are worth a look, most lines first; what was skipped by `status` is only counted. */
  readonly skippedKinds: readonly SkippedKind[]
  readonly priceRule: string
  /** Absent where no log was read. */
  readonly reading?: LogReading
}

/** Of a workload that was made, not read. */
export const NOTHING_SKIPPED: Pick<Workload, 'skipped' | 'skippedKinds'> = {
  skipped: { malformed: 0, status: 0, noProduct: 0, noPath: 0, tooLarge: 0 },
  skippedKinds: [],
}

export interface BuyerShare {
  readonly buyer: string
  readonly payments: number
  /** Of all payments, above 0 and up to 1. */
  readonly share: number
}

/** Those with the most payments, most first. */
export function busiestBuyers({ transactions }: Workload, count: number): readonly BuyerShare[] {
  const payments = new Map<string, number>()
  for (const { buyer } of transactions) payments.set(buyer, (payments.get(buyer) ?? 0) + 1)
  const busiest = [...payments].toSorted(([, a], [, b]) => b - a).slice(0, count)
  return busiest.map(([buyer, paid]) => ({ buyer, payments: paid, share: paid / transactions.length }))
}

export function buyersOf(workload: Workload): ReadonlySet<string> {
  return new Set(workload.transactions.map((transaction) => transaction.buyer))
}

export function sellersOf(workload: Workload): ReadonlySet<string> {
  return new Set(workload.transactions.map((transaction) => transaction.seller))
}

/** Of the first and the last moment of a workload, which need not be those of its first and last payment. */
export function spanOf({ transactions }: Workload): { readonly firstMs: number; readonly lastMs: number } {
  const times = transactions.map(({ atMs }) => atMs).toSorted((a, b) => a - b)
  return { firstMs: times[0] ?? 0, lastMs: times.at(-1) ?? 0 }
}

/** What each seller must have earned in the end, in minor units, whatever the scheme. */
export function revenueBySeller(workload: Workload): ReadonlyMap<string, bigint> {
  const revenue = new Map<string, bigint>()
  for (const { seller, price } of workload.transactions) revenue.set(seller, (revenue.get(seller) ?? 0n) + price)
  return revenue
}
