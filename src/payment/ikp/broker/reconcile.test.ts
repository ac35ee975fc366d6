import { describe, expect, it } from 'vitest'
import { cleared } from '../../play/coupon-steps.ts'
import {
  BROKER_BAN,
  brokered,
  fetched,
  orderFor,
  redeemed,
  SELLER,
  used,
  type Brokered,
} from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../play/world.ts'
import { requestClearing } from '../coupon/seller.ts'
import { protect, type Maced } from '../coupon/delivery/session.ts'
import type { HeldToken } from './buyer.ts'
import { redemptionReportLayout, type RedemptionReport } from './messages.ts'
import { overcleared, reconcile } from './reconcile.ts'
import { reportRedemptions, takeReceipt } from './report.ts'
import { redeem } from './seller.ts'

const AFTER_LIFE = NOW + 700_000

/** Three tokens fetched ahead; the seller has redeemed the first and the last. */
async function oneUnused(): Promise<Brokered & { unused: HeldToken }> {
  const opened = await brokered()
  const [session1, first] = fetched(opened.at, opened.session, orderFor(opened.at, undefined))
  const [session2, unused] = fetched(opened.at, session1, orderFor(opened.at, undefined))
  const [session, last] = fetched(opened.at, session2, orderFor(opened.at, undefined))
  const [desk1] = redeemed(opened.at, opened.desk, used(opened.at, first, '/reports/1')[1])
  const [desk] = redeemed(opened.at, desk1, used(opened.at, last, '/reports/3')[1])
  return { at: opened.at, session, desk, unused }
}

function outgoing({ at }: Brokered) {
  return at.books.currentOutgoing(SELLER)!
}

function reported(opened: Brokered, message: Maced): Maced {
  const [change, outcome] = reconcile(opened.at.broker.crypto, opened.at.books, { outgoing: outgoing(opened), message })
  opened.at.books.apply(change)
  return accepted(outcome)
}

function states({ at }: Brokered): readonly string[] {
  return at.books.tokens(SELLER, 50n).map(({ state }) => state)
}

describe('a redemption report', () => {
  it('before the end of a token leaves it open', async () => {
    const opened = await oneUnused()
    const [, report] = reportRedemptions(opened.at.seller.crypto, opened.desk.relation, NOW)
    reported(opened, report)
    expect(states(opened)).toEqual(['redeemed', 'open', 'redeemed'])
    expect(opened.at.books.buyer(1n)?.credit).toBe(0n)
  })

  it('after its end gives the buyer credit for what was not used', async () => {
    const opened = await oneUnused()
    const [, report] = reportRedemptions(opened.at.seller.crypto, opened.desk.relation, AFTER_LIFE)
    reported(opened, report)
    expect(states(opened)).toEqual(['redeemed', 'unused', 'redeemed'])
    expect(opened.at.books.buyer(1n)?.credit).toBe(1n)
  })

  it('counts once, however often it comes, and gets the same receipt', async () => {
    const opened = await oneUnused()
    const [, report] = reportRedemptions(opened.at.seller.crypto, opened.desk.relation, AFTER_LIFE)
    const receipt = reported(opened, report)
    expect(reported(opened, report)).toEqual(receipt)
    expect(opened.at.books.buyer(1n)?.credit).toBe(1n)
  })

  it('shows what the seller has cleared and nobody has used', async () => {
    const opened = await oneUnused()
    const { at, desk } = opened
    const key = { kind: 'signed', signatureKey: at.world.seller.signatureKey! } as const
    const [, claim] = requestClearing(at.world.seller.crypto, desk.relation.chain, key, false)
    const { statement } = cleared(at.world, claim)
    expect(statement.paid).toBe(3n) // the lowest coupon claims the unused one too
    expect(at.world.ledger.account(BROKER_BAN)).toMatchObject({ charged: 3n })
    reported(opened, reportRedemptions(at.seller.crypto, desk.relation, AFTER_LIFE)[1])
    const tokens = at.books.tokens(SELLER, 50n)
    expect(overcleared(outgoing(opened), tokens, 3)).toBe(1n)
    expect(overcleared(outgoing(opened), tokens, 1)).toBe(0n)
  })

  it('shows what was cleared of a token that is cleared in part', async () => {
    const { at } = await oneUnused()
    const [token] = at.books.tokens(SELLER, 50n)
    const unused = { ...token!, count: 10, spent: 12, state: 'unused' } as const
    const shown = [2, 3, 11, 12, 20].map((cleared) => overcleared(at.books.currentOutgoing(SELLER)!, [unused], cleared))
    expect(shown).toEqual([0n, 1n, 9n, 10n, 10n])
  })

  it('leaves credit that the next order uses first', async () => {
    const opened = await oneUnused()
    reported(opened, reportRedemptions(opened.at.seller.crypto, opened.desk.relation, AFTER_LIFE)[1])
    const before = opened.session.chains[0]!.spent
    const [session] = fetched(opened.at, opened.session, orderFor(opened.at, undefined, { count: 3 }), { due: 2n })
    expect(session.chains[0]!.spent - before).toBe(2)
    expect(opened.at.books.buyer(1n)?.credit).toBe(0n)
    const [free] = fetched(opened.at, session, orderFor(opened.at, undefined, { count: 2 }), { due: 2n })
    expect(free.chains[0]!.spent - session.chains[0]!.spent).toBe(2)
  })

  it('pays a whole order from credit without a coupon', async () => {
    const opened = await oneUnused()
    reported(opened, reportRedemptions(opened.at.seller.crypto, opened.desk.relation, AFTER_LIFE)[1])
    const [session, held] = fetched(opened.at, opened.session, orderFor(opened.at, undefined), { due: 0n })
    expect(session.chains).toEqual(opened.session.chains)
    expect(held.count).toBe(1)
  })
})

