// A whole run of every card scheme, disturbed at each of its commands in turn: the terminal must come to a definite
// answer, and the books must agree (oracles 1, 2 and 4 of ARCHITECTURE.md).

import { expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { NOTHING_SKIPPED, revenueBySeller, type Workload } from '../workload/micro-transaction.ts'
import { openSchemes } from './open.ts'
import type { PaymentSignerName } from './card-signature/signers.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from './contract/policy.ts'
import { SchemeFailure } from './contract/failure.ts'
import type { Scheme } from './open.ts'
import { faultyRack, type Fault } from './testing/faulty-rack.ts'

const START_MS = Date.UTC(2026, 0, 5, 8)
const transactions = ['/a', '/a', '/b', '/a', '/a'].map((seller, at) => {
  return { buyer: `buyer-${at % 2}`, seller, item: `${seller}/item`, price: BigInt(1 + at), atMs: START_MS + at * 1000 }
})
const workload: Workload = {
  name: 'five payments',
  transactions,
  requests: transactions.length,
  ...NOTHING_SKIPPED,
  priceRule: '1 to 5 units',
}

interface Ended {
  readonly commands: number
  readonly scheme: Scheme | undefined
}

async function runDisturbed(
  name: string,
  fault: Fault,
  at: number,
  signer: PaymentSignerName = 'counter-signer',
): Promise<Ended> {
  const faulty = faultyRack(fault, at)
  const settings = {
    crypto: nodeCrypto(signer === 'counter-signer' ? 'ed25519' : 'p256'),
    options: { 'card-signer': signer },
    policy: { ...DEFAULT_POLICY, firstLength: 4 },
    clear: DEFAULT_CLEARING,
    seed: 1,
    unit: 1n,
    cards: faulty.rack,
    profile: undefined,
  } as const
  const [scheme] = await openSchemes([name], workload, settings)
  for (const transaction of transactions) await scheme?.pay(transaction)
  await scheme?.settle()
  return { commands: faulty.commands(), scheme }
}

const REPAIRED = ['answer lost', 'reset before', 'torn', 'reset at T=1', 'reset at T=0'] as const
const SCHEMES = ['cafe-tick', 'purse-mac', 'card-signature'] as const

it.each(SCHEMES.flatMap((name) => REPAIRED.map((fault) => [name, fault] as const)))(
  '%s, %s at any command: every payment is made once and the books agree',
  async (name, fault) => {
    const { commands } = await runDisturbed(name, fault, 0)
    expect(commands).toBeGreaterThan(5)
    const wanted = revenueBySeller(workload)
    for (let at = 1; at <= commands; at += 1) {
      const { scheme } = await runDisturbed(name, fault, at)
      const { checks, revenueBySeller: earned } = scheme!.books()
      expect({ at, failed: checks.filter(({ holds }) => !holds) }).toEqual({ at, failed: [] })
      expect({ at, earned }).toEqual({ at, earned: wanted })
    }
    process.stdout.write(`${name}, ${fault}: ${commands} cases\n`)
  },
)

const TOKENS = ['piv', 'openpgp-authenticate', 'openpgp-sign', 'u2f'] as const

it.each(TOKENS)('payments signed by %s survive a reset at any command: selection and PIN are lost', async (signer) => {
  const { commands } = await runDisturbed('card-signature', 'reset at T=1', 0, signer)
  expect(commands).toBeGreaterThan(3)
  for (let at = 1; at <= commands; at += 1) {
    const { scheme } = await runDisturbed('card-signature', 'reset at T=1', at, signer)
    const { checks, revenueBySeller: earned } = scheme!.books()
    expect({ at, failed: checks.filter(({ holds }) => !holds) }).toEqual({ at, failed: [] })
    expect({ at, earned }).toEqual({ at, earned: revenueBySeller(workload) })
  }
})

it.each(SCHEMES)(
  '%s, answer spoilt at any command: the books agree, or the run ends with a clear refusal',
  async (name) => {
    const { commands } = await runDisturbed(name, 'answer spoilt', 0)
    let finished = 0
    const looks = name === 'card-signature' ? 0 : 1 // at the balance in the end, which no MAC protects
    for (let at = 1; at <= commands - looks; at += 1) {
      try {
        const { scheme } = await runDisturbed(name, 'answer spoilt', at)
        expect({ at, failed: scheme!.books().checks.filter(({ holds }) => !holds) }).toEqual({ at, failed: [] })
        finished += 1
      } catch (error) {
        if (!(error instanceof SchemeFailure || error instanceof DecodeError)) throw error
      }
    }
    expect(finished).toBeGreaterThan(commands / 2)
  },
)

it.each(SCHEMES)('%s: a card that was taken out ends the run, and nobody asks the next one to go on', async (name) => {
  const { commands } = await runDisturbed(name, 'removed', 0)
  for (let at = 1; at <= commands; at += 1) {
    const failure: unknown = await runDisturbed(name, 'removed', at).catch((error: unknown) => error)
    expect({ at, code: Reflect.get(Object(failure), 'code') }).toEqual({ at, code: 'cardRemoved' })
  }
})
