// What a number of payments of one buyer to one seller costs in operations, counted by making them. Counts are exact;
// those of schemes without chains are made once and multiplied.

import { createCrypto } from '../../src/crypto/engines.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { OPERATION_KINDS, type OperationCounts } from '../../src/crypto/operations.ts'
import { openScheme } from '../scheme/open.ts'
import { schemeNamed } from '../scheme/named.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'

import { NOTHING_SKIPPED, type Workload } from '../workload/micro-transaction.ts'

export interface CountedPayments {
  readonly payments: number
  /** By role; set-up is not counted. */
  readonly operations: Readonly<Record<string, OperationCounts>>
}

export interface SchemeCounts {
  readonly scheme: string
  /** One entry a number of payments, in the order asked for. */
  readonly counted: readonly CountedPayments[]
}

/** The counts are the same for every suite and engine; this pair is the quickest. */
export function countingCrypto(): Crypto {
  const crypto = createCrypto('node', 'ed25519')
  if (crypto === undefined) throw new RangeError('node offers Ed25519')
  return crypto
}

/** What the counts depend on. */
export type CountTerms = Pick<SchemeSettings, 'policy' | 'clear' | 'options'>

const DEFAULT_TERMS: CountTerms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING }

/** `numbers` of payments, each made from the beginning and settled at its end. */
export async function countScheme(
  scheme: string,
  numbers: readonly number[],
  { crypto = countingCrypto(), terms = DEFAULT_TERMS }: { readonly crypto?: Crypto; readonly terms?: CountTerms } = {},
): Promise<SchemeCounts> {
  const once = (payments: number): Promise<CountedPayments> => countOnce(crypto, scheme, payments, terms)
  const counted: CountedPayments[] = []
  if (!schemeNamed(scheme).hasChains) {
    // every payment costs what the one before it cost; tests hold this against payments that were made
    const [first, rule] = [await once(1), await once(2)]
    for (const payments of numbers) counted.push({ payments, operations: extended(first, rule, payments) })
  } else {
    for (const payments of numbers) counted.push(await once(payments))
  }
  return { scheme, counted }
}

/** The payments really made, whatever the scheme. */
export async function countOnce(
  crypto: Crypto,
  scheme: string,
  payments: number,
  terms: CountTerms = DEFAULT_TERMS,
): Promise<CountedPayments> {
  const workload = workloadOf(payments)
  const fixed = { seed: 1, unit: 1n, cards: 'one-each', profile: undefined, paced: false } as const
  return { payments, operations: await countRun(scheme, workload, { ...terms, ...fixed, crypto }) }
}

async function countRun(
  name: string,
  workload: Workload,
  settings: SchemeSettings,
): Promise<CountedPayments['operations']> {
  const scheme = await openScheme(schemeNamed(name), workload, settings)
  for (const transaction of workload.transactions) await scheme.pay(transaction)
  await scheme.settle()
  return scheme.books().operations
}

function workloadOf(payments: number): Workload {
  const transactions = Array.from({ length: payments }, (_, at) => {
    return { buyer: 'buyer', seller: '/seller', item: '/seller/item', price: 1n, atMs: START_MS + at * 1000 }
  })
  return {
    name: `${payments} payments`,
    transactions,
    requests: payments,
    ...NOTHING_SKIPPED,
    priceRule: '1 unit',
  }
}

const START_MS = Date.UTC(2026, 0, 5, 8)

function extended(one: CountedPayments, two: CountedPayments, payments: number): CountedPayments['operations'] {
  const roles = Object.keys(two.operations)
  return Object.fromEntries(
    roles.map((role) => {
      const [first, second] = [one.operations[role] ?? {}, two.operations[role] ?? {}]
      const counts = OPERATION_KINDS.map((kind) => {
        const [a, b] = [first[kind] ?? 0, second[kind] ?? 0]
        return [kind, a + (payments - 1) * (b - a)] as const
      })
      return [role, Object.fromEntries(counts.filter(([, count]) => count > 0)) as OperationCounts]
    }),
  )
}
