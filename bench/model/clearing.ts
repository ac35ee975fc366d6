// What a clearing policy costs a seller and what it risks, counted on a workload with the policy's own rule and no
// cryptography: how many claims, how long coupons wait, how much waits at a time.

import { isClearingDue, type ClearPolicy } from '../../src/payment/clear-policy.ts'
import { nextLength, type ChainPolicy } from '../scheme/contract/policy.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'

export interface ClearingCost {
  readonly policy: ClearPolicy
  /** That moved money. */
  readonly claims: number
  /** That only ended a chain, all of which was paid: no fee. */
  readonly closings: number
  readonly coupons: number
  /** From being taken to being claimed, on average over the coupons, ms. */
  readonly meanWaitMs: number
  /** The most coupons that waited with one seller at a time: what it stands to lose. */
  readonly mostWaiting: number
}

/** A chain of a buyer with a seller, as far as a policy looks at it. */
interface OpenChain {
  readonly seller: string
  readonly length: number
  readonly expires: number
  spent: number
  cleared: number
  /** When each waiting coupon was taken. */
  waiting: number[]
}

export function clearingCost(
  transactions: readonly MicroTransaction[],
  chains: ChainPolicy,
  policy: ClearPolicy,
): ClearingCost {
  const run = new ClearingRun(chains, policy)
  for (const { buyer, seller, price, atMs } of transactions) run.pay(`${buyer} ${seller}`, seller, Number(price), atMs)
  return run.settle()
}

class ClearingRun {
  readonly #chains: ChainPolicy
  readonly #policy: ClearPolicy
  readonly #open = new Map<string, OpenChain>()
  readonly #opened = new Map<string, number>()
  readonly #waitingAt = new Map<string, number>()
  #now = 0
  #claims = 0
  #closings = 0
  #coupons = 0
  #waitedMs = 0
  #mostWaiting = 0

  constructor(chains: ChainPolicy, policy: ClearPolicy) {
    this.#chains = chains
    this.#policy = policy
  }

  pay(pair: string, seller: string, units: number, atMs: number): void {
    this.#advanceTo(atMs)
    for (let left = units; left > 0;) {
      const chain = this.#open.get(pair) ?? this.#openChain(pair, seller, left)
      const now = Math.min(left, chain.length - chain.spent)
      chain.spent += now
      for (let taken = 0; taken < now; taken += 1) chain.waiting.push(this.#now)
      this.#coupons += now
      this.#wait(seller, now)
      left -= now
      if (this.#isDue(chain)) this.#claim(chain)
      if (chain.spent === chain.length) this.#open.delete(pair)
    }
  }

  settle(): ClearingCost {
    for (const chain of this.#open.values()) this.#end(chain)
    const coupons = this.#coupons
    return {
      policy: this.#policy,
      claims: this.#claims,
      closings: this.#closings,
      coupons,
      meanWaitMs: coupons === 0 ? 0 : this.#waitedMs / coupons,
      mostWaiting: this.#mostWaiting,
    }
  }

  /** As in the scenario: a chain is cleared when its hold ends, otherwise when the seller takes a coupon. */
  #advanceTo(atMs: number): void {
    for (const [pair, chain] of this.#open) {
      if (chain.expires > atMs) break // in the order in which they were opened, all holds lasting equally long
      this.#now = Math.max(this.#now, chain.expires)
      this.#end(chain)
      this.#open.delete(pair)
    }
    this.#now = Math.max(this.#now, atMs)
  }

  #openChain(pair: string, seller: string, units: number): OpenChain {
    const before = this.#opened.get(pair) ?? 0
    const length = nextLength(this.#chains, before, units)
    const made = { seller, length, expires: this.#now + this.#chains.holdMs, spent: 0, cleared: 0, waiting: [] }
    this.#opened.set(pair, before + 1)
    this.#open.set(pair, made)
    return made
  }

  #isDue({ length, expires, spent, cleared, waiting }: OpenChain): boolean {
    const [waitingSince] = waiting
    const nothing = new Uint8Array()
    const chain = { id: nothing, length, anchor: nothing }
    const state = { chain, value: 1n, best: { spent, value: nothing }, cleared, expires, waitingSince }
    return isClearingDue(this.#policy, state, this.#now)
  }

  #end(chain: OpenChain): void {
    if (chain.spent === chain.cleared) this.#closings += 1
    this.#claim(chain)
  }

  #claim(chain: OpenChain): void {
    const paid = chain.spent - chain.cleared
    if (paid === 0) return
    this.#claims += 1
    for (const since of chain.waiting) this.#waitedMs += this.#now - since
    this.#wait(chain.seller, -paid)
    chain.cleared = chain.spent
    chain.waiting = []
  }

  #wait(seller: string, change: number): void {
    const waiting = (this.#waitingAt.get(seller) ?? 0) + change
    this.#waitingAt.set(seller, waiting)
    this.#mostWaiting = Math.max(this.#mostWaiting, waiting)
  }
}
