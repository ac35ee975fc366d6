// Random payments, honest and not, and what `../seller.ts`, the slow and obvious implementation, says to each: the oracle
// that the engine is held against.

import { expect } from 'vitest'
import { chainValues, nothingSpent } from '../../../../../chain/chain.ts'
import { kernelChain } from '../../../../../chain/kernel/kernel.ts'
import { webAssemblyKernel } from '../../../../../chain/kernel/webassembly.ts'
import { observedChain } from '../../../../../chain/observed.ts'
import { createTally } from '../../../../../crypto/operations.ts'
import { takeCoupons, type SellerChain } from '../../seller.ts'
import { NEIGHBOUR_BITS } from '../pool-share.ts'
import type { SellerEngine } from '../engine.ts'
import { FRAME_BYTES, paymentFrameLayout, type PaymentFrame } from '../frame.ts'
import type { PaymentBatch } from '../take.ts'
import { VERDICTS, type PaymentVerdict } from '../verdict.ts'

/** Neighbours go to one thread: enough of them for three threads, and some for the first once more. */
export const CAPACITY: number = 3 * 2 ** NEIGHBOUR_BITS + 4
export const LONGEST_SKIP = 25
/** The chain in it expires early. */
const HASTY_SLOT = 5
/** The chain in it is closed. */
const CLOSED_SLOT = 6

interface World {
  /** At the oracle, by slot. */
  readonly chains: SellerChain[]
  /** PB_0 to PB_n of each. */
  readonly values: readonly Uint8Array[]
}

/** Holds the engine against the oracle in `rounds` worlds of 20 batches each; gives how often each verdict came. */
export function compareWithOracle(
  createEngine: () => SellerEngine,
  rounds: number,
  mostInBatch = 100,
): Map<PaymentVerdict, number> {
  const seen = new Map<PaymentVerdict, number>()
  for (let round = 0; round < rounds; round += 1) {
    const random = numbers(round + 1)
    const world = createWorld(random)
    const engine = createEngine()
    for (const { chain, value, expires } of world.chains) engine.open({ chain, value, expires })
    engine.close(CLOSED_SLOT)
    for (let now = 0; now < 20; now += 1) {
      for (const verdict of compareBatch(engine, world, { random, now, size: 1 + random(mostInBatch) })) {
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      }
    }
    compareStates(engine, world)
  }
  return seen
}

/** The same engine for another world: it gives its slots out from 0 again. */
export function emptied(engine: SellerEngine): SellerEngine {
  for (let slot = CAPACITY - 1; slot >= 0; slot -= 1) {
    engine.close(slot)
    engine.forget(slot)
  }
  expect(engine.openChains).toBe(0)
  return engine
}

interface BatchPlan {
  readonly random: (below: number) => number
  readonly now: number
  readonly size: number
}

/** Made payment by payment against the oracle, so that later ones go on from what the earlier ones did. */
function compareBatch(engine: SellerEngine, world: World, { random, now, size }: BatchPlan): PaymentVerdict[] {
  const before = tally.read().chainStep ?? 0
  const batch = Array.from({ length: size }, () => {
    const payment = randomPayment(world, random)
    return { payment, verdict: oracle(world, payment, now) }
  })
  const steps = (tally.read().chainStep ?? 0) - before
  const taken = engine.take(
    batchOf(
      batch.map(({ payment }) => payment),
      now,
    ),
  )
  const expected = batch.map(({ verdict }) => verdict)
  expect(Array.from(taken.verdicts, (code) => VERDICTS[code])).toEqual(expected)
  expect(taken.steps).toBe(steps)
  return expected
}

function compareStates(engine: SellerEngine, { chains }: World): void {
  const found = chains.map((_, slot) => engine.entry(slot))
  expect(found.map((entry) => ({ best: entry?.best, waitingSince: entry?.waitingSince }))).toEqual(
    chains.map(({ best, waitingSince }) => ({ best, waitingSince })),
  )
}

const tally = createTally()
const f = observedChain(kernelChain(webAssemblyKernel('indexed')), tally.observe)

type PricedFrame = PaymentFrame & { readonly price: number }

function batchOf(payments: readonly PricedFrame[], now: number): PaymentBatch {
  const frames = new Uint8Array(payments.length * FRAME_BYTES)
  for (const [at, payment] of payments.entries()) frames.set(paymentFrameLayout.encode(payment), at * FRAME_BYTES)
  return { frames, prices: Float64Array.from(payments, ({ price }) => price), now }
}

/** Numbers from 0 to `below` - 1, the same for the same seed (Numerical Recipes' generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function createWorld(random: (below: number) => number): World {
  const values: Uint8Array[] = []
  const chains = Array.from({ length: CAPACITY }, (_, slot): SellerChain => {
    const length = 1 + random(120)
    const [id, secret] = [new Uint8Array(16).fill(slot), new Uint8Array(16).fill(slot + 100)]
    const all = chainValues(f, id, secret, length)
    values.push(all)
    const chain = { id, length, anchor: all.slice(-16), longestSkip: LONGEST_SKIP }
    return {
      sellerId: '',
      transactionId: 0n,
      commonDigest: new Uint8Array(32),
      position: 0,
      chain,
      value: BigInt(1 + random(4)),
      expires: slot === HASTY_SLOT ? 10 : 1000,
      best: nothingSpent(chain),
      waitingSince: undefined,
      cleared: 0,
      sequence: 0,
      asked: undefined,
      closed: slot === CLOSED_SLOT,
    }
  })
  return { chains, values }
}

/** Mostly honest, and every way of not being so that a frame allows. */
function randomPayment({ chains, values }: World, random: (below: number) => number): PricedFrame {
  const slot = random(CAPACITY)
  const { chain, best, value } = chains[slot] as SellerChain
  const kind = random(20)
  const units = kind === 0 ? random(140) - 20 : 1 + random(4)
  const index = Math.max(0, kind === 1 ? chain.length + random(3) : chain.length - best.spent - units)
  const source = kind === 2 ? random(CAPACITY) : slot
  const shown = kind === 3 ? index + 1 : index
  const coupon = values[source]?.slice(16 * shown, 16 * shown + 16) ?? []
  const bytes = new Uint8Array(16)
  bytes.set(coupon)
  const [byte, bit] = kind === 4 ? [random(16), random(8)] : [0, undefined]
  if (bit !== undefined) bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit)
  const repeats = kind === 5 && best.spent > 0
  const price = kind === 6 ? random(20) : (chain.length - index - best.spent) * Number(value)
  return repeats
    ? { slot, index: chain.length - best.spent, coupon: best.value, price: random(5) }
    : { slot: kind === 7 ? CAPACITY + random(9) : slot, index, coupon: bytes, price }
}

/** What the slow implementation says, and its state moved on. */
function oracle({ chains }: World, { slot, index, coupon, price }: PricedFrame, now: number): PaymentVerdict {
  const state = chains[slot]
  if (state === undefined) return 'anotherChain'
  const payment = { chainId: state.chain.id, index, coupon }
  const [next, outcome] = takeCoupons(f, state, { payment, price: BigInt(price), now })
  chains[slot] = next
  if (outcome.ok) return outcome.value.repeated ? 'repeated' : 'accepted'
  expect(VERDICTS).toContain(outcome.refused)
  return outcome.refused as PaymentVerdict
}
