// Which tokens were redeemed, told by the seller to the broker (SPEC.md 7). By its lowest coupon a seller
// can claim tokens that nobody used; the report shows the difference, and whose money it is.

import type { Crypto } from '../../../crypto/crypto.ts'
import { fixed, u32, u64 } from '../../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../../bytes/layout.ts'
import { equalConstantTime } from '../../../bytes/bytes.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { DIGEST_BYTES } from '../common.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import { MOST_REPORTED, redemptionReportLayout } from './messages.ts'
import type { BrokerRelation } from './seller.ts'

/** TTP→S, under K_(TTP,S): the report is in the books. */
export interface ReportReceipt {
  readonly transactionId: bigint
  readonly sequence: number
  readonly reportDigest: Uint8Array
}

export const reportReceiptLayout: Layout<ReportReceipt> = taggedLayout<ReportReceipt>('ReportReceipt', 0x67, {
  transactionId: u64('TID_S of the broker'),
  sequence: u32('of the report'),
  reportDigest: fixed(DIGEST_BYTES, 'H(RedemptionReport)'),
})

/** The next report, or the one that waits for its receipt. A report that cannot hold all ends no period. */
export function reportRedemptions(
  crypto: Crypto,
  relation: BrokerRelation,
  now: number,
): Transition<BrokerRelation, Maced> {
  const { reporting, redeemed, chain, keys } = relation
  if (reporting.open !== undefined) return [relation, reporting.open.message]
  const fresh = [...redeemed].filter(([, token]) => !token.reported).map(([number]) => number)
  const numbers = fresh.slice(0, MOST_REPORTED)
  const upTo = numbers.length === fresh.length ? Math.max(now, reporting.upTo) : reporting.upTo
  const sequence = reporting.sequence + 1
  const { transactionId } = chain
  const body = redemptionReportLayout.encode({ transactionId, sequence, upTo, redeemed: numbers })
  const message = protect(crypto, keys.macKey, body)
  return [{ ...relation, reporting: { ...reporting, open: { message, upTo, numbers } } }, message]
}

export type ReceiptRefusal = 'tagWrong' | 'notWaiting'

/** After the receipt a token that has ended need not be remembered: it is refused by its date. */
export function takeReceipt(
  crypto: Crypto,
  relation: BrokerRelation,
  message: Maced,
): Transition<BrokerRelation, Outcome<number, ReceiptRefusal>> {
  if (!isIntact(crypto, relation.keys.macKey, message)) return [relation, refuse('tagWrong')]
  const { reportDigest, sequence } = reportReceiptLayout.decode(message.body)
  const { open } = relation.reporting
  if (open === undefined || !equalConstantTime(crypto.hash(open.message.body), reportDigest)) {
    return [relation, refuse('notWaiting')]
  }
  const reported = new Set(open.numbers)
  const kept = [...relation.redeemed]
    .map(([number, token]) => [number, reported.has(number) ? { ...token, reported: true } : token] as const)
    .filter(([, token]) => !token.reported || token.expires >= open.upTo)
  const reporting = { sequence, upTo: open.upTo, open: undefined }
  return [{ ...relation, redeemed: new Map(kept), reporting }, accept(sequence)]
}
