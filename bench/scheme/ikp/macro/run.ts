// One full iKP run for every micro-transaction: the thing that is too expensive, and why coupons exist. Money moves at
// once, so nothing is left to clear.

import { describeSubtree } from '../../contract/directory.ts'
import type { Crypto } from '../../../../src/crypto/crypto.ts'
import { createCertificateCheck } from '../../../../src/payment/ikp/certificate.ts'
import { commonLayout } from '../../../../src/payment/ikp/common.ts'
import { judgeMoney, type MoneyFile } from '../../../../src/payment/ikp/judge-money.ts'
import type { Judge } from '../../../../src/payment/ikp/judge.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import type { Court, MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { CURRENCY } from '../../contract/policy.ts'
import { revenueOf } from '../../contract/self-check.ts'
import { createWire, type Wire } from '../../contract/wire.ts'
import { ledgerChecks } from '../checks.ts'
import { OUTSIDE } from '../../../witness/accounts.ts'
import { creditedOf, metersOf, openDesk, partiesOf, runIkp, sellerNames, type IkpDesk } from '../desk.ts'

interface StoredPayment {
  readonly sellerId: string
  readonly file: MoneyFile
}

interface MacroRun {
  readonly desk: IkpDesk
  readonly wire: Wire
  /** What each seller stores of its payments, as long as no judge has asked for it. */
  readonly evidence: StoredPayment[]
  readonly unit: bigint
  payments: number
  now: number
}

/** What sellers store, and what a judge checks with: the authority's key and nothing else of the parties. */
export interface PaymentsEvidence {
  readonly authorityKey: Uint8Array
  readonly payments: readonly StoredPayment[]
  /** The workload's names by ID_S. */
  readonly names: ReadonlyMap<string, string>
  readonly at: number
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<PaymentsEvidence>> {
  const [desk, wire] = [await openDesk(input), createWire(input.lane)]
  const run: MacroRun = { desk, wire, unit: input.unit, evidence: [], payments: 0, now: 0 }
  return {
    pay: (transaction) => pay(run, transaction),
    settle: () => Promise.resolve(),
    books: () => books(run),
    meters: () => metersOf(desk, wire, run.payments),
    evidence: () => evidenceOf(run),
  }
}

function evidenceOf({ desk, evidence, now }: MacroRun): PaymentsEvidence {
  const authorityKey = desk.scheme.authority.publicKey
  return { authorityKey, payments: evidence.splice(0), names: sellerNames(desk), at: now }
}

/** A payment that proves nothing counts nothing. */
export function paymentsCourt(crypto: Crypto): Court<PaymentsEvidence> {
  let judge: Judge | undefined
  return {
    hear({ authorityKey, payments, names, at }) {
      const sitting = (judge ??= { crypto, certificates: createCertificateCheck(crypto, authorityKey) })
      const proven = payments.map(({ sellerId, file }) => {
        const debt = judgeMoney(sitting, file, at)
        const paid = debt.ok ? debt.value.cleared - debt.value.refunded : 0n
        return { seller: names.get(sellerId) ?? sellerId, paid }
      })
      return revenueOf([], proven)
    },
  }
}

async function pay(run: MacroRun, transaction: MicroTransaction): Promise<void> {
  run.now = Math.max(run.now, transaction.atMs)
  const { price } = transaction
  const { buyer, seller, sellerName } = partiesOf(run.desk, transaction)
  const description = describeSubtree(sellerName, seller.sellerId)
  const { seller: payment } = await runIkp(run.desk, run.wire, {
    buyer,
    seller,
    terms: { currency: CURRENCY, price, chains: [], values: [] },
    offer: { description, currency: CURRENCY, price, coupons: undefined },
    transactionId: BigInt(run.payments + 1),
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
  run.desk.lane?.move('paid', OUTSIDE, sellerName, price / run.unit)
  run.payments += 1
}

function books({ desk, payments }: MacroRun): MoneyBooks {
  return { payments, revenueBySeller: creditedOf(desk), checks: ledgerChecks(desk.ledger) }
}
