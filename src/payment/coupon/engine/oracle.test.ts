import { describe, expect, it } from 'vitest'
import { chainValues, nothingSpent } from '../../../chain/chain.ts'
import { kernelChain } from '../../../chain/kernel/kernel.ts'
import { nobleKernel } from '../../../chain/kernel/noble.ts'
import { typescriptKernel } from '../../../chain/kernel/typescript.ts'
import { webAssemblyKernel } from '../../../chain/kernel/webassembly.ts'
import { observedChain } from '../../../chain/observed.ts'
import { createTally } from '../../../crypto/operations.ts'
import { takeCoupons, type SellerChain } from '../seller.ts'
import { createEngine } from './engine.ts'
import { FRAME_BYTES, paymentFrameLayout, type PaymentFrame } from './frame.ts'
import { VERDICTS, type PaymentVerdict } from './take.ts'

const EXPIRES = 1000
const LONGEST_SKIP = 25
const CAPACITY = 24
const tally = createTally()
const f = observedChain(kernelChain(webAssemblyKernel('indexed')), tally.observe)

interface World {
  /** At the oracle, by slot. */
  readonly chains: SellerChain[]
  /** PB_0 to PB_n. */
  readonly values: Uint8Array[]
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
      expires: slot === 5 ? 10 : EXPIRES,
      best: nothingSpent(chain),
      waitingSince: undefined,
      cleared: 0,
      sequence: 0,
      asked: undefined,
      closed: slot === 6,
    }
  })
  return { chains, values }
}

/** Mostly honest, and every way of not being so that a frame allows. */
function randomPayment({ chains, values }: World, random: (below: number) => number): PaymentFrame & { price: number } {
  const slot = random(CAPACITY)
  const { chain, best, value } = chains[slot]!
  const kind = random(20)
  const units = kind === 0 ? random(140) - 20 : 1 + random(4)
  const index = Math.max(0, kind === 1 ? chain.length + random(3) : chain.length - best.spent - units)
  const source = kind === 2 ? random(CAPACITY) : slot
  const shown = kind === 3 ? index + 1 : index
  const coupon = values[source]!.slice(16 * shown, 16 * shown + 16)
  const bytes = new Uint8Array(16)
  bytes.set(coupon)
  if (kind === 4) bytes[random(16)]! ^= 1 << random(8)
  const repeats = kind === 5 && best.spent > 0
  const price = kind === 6 ? random(20) : (chain.length - index - best.spent) * Number(value)
  return repeats
    ? { slot, index: chain.length - best.spent, coupon: best.value, price: random(5) }
    : { slot: kind === 7 ? CAPACITY + random(9) : slot, index, coupon: bytes, price }
}

/** What the slow implementation says, and its state moved on. */
function oracle(
  { chains }: World,
  { slot, index, coupon, price }: PaymentFrame & { price: number },
  now: number,
): PaymentVerdict {
  const state = chains[slot]
  if (state === undefined) return 'anotherChain'
  const payment = { chainId: state.chain.id, index, coupon }
  const [next, outcome] = takeCoupons(f, state, { payment, price: BigInt(price), now })
  chains[slot] = next
  if (outcome.ok) return outcome.value.repeated ? 'repeated' : 'accepted'
  expect(VERDICTS).toContain(outcome.refused)
  return outcome.refused as PaymentVerdict
}

const KERNELS = { webAssemblyKernel, typescriptKernel, nobleKernel }

describe.each(Object.entries(KERNELS))('on %s', (name, create) => {
  it('decides as the slow implementation does, payment by payment, and takes as many steps', () => {
    const seen = new Map<PaymentVerdict, number>()
    for (let round = 0; round < (name === 'webAssemblyKernel' ? 60 : 8); round += 1) {
      const random = numbers(round + 1)
      const world = createWorld(random)
      const engine = createEngine({ kernel: create('indexed'), capacity: CAPACITY, longestSkip: LONGEST_SKIP })
      for (const { chain, value, expires } of world.chains) engine.open({ chain, value, expires })
      engine.close(6)
      for (let now = 0; now < 20; now += 1) {
        // Made one after the other against the oracle, so that later payments go on from what the earlier ones did.
        const before = tally.read().chainStep ?? 0
        const batch = Array.from({ length: 1 + random(100) }, () => {
          const payment = randomPayment(world, random)
          return { payment, verdict: oracle(world, payment, now) }
        })
        const steps = (tally.read().chainStep ?? 0) - before
        const frames = new Uint8Array(batch.length * FRAME_BYTES)
        for (const [at, { payment }] of batch.entries())
          frames.set(paymentFrameLayout.encode(payment), at * FRAME_BYTES)
        const prices = Float64Array.from(batch, ({ payment }) => payment.price)
        const taken = engine.take({ frames, prices, now })
        const expected = batch.map(({ verdict }) => verdict)
        expect(Array.from(taken.verdicts, (code) => VERDICTS[code])).toEqual(expected)
        expect(taken.steps).toBe(steps)
        for (const verdict of expected) seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      }
      const state = world.chains.map(({ best, waitingSince }) => ({ best, waitingSince }))
      expect(
        world.chains
          .map((_, slot) => engine.entry(slot))
          .map((entry) => ({ best: entry?.best, waitingSince: entry?.waitingSince })),
      ).toEqual(state)
    }
    expect([...seen.keys()].sort()).toEqual([...VERDICTS].sort())
  })
})
