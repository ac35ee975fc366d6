// By its lowest coupon a seller claims every higher one, used or not (broker/SPEC.md 7). Three tokens are
// fetched ahead, one is never used.

import { overcleared, reconcile } from '../../src/payment/ikp/broker/reconcile.ts'
import { reportRedemptions } from '../../src/payment/ikp/broker/report.ts'
import { redemptionReportLayout, tokenPaymentLayout } from '../../src/payment/ikp/broker/messages.ts'
import { macedLayout, protect } from '../../src/payment/ikp/coupon/delivery/session.ts'
import { clearRequestLayout } from '../../src/payment/ikp/coupon/messages.ts'
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
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged } from './row.ts'
import { openStage } from './stage.ts'

const RELATION = 50n

const USE = { from: 'buyer', to: 'seller', step: 'use' } as const
const CLAIMS = { from: 'seller', to: 'acquirer', step: 'Clear-Request' } as const
const REPORT = { from: 'seller', to: 'broker', step: 'report' } as const

interface Setting {
  readonly name: string
  readonly because: string
  readonly report: (opened: Brokered, stage: Stage) => void
}

const SETTINGS: readonly Setting[] = [
  { name: 'no reconciliation', because: 'nobody asks which tokens were used', report: () => undefined },
  {
    name: 'redemption report',
    because: 'what no report names is the buyer’s credit and the seller’s debt',
    report: honestReport,
  },
  {
    name: 'false report',
    because: 'shared keys leave no evidence: bounded by unused tokens, left to reputation',
    report: falseReport,
  },
]

export const overClearing: Attack = {
  name: 'over-clearing',
  title: 'a seller claims prefetched coupons that nobody used',
  source: 'src/payment/ikp/broker/SPEC.md 7',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const setting of SETTINGS) rows.push(await stage.under(setting.name, () => play(stage, setting)))
    return rows
  },
}

async function play(stage: Stage, { name, because, report }: Setting): Promise<AttackRow> {
  const opened = await oneOfThreeUnused(stage)
  const { at, desk } = opened
  const { seller } = at.world
  const key = { kind: 'signed', signatureKey: seller.signatureKey ?? new Uint8Array() } as const
  const [, claim] = requestClearing(seller.crypto, desk.relation.chain, key, false)
  const { paidInAll } = cleared(at.world, stage.sends(clearRequestLayout, claim, CLAIMS)).statement
  report(opened, stage)
  const outgoing = at.books.currentOutgoing(SELLER)
  if (outgoing === undefined) throw new RangeError('the broker has no relation with the seller')
  const owed = overcleared(outgoing, at.books.tokens(SELLER, RELATION), Number(paidInAll))
  const credit = at.books.buyer(1n)?.credit ?? 0n
  const gains = {
    buyer: credit - 1n, // one token of three was not used and should come back
    broker: owed - credit,
    seller: paidInAll - owed - BigInt(desk.relation.units),
  }
  return judged({ setting: name, gains, because })
}

async function oneOfThreeUnused(stage: Stage): Promise<Brokered> {
  const { at, session, desk } = await brokered()
  const [session1, first] = fetched(at, session, orderFor(at, undefined))
  const [session2] = fetched(at, session1, orderFor(at, undefined))
  const [session3, last] = fetched(at, session2, orderFor(at, undefined))
  const [desk1] = redeemed(at, desk, stage.sends(tokenPaymentLayout, used(at, first, '/reports/1')[1], USE))
  const [desk2] = redeemed(at, desk1, stage.sends(tokenPaymentLayout, used(at, last, '/reports/3')[1], USE))
  return { at, session: session3, desk: desk2 }
}

function afterLife({ at }: Brokered): number {
  return NOW + at.broker.tokenLifeMs + 1
}

function honestReport(opened: Brokered, stage: Stage): void {
  const [, message] = reportRedemptions(opened.at.seller.crypto, opened.desk.relation, afterLife(opened))
  take(opened, stage.sends(macedLayout, message, REPORT))
}

/** Names the unused token as redeemed as well. */
function falseReport(opened: Brokered, stage: Stage): void {
  const report = { transactionId: RELATION, sequence: 1, upTo: afterLife(opened), redeemed: [1, 2, 3] }
  const body = redemptionReportLayout.encode(report)
  const message = protect(opened.at.seller.crypto, opened.desk.relation.keys.macKey, body)
  take(opened, stage.sends(macedLayout, message, REPORT))
}

function take({ at }: Brokered, message: ReturnType<typeof protect>): void {
  const outgoing = at.books.currentOutgoing(SELLER)
  if (outgoing === undefined) throw new RangeError('the broker has no relation with the seller')
  const [change, outcome] = reconcile(at.broker.crypto, at.books, { outgoing, message })
  accepted(outcome)
  at.books.apply(change)
}
