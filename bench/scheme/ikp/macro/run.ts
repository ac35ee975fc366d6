// One full iKP run for every micro-transaction: the thing that is too expensive, and why coupons exist. Money moves at
// once, so nothing is left to clear.

import { commonLayout } from '../../../../src/payment/ikp/common.ts'
import { judgeMoney, type MoneyFile } from '../../../../src/payment/ikp/judge-money.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { ikpChecks, type JudgedClaim } from '../checks.ts'
import {
  CURRENCY,
  openDesk,
  operationsOf,
  partiesOf,
  revenueOf,
  runIkp,
  type DeskInput,
  type IkpDesk,
} from '../desk.ts'
import type { Risk, Scheme, SchemeBooks } from '../../scheme.ts'
import { createWire, type Wire } from '../../wire.ts'

interface StoredPayment {
  readonly sellerId: string
  readonly file: MoneyFile
}

interface MacroRun {
  readonly desk: IkpDesk
  readonly wire: Wire
  /** What each seller stores of its payments. */
  readonly evidence: StoredPayment[]
  now: number
}

export async function createMacroScheme(input: DeskInput): Promise<Scheme> {
  const run: MacroRun = { desk: await openDesk(input), wire: createWire(), evidence: [], now: 0 }
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
    transactionId: BigInt(run.evidence.length + 1),
    now: run.now,
  })
  if (payment.step !== 'authorised') throw new RangeError(`a payment that is ${payment.step}, not authorised`)
  const file = {
    common: commonLayout.encode(payment.common),
    response: payment.response,
    acquirerCertificate: seller.acquirerCertificate,
    sellerCertificate: seller.certificate,
    orders: [],
  }
  run.evidence.push({ sellerId: seller.sellerId, file })
}

function books({ desk, wire, evidence, now }: MacroRun): SchemeBooks {
  return {
    payments: evidence.length,
    revenueBySeller: revenueOf(desk),
    chainsOpened: 0,
    closedForOther: 0,
    operations: operationsOf(desk),
    messages: wire.messages,
    bytes: wire.bytes,
    apdus: 0,
    checks: ikpChecks(
      desk.ledger,
      evidence.map((stored) => judged(desk, stored, now)),
    ),
    risks: MACRO_RISKS,
  }
}

/** What a stored payment proves; nothing where it proves nothing. */
function judged(
  { judgeCrypto, judgeCertificates }: IkpDesk,
  { sellerId, file }: StoredPayment,
  at: number,
): JudgedClaim {
  const debt = judgeMoney({ crypto: judgeCrypto, certificates: judgeCertificates }, file, at)
  return { sellerId, owed: debt.ok ? debt.value.cleared - debt.value.refunded : 0n }
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
