// By its lowest coupon a seller claims every higher one, used or not (broker/SPEC.md 7). Three tokens are
// fetched ahead, one is never used.

import { overcleared, reconcile } from '../../src/payment/ikp/broker/reconcile.ts'
import { reportRedemptions } from '../../src/payment/ikp/broker/report.ts'
import { redemptionReportLayout } from '../../src/payment/ikp/broker/messages.ts'
import { protect } from '../../src/payment/ikp/coupon/delivery/session.ts'
import { requestClearing } from '../../src/payment/ikp/coupon/seller.ts'
import { cleared } from '../../src/payment/play/coupon-steps.ts'
import {
  brokered,
  fetched,
  orderFor,
  redeemed,
  SELLER,
  used,
  type Brokered,
} from '../../src/payment/play/broker-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow } from './attack.ts'
import { judged } from './row.ts'

const RELATION = 50n

export const overClearing: Attack = {
  name: 'over-clearing',
  title: 'a seller claims prefetched coupons that nobody used',
  source: 'src/payment/ikp/broker/SPEC.md 7',
  run: async () => [
    await play('no reconciliation', 'nobody asks which tokens were used', () => undefined),
    await play('redemption report', 'what no report names is the buyer’s credit and the seller’s debt', honestReport),
    await play(
      'false report',
      'shared keys leave no evidence: bounded by unused tokens, left to reputation',
      falseReport,
    ),
  ],
}

async function play(setting: string, because: string, report: (opened: Brokered) => void): Promise<AttackRow> {
  const opened = await oneOfThreeUnused()
  const { at, desk } = opened
  const { seller } = at.world
  const key = { kind: 'signed', signatureKey: seller.signatureKey ?? new Uint8Array() } as const
  const [, claim] = requestClearing(seller.crypto, desk.relation.chain, key, false)
  const { paidInAll } = cleared(at.world, claim).statement
  report(opened)
  const outgoing = at.books.currentOutgoing(SELLER)
  if (outgoing === undefined) throw new RangeError('the broker has no relation with the seller')
  const owed = overcleared(outgoing, at.books.tokens(SELLER, RELATION), Number(paidInAll))
  const credit = at.books.buyer(1n)?.credit ?? 0n
  const gains = {
    buyer: credit - 1n, // one token of three was not used and should come back
    broker: owed - credit,
    seller: paidInAll - owed - BigInt(desk.relation.units),
  }
  return judged({ setting, gains, because })
}

async function oneOfThreeUnused(): Promise<Brokered> {
  const { at, session, desk } = await brokered()
  const [session1, first] = fetched(at, session, orderFor(at, undefined))
  const [session2] = fetched(at, session1, orderFor(at, undefined))
  const [session3, last] = fetched(at, session2, orderFor(at, undefined))
  const [desk1] = redeemed(at, desk, used(at, first, '/reports/1')[1])
  const [desk2] = redeemed(at, desk1, used(at, last, '/reports/3')[1])
  return { at, session: session3, desk: desk2 }
}

function afterLife({ at }: Brokered): number {
  return NOW + at.broker.tokenLifeMs + 1
}

function honestReport(opened: Brokered): void {
  const [, message] = reportRedemptions(opened.at.seller.crypto, opened.desk.relation, afterLife(opened))
  take(opened, message)
}

/** Names the unused token as redeemed as well. */
function falseReport(opened: Brokered): void {
  const report = { transactionId: RELATION, sequence: 1, upTo: afterLife(opened), redeemed: [1, 2, 3] }
  const body = redemptionReportLayout.encode(report)
  take(opened, protect(opened.at.seller.crypto, opened.desk.relation.keys.macKey, body))
}

function take({ at }: Brokered, message: ReturnType<typeof protect>): void {
  const outgoing = at.books.currentOutgoing(SELLER)
  if (outgoing === undefined) throw new RangeError('the broker has no relation with the seller')
  const [change, outcome] = reconcile(at.broker.crypto, at.books, { outgoing, message })
  accepted(outcome)
  at.books.apply(change)
}
