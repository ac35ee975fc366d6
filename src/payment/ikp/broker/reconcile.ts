// The broker's side of redemption reports. What expired unused goes back to the buyer as credit: the broker was paid for
// it and has nothing to give. What the seller cleared of it, the seller owes the broker (SPEC.md 7).

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { isIntact, protect, type Maced } from '../coupon/delivery/session.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { BrokerBooks, BrokerChange, BuyerAccount, IssuedToken, Outgoing } from './books.ts'
import { redemptionReportLayout, type RedemptionReport } from './messages.ts'
import { reportReceiptLayout } from './report.ts'

export type ReportRefusal =
  | 'tagWrong'
  | 'anotherChain'
  | 'outdated'
  | 'changedRepeat'
  | 'reportMissing'
  | 'neverIssued'
  | 'reportedUnused'

export interface ReportInput {
  readonly outgoing: Outgoing
  readonly message: Maced
}

/**
 * Takes a report: its tokens are redeemed, and open ones that ended before `upTo` are unused. A repeat of
 * the last report changes nothing and gets its receipt; an earlier one has had it, or there would be no later one. What a seller did not report in time is unused for good: it has had the period to do it.
 */
export function reconcile(
  crypto: Crypto,
  books: BrokerBooks,
  { outgoing, message }: ReportInput,
): Transition<BrokerChange, Outcome<Maced, ReportRefusal>> {
  if (!isIntact(crypto, outgoing.keys.macKey, message)) return [{}, refuse('tagWrong')]
  const report = redemptionReportLayout.decode(message.body)
  if (report.transactionId !== outgoing.transactionId) return [{}, refuse('anotherChain')]
  const { transactionId, sequence } = report
  const digest = crypto.hash(message.body)
  const body = reportReceiptLayout.encode({ transactionId, sequence, reportDigest: digest })
  const receipt = protect(crypto, outgoing.keys.macKey, body)
  const last = outgoing.reported
  if (sequence === last.sequence && last.digest !== undefined) {
    return [{}, equalConstantTime(digest, last.digest) ? accept(receipt) : refuse('changedRepeat')]
  }
  if (sequence <= last.sequence) return [{}, refuse('outdated')]
  if (sequence !== last.sequence + 1) return [{}, refuse('reportMissing')]
  const tokens = books.tokens(outgoing.sellerId, outgoing.transactionId)
  const refused = refuseNumbers(tokens, report)
  if (refused !== undefined) return [{}, refuse(refused)]
  const change = settle(books, tokens, report)
  return [{ ...change, outgoing: { ...outgoing, reported: { sequence, digest } } }, accept(receipt)]
}

/**
 * What the seller has been paid for tokens that nobody used, minor units of its currency; `cleared` is how many coupons
 * the acquirer has paid by its signed statement. To be refunded, or set off against the next chain.
 */
export function overcleared({ chain }: Outgoing, tokens: readonly IssuedToken[], cleared: number): bigint {
  const unused = tokens.filter(({ state }) => state === 'unused')
  const units = unused.map(({ spent, count }) => Math.min(Math.max(cleared - (spent - count), 0), count))
  return units.reduce((sum, count) => sum + BigInt(count) * chain.value, 0n)
}

function refuseNumbers(tokens: readonly IssuedToken[], { redeemed }: RedemptionReport): ReportRefusal | undefined {
  const byNumber = new Map(tokens.map((token) => [token.number, token]))
  for (const number of redeemed) {
    const token = byNumber.get(number)
    if (token === undefined) return 'neverIssued'
    if (token.state === 'unused') return 'reportedUnused'
  }
  return undefined
}

function settle(
  books: BrokerBooks,
  tokens: readonly IssuedToken[],
  { redeemed, upTo }: RedemptionReport,
): BrokerChange {
  const reported = new Set(redeemed)
  const changed: IssuedToken[] = []
  const credits = new Map<bigint, bigint>()
  for (const token of tokens) {
    if (token.state !== 'open') continue
    if (reported.has(token.number)) {
      changed.push({ ...token, state: 'redeemed' })
    } else if (token.expires < upTo) {
      changed.push({ ...token, state: 'unused' })
      credits.set(token.buyer, (credits.get(token.buyer) ?? 0n) + token.charged)
    }
  }
  return { tokens: changed, buyers: credited(books, credits) }
}

function credited(books: BrokerBooks, credits: ReadonlyMap<bigint, bigint>): readonly BuyerAccount[] {
  return [...credits].map(([transactionId, amount]) => {
    const account = books.buyer(transactionId)
    if (account === undefined) throw new RangeError(`a token of buyer ${transactionId}, who has no account`)
    return { ...account, credit: account.credit + amount }
  })
}
