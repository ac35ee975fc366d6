// How a purse opens its chains: how long, how the ticks leave the balance, and what the card keeps of a chain. A card walks
// every chain once when it opens it, so a length that is never used is paid in hashes: the next chain of a pair is only
// longer after one that was used up.

import { LONGEST_CHAIN } from '../../../src/chain/chain.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../../src/chain/traversal/schedule.ts'
import { fitsCard } from '../../../src/payment/cafe-tick/card-values.ts'
import { valueOf, wordOption, type OptionValues, type SchemeOption } from '../contract/option.ts'
import { nextLength, type ChainPolicy } from '../contract/policy.ts'

/** When ticks leave the balance: one by one, so many at a time, or all when the chain is opened. */
export type TickAccounting =
  | { readonly kind: 'each' }
  | { readonly kind: 'batch'; readonly ticks: number }
  | { readonly kind: 'open' }

export interface TickPolicy {
  readonly accounting: TickAccounting
  /** What the card keeps of a chain; undefined leaves it the choice. */
  readonly kept: TraversalMethod | undefined
}

const FORMS = 'each, batch:N, or open (all of a chain at once)'

export const TICK_POLICY: SchemeOption<TickAccounting> = {
  name: 'tick-policy',
  argument: '<when>',
  about: `when ticks leave a purse's balance: ${FORMS}`,
  fallback: { kind: 'each' },
  fallbackWords: 'each',
  parse(text) {
    const ticks = /^batch:(\d{1,5})$/.exec(text)?.[1]
    if (text === 'each' || text === 'open') return { kind: text }
    if (ticks === undefined || Number(ticks) < 1 || Number(ticks) > 65_536)
      throw new RangeError(`give ${FORMS}; N is a whole number from 1 to 65536.`)
    return { kind: 'batch', ticks: Number(ticks) }
  },
}

const KEPT: Readonly<Record<string, TraversalMethod | undefined>> = {
  card: undefined,
  whole: 'storeAll',
  'square-root': 'squareRoot',
  'smooth-square-root': 'smoothSquareRoot',
  pebbles: 'pebbles',
  secret: 'seedOnly',
}

export const CHAIN_KEPT: SchemeOption<string> = wordOption(Object.keys(KEPT), {
  name: 'chain-kept',
  argument: '<how>',
  about: 'what a card keeps of a chain',
  fallback: 'card',
  fallbackWords: 'the card chooses',
})

export function tickPolicyOf(options: OptionValues | undefined): TickPolicy {
  return { accounting: valueOf(TICK_POLICY, options), kept: KEPT[valueOf(CHAIN_KEPT, options)] }
}

/** T of a pair's next chain: at least `units` where the card can keep so long a chain. */
export function tickChainLength(
  policy: ChainPolicy,
  { kept }: TickPolicy,
  { usedUp, units }: { readonly usedUp: number; readonly units: number },
): number {
  return Math.min(nextLength(policy, usedUp, units), longestKept(kept))
}

/** Ticks that leave the balance at a time, on a chain of this length. */
export function batchOf({ accounting }: TickPolicy, length: number): number {
  switch (accounting.kind) {
    case 'each':
      return 1
    case 'batch':
      return Math.min(accounting.ticks, length)
    case 'open':
      return length
  }
}

/** In a sentence for people. */
export function describeTickPolicy({ accounting, kept }: TickPolicy): string {
  return `ticks: ${describeAccounting(accounting)}; of a chain the card keeps ${kept === undefined ? CARDS_CHOICE : KEPT_WORDS[kept]}; its next chain is longer only after one that was used up; ${ONE_CHAIN}`
}

/** What [R] in cafe-tick/SPEC.md 4 costs; how often it came to that is known after the run. */
const ONE_CHAIN =
  'a card keeps one open chain and closes it to pay another seller, so a buyer who alternates between sellers opens a ' +
  'chain a payment'

function describeAccounting(accounting: TickAccounting): string {
  switch (accounting.kind) {
    case 'each':
      return 'each leaves the balance by itself'
    case 'batch':
      return `${accounting.ticks} leave the balance at a time`
    case 'open':
      return 'all of a chain leave the balance when it is opened'
  }
}

/** As `chosenMethod` decides. */
const CARDS_CHOICE = 'the whole in RAM up to 64 ticks, beyond that pebbles'

const KEPT_WORDS: Readonly<Record<TraversalMethod, string>> = {
  storeAll: 'the whole, beyond 64 ticks in persistent memory',
  squareRoot: 'square roots',
  smoothSquareRoot: 'square roots, filled one by one',
  pebbles: 'pebbles',
  seedOnly: 'only the secret, and computes each value anew',
}

const LONGEST_KEPT = new Map(TRAVERSAL_METHODS.map((method) => [method, longestFitting(method)]))

function longestKept(kept: TraversalMethod | undefined): number {
  return kept === undefined ? LONGEST_CHAIN : (LONGEST_KEPT.get(kept) ?? LONGEST_CHAIN)
}

/** By halving: what fits for one length fits for all shorter ones. */
function longestFitting(method: TraversalMethod): number {
  let [fits, tooLong] = [1, LONGEST_CHAIN + 1]
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (fitsCard(method, middle)) fits = middle
    else tooLong = middle
  }
  return fits
}
