// A plain prepaid account as a scheme of the comparison: the smallest one that has buyers, sellers, a bank, evidence and
// a judge. One line in bench/scheme/schemes.ts makes it part of `tickbench compare`.

import type { Crypto } from '../../../src/crypto/crypto.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { createTally } from '../../../src/crypto/operations.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import type { MicroTransaction, Workload } from '../../workload/micro-transaction.ts'
import type {
  Court,
  MoneyBooks,
  OpenScheme,
  SchemeDeclaration,
  SchemeInput,
} from '../../scheme/contract/declaration.ts'
import { unwrapBy } from '../../scheme/contract/failure.ts'
import { equal, revenueOf, sum } from '../../scheme/contract/self-check.ts'
import { createWire, type Wire } from '../../scheme/contract/wire.ts'
import { takeOrder, type OrderRefusal, type PrepaidAccount } from './bank.ts'
import {
  isMaced,
  maced,
  macedOrderLayout,
  macedReceiptLayout,
  orderLayout,
  receiptLayout,
  type Maced,
} from './messages.ts'

export const prepaid: SchemeDeclaration<PrepaidEvidence> = {
  name: 'prepaid-account',
  title: 'prepaid account',
  paper: 'none: an example to copy (bench/examples/prepaid)',
  parties: { payer: ['buyer'], seller: ['seller'], backOffice: ['bank'] },
  options: [],
  claimsAtOnce: true,
  hasChains: false,
  weight: 2,
  series: 6,
  risks: [
    { party: 'third party on line', risk: 'for every payment' },
    { party: 'buyer, device stolen', risk: 'the balance, until the account is blocked' },
  ],
  expected: ({ payments }) => ({ buyer: { mac: payments }, seller: { mac: payments }, bank: { mac: 2 * payments } }),
  judge: { finds: 'who holds the keys finds the same claims in the stored orders', needsSecrets: true, sit },
  open,
}

/** Secret: the bank could have made all orders itself. */
export interface PrepaidEvidence {
  readonly keys: ReadonlyMap<string, Uint8Array>
  readonly orders: readonly Maced[]
}

function sit(crypto: Crypto): Court<PrepaidEvidence> {
  return {
    hear({ keys, orders }) {
      const proven = orders.filter((said) => {
        const key = keys.get(said.order.account)
        return key !== undefined && isMaced(crypto, key, orderLayout, said)
      })
      return revenueOf(
        [],
        proven.map(({ order }) => ({ seller: order.seller, paid: order.units })),
      )
    },
  }
}

/** All parties are of this run: what they refuse is a fault of the program. */
const OURS = { cause: 'ours', words: 'bank and seller are of this run' } as const
const unwrap = unwrapBy<OrderRefusal | 'receiptWrong'>({
  macWrong: OURS,
  numberUsed: OURS,
  balanceTooLow: OURS,
  receiptWrong: OURS,
})

interface PrepaidRun {
  readonly parties: Readonly<Record<'buyer' | 'seller' | 'bank', Crypto>>
  readonly wire: Wire
  readonly sellerKeys: ReadonlyMap<string, Uint8Array>
  readonly accounts: Map<string, PrepaidAccount>
  readonly loaded: bigint
  readonly orders: Maced[]
}

function open({ crypto, seed, workload, directory, lane, unit }: SchemeInput): Promise<OpenScheme<PrepaidEvidence>> {
  const random = seededRandom(seed, 'prepaid-account')
  const tallies = { buyer: createTally(), seller: createTally(), bank: createTally() }
  const spent = spentBy(workload)
  const run: PrepaidRun = {
    parties: {
      buyer: observed(crypto, tallies.buyer.observe),
      seller: observed(crypto, tallies.seller.observe),
      bank: observed(crypto, tallies.bank.observe),
    },
    wire: createWire(lane),
    sellerKeys: new Map([...directory.sellers.keys()].map((seller) => [seller, random(32)])),
    accounts: new Map([...spent].map(([buyer, balance]) => [buyer, { key: random(32), balance, number: 0 }])),
    loaded: sum(spent.values()),
    orders: [],
  }
  let judged = 0
  return Promise.resolve({
    async pay(transaction) {
      pay(run, transaction)
      lane?.move('paid', 'outside', transaction.seller, transaction.price / unit)
    },
    settle: () => Promise.resolve(),
    books: () => books(run, directory.sellers.keys()),
    meters: () => ({
      operations: Object.fromEntries(Object.entries(tallies).map(([role, tally]) => [role, tally.read()])),
      messages: run.wire.messages,
      bytes: run.wire.bytes,
      claims: run.orders.length,
    }),
    evidence() {
      const orders = run.orders.slice(judged)
      judged = run.orders.length
      return { keys: new Map([...run.accounts].map(([account, { key }]) => [account, key])), orders }
    },
  })
}

const ROUTES = {
  order: { from: 'buyer', to: 'seller', step: 'order' },
  forwarded: { from: 'seller', to: 'bank', step: 'order' },
  receipt: { from: 'bank', to: 'seller', step: 'receipt' },
} as const

/** Buyer to seller to bank and back: every message through its codec. */
function pay({ parties, wire, sellerKeys, accounts, orders }: PrepaidRun, transaction: MicroTransaction): void {
  const { buyer, seller, price } = transaction
  const [account, sellerKey] = [accounts.get(buyer), sellerKeys.get(seller)]
  if (account === undefined || sellerKey === undefined)
    throw new RangeError('a transaction of somebody without account')
  const order = { account: buyer, seller, number: account.number + 1, units: price }
  const said = wire.carry(macedOrderLayout, maced(parties.buyer, account.key, orderLayout, order), ROUTES.order)
  const forwarded = wire.carry(macedOrderLayout, said, ROUTES.forwarded)
  const [next, outcome] = takeOrder(parties.bank, sellerKey, account, forwarded)
  accounts.set(buyer, next)
  const receipt = wire.carry(macedReceiptLayout, unwrap('order', outcome), ROUTES.receipt)
  const isGenuine = isMaced(parties.seller, sellerKey, receiptLayout, receipt)
  unwrap('receipt', isGenuine ? { ok: true, value: receipt } : { ok: false, refused: 'receiptWrong' })
  orders.push(forwarded)
}

function books({ accounts, loaded, orders }: PrepaidRun, sellers: Iterable<string>): MoneyBooks {
  const paid = orders.map(({ order }) => ({ seller: order.seller, paid: order.units }))
  const left = sum([...accounts.values()].map(({ balance }) => balance))
  return {
    payments: orders.length,
    revenueBySeller: revenueOf(sellers, paid),
    checks: [
      {
        name: 'what was loaded is on accounts or with sellers',
        ...equal(loaded, left + sum(paid.map((one) => one.paid))),
      },
    ],
  }
}

/** Accounts are loaded with what they will need. */
function spentBy({ transactions }: Workload): ReadonlyMap<string, bigint> {
  return revenueOf(
    [],
    transactions.map(({ buyer, price }) => ({ seller: buyer, paid: price })),
  )
}
