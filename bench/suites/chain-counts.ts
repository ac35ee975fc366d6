// What the suite `chain` counts instead of timing: memory of the seller for an open chain, and what a buyer of a chain of
// n coupons stores and hashes. Exact, and the same on every machine.

import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES, type ChainFunction } from '../../src/chain/step.ts'
import { encodeTraversal } from '../../src/chain/traversal/state.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../src/chain/traversal/schedule.ts'
import { spendNext, startTraversal } from '../../src/chain/traversal/traversal.ts'
import { REFERENCE_CHAINS } from '../../src/chain/kernel/noble.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'
import { createEngine, ENGINE_BYTES_PER_CHAIN } from '../../src/payment/ikp/coupon/engine/engine.ts'
import type { BenchResult } from '../measure/result.ts'
import { formatCount } from '../words/format.ts'

export interface CountSizes {
  readonly openChains: number
  /** Coupons of the buyer's chain. */
  readonly length: number
}

/** Walking a chain of a million coupons takes half a minute: a look gets a shorter one. */
export const COUNT_SIZES: Readonly<Record<'short' | 'long', CountSizes>> = {
  short: { openChains: 100_000, length: 2 ** 16 },
  long: { openChains: 1_000_000, length: 2 ** 20 },
}

export function chainCounts({ openChains, length }: CountSizes): BenchResult[] {
  const inAll = { 'bytes each': ENGINE_BYTES_PER_CHAIN, 'bytes in all': ENGINE_BYTES_PER_CHAIN * openChains }
  return [
    counted('memory of the seller', `${formatCount(openChains)} open chains`, inAll),
    ...METHODS.map((method) => counted(`buyer of ${formatCount(length)} coupons`, method, buyerCounts(method, length))),
  ]
}

/** Bytes that the process has gained by opening so many chains, as the system counts its pages. */
export function memoryGained({ openChains }: CountSizes): number {
  const before = process.memoryUsage.rss()
  openThatMany(openChains)
  return process.memoryUsage.rss() - before
}

/** Those whose state or whose price a payment does not grow with n: the others say what they are by their names. */
const METHODS: readonly TraversalMethod[] = TRAVERSAL_METHODS.filter(
  (method) => method === 'pebbles' || method === 'smoothSquareRoot',
)

function openThatMany(openChains: number): void {
  const engine = createEngine({ kernel: fastestKernel('indexed').kernel, capacity: openChains })
  const id = new Uint8Array(CHAIN_ID_BYTES)
  const anchor = new Uint8Array(CHAIN_VALUE_BYTES)
  const one = { chain: { id, length: 1, anchor }, value: 1n, expires: 1 }
  for (let opened = 0; opened < openChains; opened += 1) engine.open(one)
  if (engine.openChains !== openChains) throw new Error(`${engine.openChains} chains are open`)
}

function buyerCounts(method: TraversalMethod, length: number): Record<string, number> {
  const { stateBytes, mostHashes, hashes } = walkWhole(method, length)
  return {
    'state bytes, most': stateBytes,
    'hashes a payment, most': mostHashes,
    'hashes a payment, mean': hashes / length,
  }
}

interface Walked {
  readonly stateBytes: number
  readonly mostHashes: number
  readonly hashes: number
}

/** Every payment of a whole chain, with a step function that counts and does not hash. */
function walkWhole(method: TraversalMethod, length: number): Walked {
  let steps = 0
  const value = new Uint8Array(CHAIN_VALUE_BYTES)
  const counting: ChainFunction = {
    ...REFERENCE_CHAINS.indexed,
    walk: (_id, _value, from, to) => {
      steps += to - from
      return value
    },
  }
  const secret = { id: new Uint8Array(CHAIN_ID_BYTES), secret: value, length }
  let { traversal } = startTraversal(counting, method, secret)
  let [stateBytes, mostHashes, hashes] = [0, 0, 0]
  const headBytes = encodeTraversal(traversal).length - traversal.stored * CHAIN_VALUE_BYTES
  while (traversal.remaining > 0) {
    stateBytes = Math.max(stateBytes, headBytes + traversal.stored * CHAIN_VALUE_BYTES)
    steps = 0
    traversal = spendNext(counting, traversal)[0]
    mostHashes = Math.max(mostHashes, steps)
    hashes += steps
  }
  return { stateBytes, mostHashes, hashes }
}

function counted(regime: string, name: string, counts: Readonly<Record<string, number>>): BenchResult {
  return {
    name,
    regime,
    origin: 'counted',
    perSecond: null,
    counts,
    ratioTo: {},
    samples: 0,
    processNs: [],
    doubts: [],
  }
}
