// What it costs a seller to judge a payment with n chains open: payments of random chains, a batch at a time, as they come
// from the wire. Only the seller's work is timed, not the making of payments.

import { chainValues, type ChainCommitment } from '../../../src/chain/chain.ts'
import { kernelChain, BATCH_COUPONS } from '../../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../../native/fastest-kernel.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../src/chain/step.ts'
import { createEngine, type SellerEngine } from '../../../src/payment/ikp/coupon/engine/engine.ts'
import { FRAME_BYTES, paymentFrameLayout } from '../../../src/payment/ikp/coupon/engine/frame.ts'
import type { Stopwatch } from '../../measure/stopwatch.ts'
import type { TimedOperations } from '../../run/executor.ts'
import { splitMix64, type SeededNumbers } from '../../measure/statistics/splitmix64.ts'
import type { Axis } from './axis.ts'

/** All chains are this one: what the seller does for a payment depends on where it lies, not on what it holds. */
const LENGTH = 1024
const NOW = Date.UTC(2026, 0, 1)

export function sellerAxis(points: readonly number[], seed: number): Axis {
  return {
    id: 'seller',
    name: 'judge a coupon',
    group: 'chains open at a seller',
    variable: 'open chains',
    each: 'an open chain',
    points,
    unitsAt: () => BATCH_COUPONS,
    ready: (chains, start) => judging(new Shop(chains, seed), start),
  }
}

function judging(shop: Shop, start: Stopwatch): TimedOperations {
  return (operations) => {
    let totalNs = 0
    for (let batch = 0; batch < operations; batch += 1) {
      const frames = shop.nextFrames()
      const stop = start()
      const { verdicts } = shop.engine.take({ frames, prices: shop.prices, now: NOW })
      totalNs += stop()
      if (verdicts.some((verdict) => verdict !== 0)) throw new Error('the seller refuses a good coupon')
    }
    return totalNs
  }
}

class Shop {
  readonly engine: SellerEngine
  readonly prices: Float64Array = new Float64Array(BATCH_COUPONS).fill(1)
  readonly #values: Uint8Array
  readonly #chain: ChainCommitment
  readonly #spent: Uint16Array
  /** When each chain is opened anew: not all in the same batch. */
  readonly #last: Uint16Array
  readonly #usedUp = new Set<number>()
  readonly #numbers: SeededNumbers

  constructor(chains: number, seed: number) {
    const { kernel } = fastestKernel('indexed')
    const id = new Uint8Array(CHAIN_ID_BYTES).fill(3)
    this.#values = chainValues(kernelChain(kernel), id, new Uint8Array(CHAIN_VALUE_BYTES), LENGTH)
    this.#chain = { id, length: LENGTH, anchor: this.#value(LENGTH) }
    this.engine = createEngine({ kernel, capacity: chains })
    this.#spent = new Uint16Array(chains)
    this.#numbers = splitMix64(BigInt(seed))
    this.#last = Uint16Array.from({ length: chains }, () => LENGTH - this.#numbers.below(LENGTH / 2))
    for (let slot = 0; slot < chains; slot += 1) this.#open()
  }

  /** One payment each of random chains, every one the next coupon of its chain. */
  nextFrames(): Uint8Array {
    for (const slot of this.#usedUp) this.#openAnew(slot)
    this.#usedUp.clear()
    const frames = new Uint8Array(BATCH_COUPONS * FRAME_BYTES)
    for (let at = 0; at < BATCH_COUPONS; at += 1) frames.set(this.#nextFrame(), at * FRAME_BYTES)
    return frames
  }

  #nextFrame(): Uint8Array {
    let slot = this.#numbers.below(this.#spent.length)
    while (this.#usedUp.has(slot)) slot = this.#numbers.below(this.#spent.length)
    const spent = (this.#spent[slot] ?? 0) + 1
    this.#spent[slot] = spent
    if (spent >= (this.#last[slot] ?? 0)) this.#usedUp.add(slot)
    return paymentFrameLayout.encode({ slot, index: LENGTH - spent, coupon: this.#value(LENGTH - spent) })
  }

  #value(index: number): Uint8Array {
    return this.#values.slice(index * CHAIN_VALUE_BYTES, (index + 1) * CHAIN_VALUE_BYTES)
  }

  /** A slot given back is the next one given out. */
  #openAnew(slot: number): void {
    this.engine.close(slot)
    this.engine.forget(slot)
    this.#open()
    this.#spent[slot] = 0
  }

  #open(): void {
    const opened = this.engine.open({ chain: this.#chain, value: 1n, expires: NOW + 1 })
    if (!opened.ok) throw new Error(`no chain more: ${opened.refused}`)
  }
}
