// One full iKP run for every micro-transaction: the thing that is too expensive, and why coupons exist. Money moves at
// once, so nothing is left to clear.

import type { MicroTransaction } from '../workload/micro-transaction.ts'
import { ikpChecks } from './coupon-checks.ts'
import {
  CURRENCY,
  openDesk,
  operationsOf,
  partiesOf,
  revenueOf,
  runIkp,
  type DeskInput,
  type IkpDesk,
} from './ikp-desk.ts'
import type { Risk, Scheme, SchemeBooks } from './scheme.ts'
import { createWire, type Wire } from './wire.ts'

interface MacroRun {
  readonly desk: IkpDesk
  readonly wire: Wire
  /** Price of every payment that the seller holds a signed yes for. */
  readonly owed: bigint[]
  now: number
}

export async function createMacroScheme(input: DeskInput): Promise<Scheme> {
  const run: MacroRun = { desk: await openDesk(input), wire: createWire(), owed: [], now: 0 }
  return {
    name: 'ikp-macro',
    pay: (transaction) => pay(run, transaction),
    settle: () => Promise.resolve(),
    books: () => books(run),
  }
}

async function pay(run: MacroRun, transaction: MicroTransaction): Promise<void> {
  run.now = Math.max(run.now, transaction.atMs)
  const { price } = transaction
  const { buyer, seller, description } = partiesOf(run.desk, transaction)
  const { seller: payment } = await runIkp(run.desk, run.wire, {
    buyer,
    seller,
    terms: { currency: CURRENCY, price, chains: [], values: [] },
    offer: { description, currency: CURRENCY, price, coupons: undefined },
    transactionId: BigInt(run.owed.length + 1),
    now: run.now,
  })
  if (payment.step !== 'authorised') throw new RangeError(`a payment that is ${payment.step}, not authorised`)
  run.owed.push(payment.common.terms.price)
}

function books({ desk, wire, owed }: MacroRun): SchemeBooks {
  return {
    payments: owed.length,
    revenueBySeller: revenueOf(desk),
    chainsOpened: 0,
    operations: operationsOf(desk),
    messages: wire.messages,
    bytes: wire.bytes,
    apdus: 0,
    checks: ikpChecks(
      desk.ledger,
      owed.map((price) => ({ owed: price })),
    ),
    risks: MACRO_RISKS,
  }
}

const MACRO_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'for every payment' },
  { party: 'buyer, device stolen', risk: 'the account, until its key is revoked' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
  { party: 'seller, buyer cheats', risk: 'nothing: authorised before delivery' },
  { party: 'acquirer', risk: 'credit risk of the buyer, payment by payment' },
  { party: 'crash', risk: 'one payment in doubt until Inquiry answers' },
  { party: 'privacy', risk: 'the seller sees a pseudonym, the acquirer no order text' },
]
