import { describe, expect, it } from 'vitest'
import { FLOW_NAMES } from '../testing/ikp-steps.ts'
import { runFlow, type Wiretap } from '../play/flow.ts'
import { createWorld, NOW, priceTerms, runPayment } from '../play/world.ts'
import { VARIANTS } from './variant.ts'

describe.each(VARIANTS)('%s', (variant) => {
  it('pays: all three agree, money moves once', async () => {
    const world = await createWorld({ variant })
    const run = await runPayment(world, priceTerms(250n))
    expect(run.answer).toBe('yes')
    expect(world.ledger.account('4711 0815')).toMatchObject({ held: 0n, charged: 250n })
    expect(world.ledger.seller('seller-1')).toMatchObject({ credited: 250n })
    expect(run.seller.common.seller.date).toBe(NOW)
  })

  it('says no, signed, when the credit does not cover the price', async () => {
    const world = await createWorld({ variant, creditLimit: 249n })
    expect((await runPayment(world, priceTerms(250n))).answer).toBe('no')
    expect(world.ledger.account('4711 0815')).toMatchObject({ held: 0n, charged: 0n })
  })
})

/** Public-key operations per completed payment (SPEC.md 6), certificates being cached after the first. */
const COSTS = {
  '1kp': { buyer: { encrypt: 1, verify: 1 }, seller: { verify: 1 }, acquirer: { decrypt: 1, sign: 1 } },
  '2kp': {
    buyer: { encrypt: 1, verify: 2 },
    seller: { sign: 1, verify: 1 },
    acquirer: { decrypt: 1, sign: 1, verify: 1 },
  },
  '3kp': {
    buyer: { encrypt: 1, sign: 1, verify: 2 },
    seller: { sign: 1, verify: 2 },
    acquirer: { decrypt: 1, sign: 1, verify: 2 },
  },
  '3kp-hardened': {
    buyer: { encrypt: 1, sign: 1, verify: 2 },
    seller: { sign: 2, verify: 2 },
    acquirer: { decrypt: 1, sign: 1, verify: 2 },
  },
} as const

const PUBLIC_KEY_KINDS = ['sign', 'verify', 'encrypt', 'decrypt'] as const

describe.each(VARIANTS)('%s costs what SPEC.md 6 says', (variant) => {
  it.each(['buyer', 'seller', 'acquirer'] as const)('%s', async (role) => {
    const world = await createWorld({ variant })
    await runPayment(world, priceTerms(10n), 1n) // fills the certificate caches
    const before = world.tallies[role].read()
    await runPayment(world, priceTerms(10n), 2n)
    const after = world.tallies[role].read()
    const spent = Object.fromEntries(
      PUBLIC_KEY_KINDS.map((kind) => [kind, (after[kind] ?? 0) - (before[kind] ?? 0)]).filter(
        ([, count]) => count !== 0,
      ),
    )
    expect(spent).toEqual(COSTS[variant][role])
  })
})

it.each(VARIANTS)('%s takes six messages, as SPEC.md 6 says', async (variant) => {
  const carried: string[] = []
  const tap: Wiretap = {
    bytes(flow, encoded) {
      carried.push(flow)
      return encoded
    },
  }
  expect(await runFlow(await createWorld({ variant }), priceTerms(10n), tap)).toEqual({
    kind: 'answered',
    answer: 'yes',
  })
  expect(carried).toEqual(FLOW_NAMES)
})