async function withReport(change: Partial<RedemptionReport>) {
  const opened = await oneUnused()
  const report = { transactionId: 50n, sequence: 1, upTo: AFTER_LIFE, redeemed: [1, 3], ...change }
  const body = redemptionReportLayout.encode(report)
  const message = protect(opened.at.seller.crypto, opened.desk.relation.keys.macKey, body)
  return { opened, message }
}

describe('the broker refuses a report', () => {
  it.each<[string, Partial<RedemptionReport>, string]>([
    ['of another relation', { transactionId: 51n }, 'anotherChain'],
    ['out of its order', { sequence: 2 }, 'reportMissing'],
    ['of a number before the first', { sequence: 0 }, 'outdated'],
    ['of a token that it never gave out', { redeemed: [1, 4] }, 'neverIssued'],
  ])('%s', async (_name, change, refused) => {
    const { opened, message } = await withReport(change)
    const { at } = opened
    expect(reconcile(at.broker.crypto, at.books, { outgoing: outgoing(opened), message })).toEqual([
      {},
      { ok: false, refused },
    ])
  })

  it('that comes too late for a token: it counts as unused', async () => {
    const { opened, message } = await withReport({ redeemed: [1] })
    reported(opened, message)
    const late = { transactionId: 50n, sequence: 2, upTo: AFTER_LIFE, redeemed: [3] }
    const second = protect(
      opened.at.seller.crypto,
      opened.desk.relation.keys.macKey,
      redemptionReportLayout.encode(late),
    )
    const { at } = opened
    const [, outcome] = reconcile(at.broker.crypto, at.books, { outgoing: outgoing(opened), message: second })
    expect(outcome).toEqual({ ok: false, refused: 'reportedUnused' })
  })

  it('that comes under a number it has, with other tokens: a receipt would say that these are in the books', async () => {
    const { opened, message } = await withReport({ redeemed: [1], upTo: NOW })
    const { at, desk } = opened
    const other = { transactionId: 50n, sequence: 1, upTo: NOW, redeemed: [1, 3] }
    const { macKey } = desk.relation.keys
    const changed = protect(at.seller.crypto, macKey, redemptionReportLayout.encode(other))
    reported(opened, message)
    const again = () => reconcile(at.broker.crypto, at.books, { outgoing: outgoing(opened), message: changed })
    expect(again()).toEqual([{}, { ok: false, refused: 'changedRepeat' }])
    const next = redemptionReportLayout.encode({ ...other, sequence: 2 })
    reported(opened, protect(at.seller.crypto, macKey, next))
    expect(again()).toEqual([{}, { ok: false, refused: 'outdated' }])
  })

  it('with any altered byte', async () => {
    const { opened, message } = await withReport({})
    const { at } = opened
    for (let byte = 0; byte < message.body.length + message.tag.length; byte += 1) {
      const input = { outgoing: outgoing(opened), message: touched(message, byte) }
      expect(reconcile(at.broker.crypto, at.books, input)[1]).toMatchObject({ refused: 'tagWrong' })
    }
  })
})

describe('the seller, having reported,', () => {
  it('sends the same report until it has the receipt, and then the next', async () => {
    const opened = await oneUnused()
    const { crypto } = opened.at.seller
    const [waiting, report] = reportRedemptions(crypto, opened.desk.relation, NOW)
    expect(reportRedemptions(crypto, waiting, AFTER_LIFE)).toEqual([waiting, report])
    const [settled, outcome] = takeReceipt(crypto, waiting, reported(opened, report))
    expect(outcome).toEqual({ ok: true, value: 1 })
    const [, next] = reportRedemptions(crypto, settled, AFTER_LIFE)
    expect(redemptionReportLayout.decode(next.body)).toMatchObject({ sequence: 2, redeemed: [] })
  })

  it('takes no token whose period it has reported, even by a clock that goes back', async () => {
    const opened = await oneUnused()
    const { crypto } = opened.at.seller
    const payment = used(opened.at, opened.unused, '/reports/2')[1]
    const [relation] = reportRedemptions(crypto, opened.desk.relation, AFTER_LIFE)
    expect(redeem(opened.at.seller, { ...opened.desk, relation }, payment, NOW)[1]).toMatchObject({
      refused: 'tokenExpired',
    })
  })

  it('remembers a redeemed token to its end, so that it is answered again and never taken twice', async () => {
    const opened = await oneUnused()
    const { crypto } = opened.at.seller
    const [early, report] = reportRedemptions(crypto, opened.desk.relation, NOW)
    const [kept] = takeReceipt(crypto, early, reported(opened, report))
    expect([...kept.redeemed.keys()]).toEqual([1, 3])
    const [late, second] = reportRedemptions(crypto, kept, AFTER_LIFE)
    expect(takeReceipt(crypto, late, reported(opened, second))[0].redeemed.size).toBe(0)
  })

  it('does not take a receipt of another report or with an altered byte', async () => {
    const opened = await oneUnused()
    const { crypto } = opened.at.seller
    const [waiting, report] = reportRedemptions(crypto, opened.desk.relation, NOW)
    const receipt = reported(opened, report)
    const [settled] = takeReceipt(crypto, waiting, receipt)
    expect(takeReceipt(crypto, settled, receipt)[1]).toMatchObject({ refused: 'notWaiting' })
    const [next] = reportRedemptions(crypto, settled, AFTER_LIFE)
    expect(takeReceipt(crypto, next, receipt)[1]).toMatchObject({ refused: 'notWaiting' })
    for (let byte = 0; byte < receipt.body.length + receipt.tag.length; byte += 1) {
      expect(takeReceipt(crypto, waiting, touched(receipt, byte))[1]).toMatchObject({ refused: 'tagWrong' })
    }
  })
})
