import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../crypto/random.ts'
import type { BuyerSession } from '../coupon/delivery/buyer.ts'
import type { Maced } from '../coupon/delivery/session.ts'
import {
  answeredTo,
  applied,
  brokered,
  createBrokerWorld,
  fetched,
  itemFor,
  joinBroker,
  joinSeller,
  ordered,
  orderFor,
  redeemed,
  SELLER,
  translated,
  used,
  type Brokered,
} from '../testing/broker-steps.ts'
import { touched } from '../testing/delivery-steps.ts'
import { accepted, NOW } from '../testing/world.ts'
import { readNote } from './buyer.ts'
import { askForGoods, openExchange, takeGoods, takeGoodsKey, type BuyerExchange } from './escrow-buyer.ts'
import { goodsSentLayout, type GoodsAnswer } from './escrow-messages.ts'
import { forgetExchanges, sendGoods, takeNotice, takeReleasedToken, type GoodsSeller } from './escrow-seller.ts'
import { keyForBuyer, openOnce } from './goods-key.ts'
import { giveBack, noticeOf, takeGoodsReceived, takeGoodsSent, type Release } from './escrow.ts'

const REFERENCE = { sellerId: SELLER, transactionId: 50n, number: 1 }
const TOO_LATE = NOW + 700_000

interface Exchange extends Brokered {
  readonly session: BuyerSession
  readonly exchange: BuyerExchange
  readonly seller: GoodsSeller<readonly string[]>
}

/** Money is held, and the seller knows. */
async function held(): Promise<Exchange> {
  const opened = await brokered()
  const { at } = opened
  const item = itemFor('/reports/7')
  const order = orderFor(at, '/reports/7', { escrow: true })
  const [waiting, message] = ordered(at, opened.session, order)
  const [session, delivered] = answeredTo(at, waiting, translated(at, message))
  if (delivered.kind !== 'product') throw new Error(delivered.kind)
  const exchange = openExchange(delivered.product, order, item)
  const seller = { ...at.seller, random: seededRandom(1, 'goods') }
  const notice = noticeOf(at.broker.crypto, at.books.currentOutgoing(SELLER)!, at.books.escrow(REFERENCE)!)
  const [relation, outcome] = takeNotice(seller, opened.desk.relation, notice)
  accepted(outcome)
  return { at, session, exchange, seller, desk: { ...opened.desk, relation } }
}

interface Shipped extends Exchange {
  readonly answer: GoodsAnswer
  readonly received: Maced
}

/** The goods are with the buyer, encrypted. */
async function shipped(): Promise<Shipped> {
  const opened = await held()
  const { crypto } = opened.at.world.buyer
  const use = askForGoods(crypto, opened.exchange)
  const [desk, sent] = sendGoods(opened.seller, opened.desk, { number: 1, use }, NOW)
  const answer = accepted(sent)
  const [exchange, received] = takeGoods(crypto, opened.exchange, answer.toBuyer)
  return { ...opened, desk, exchange, answer, received: accepted(received) }
}

function bySeller({ at, answer }: Shipped, message: Maced = answer.toBroker, now = NOW): Release | undefined {
  const outgoing = at.books.currentOutgoing(SELLER)!
  const [change, outcome] = takeGoodsSent(at.broker, at.books, { outgoing, message }, now)
  at.books.apply(change)
  return accepted(outcome)
}

function byBuyer({ at, received }: Shipped, message: Maced = received, now = NOW): Release | undefined {
  const [change, outcome] = takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message }, now)
  at.books.apply(change)
  return accepted(outcome)
}

describe('a fair exchange', () => {
  it.each([
    ['the seller', bySeller, byBuyer],
    ['the buyer', byBuyer, bySeller],
  ])('gives both what they came for at one moment, when %s is first', async (_name, first, second) => {
    const opened = await shipped()
    expect(first(opened)).toBeUndefined()
    const release = second(opened)!
    const product = accepted(takeGoodsKey(opened.at.world.buyer.crypto, opened.exchange, release.goodsKey))
    expect(new TextDecoder().decode(product)).toBe('contents of /reports/7')
    const [relation, units] = takeReleasedToken(opened.seller, opened.desk.relation, release.token, NOW)
    expect(accepted(units)).toBe(1)
    expect(relation.chain.best.spent).toBe(1)
  })

  it('discloses no coupon of the broker before', async () => {
    const opened = await shipped()
    bySeller(opened)
    expect(opened.at.books.currentOutgoing(SELLER)).toMatchObject({ chain: { spent: 0 }, reserved: 1 })
  })

  it('leaves the buyer with credit when time runs out, once, and frees the coupon of the broker', async () => {
    const opened = await held()
    const { books } = opened.at
    expect(giveBack(books, REFERENCE, NOW)).toBeUndefined()
    applied(books, giveBack(books, REFERENCE, TOO_LATE))
    expect(books.buyer(1n)?.credit).toBe(1n)
    expect(books.currentOutgoing(SELLER)).toMatchObject({ chain: { spent: 0 }, reserved: 0 })
    expect(giveBack(books, REFERENCE, TOO_LATE)).toBeUndefined()
  })

  it('that is over releases nothing any more', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { at, received } = opened
    const late = takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message: received }, TOO_LATE)
    expect(late[1]).toMatchObject({ refused: 'exchangeOver' })
    applied(at.books, giveBack(at.books, REFERENCE, TOO_LATE))
    const after = takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message: received }, NOW)
    expect(after).toEqual([{}, { ok: false, refused: 'exchangeOver' }])
  })

  it('gives the same release again, and no credit after it', async () => {
    const opened = await shipped()
    bySeller(opened)
    const release = byBuyer(opened)
    expect(byBuyer(opened)).toEqual(release)
    expect(bySeller(opened)).toEqual(release)
    expect(opened.at.books.currentOutgoing(SELLER)).toMatchObject({ chain: { spent: 1 }, reserved: 0 })
    expect(giveBack(opened.at.books, REFERENCE, TOO_LATE)).toBeUndefined()
  })

  it('does not happen when both name different goods', async () => {
    const opened = await shipped()
    const { crypto } = opened.at.world.buyer
    const use = askForGoods(crypto, opened.exchange)
    const other = accepted(sendGoods(opened.seller, (await held()).desk, { number: 1, use }, NOW)[1]) // another key
    bySeller(opened, other.toBroker)
    const { at, received } = opened
    const [change, outcome] = takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message: received }, NOW)
    expect([change, outcome]).toEqual([{}, { ok: false, refused: 'goodsDiffer' }])
  })

  it('takes the first word of each side only', async () => {
    const opened = await shipped()
    const { crypto } = opened.at.world.buyer
    const use = askForGoods(crypto, opened.exchange)
    const other = accepted(sendGoods(opened.seller, (await held()).desk, { number: 1, use }, NOW)[1])
    bySeller(opened)
    const outgoing = opened.at.books.currentOutgoing(SELLER)!
    const input = { outgoing, message: other.toBroker }
    expect(takeGoodsSent(opened.at.broker, opened.at.books, input, NOW)[1]).toMatchObject({ refused: 'changedRepeat' })
  })

  it('keeps tokens for others out of the coupons that it has reserved', async () => {
    const at = await createBrokerWorld()
    const session = await joinBroker(at)
    await joinSeller(at, { length: 1 })
    const [waiting, message] = ordered(at, session, orderFor(at, '/reports/7', { escrow: true }))
    const [next] = answeredTo(at, waiting, translated(at, message))
    const [asking, second] = ordered(at, next, orderFor(at, undefined))
    const [, delivered] = answeredTo(at, asking, translated(at, second))
    expect(delivered.kind === 'refused' && readNote(delivered.note)).toBe('chainExhausted')
  })

  it('counts its token beside tokens that were given out meanwhile', async () => {
    const opened = await shipped()
    const { at } = opened
    const [, token] = fetched(at, opened.session, orderFor(at, undefined))
    const [desk] = redeemed(at, opened.desk, used(at, token, '/reports/9')[1])
    bySeller(opened)
    const [relation] = takeReleasedToken(opened.seller, desk.relation, byBuyer(opened)!.token, NOW)
    expect(relation).toMatchObject({ units: 2, chain: { best: { spent: 2 } } })
  })
})

describe('the key of the goods', () => {
  it('is not readable for a buyer that listens between seller and broker', async () => {
    const opened = await shipped()
    const { crypto } = opened.at.world.buyer
    expect(takeGoodsKey(crypto, opened.exchange, opened.answer.toBroker)).toMatchObject({ refused: 'tagWrong' })
    const { sealedKey } = goodsSentLayout.decode(opened.answer.toBroker.body)
    expect(openOnce(crypto, keyForBuyer(crypto, opened.exchange.tokenKey), sealedKey)).toBeUndefined()
  })

  it('without goods opens nothing', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { goodsKey } = byBuyer(opened)!
    const { crypto } = opened.at.world.buyer
    expect(takeGoodsKey(crypto, { ...opened.exchange, goods: undefined }, goodsKey)).toMatchObject({
      refused: 'noGoods',
    })
    expect(takeGoodsKey(crypto, { ...opened.exchange, number: 2 }, goodsKey)).toMatchObject({
      refused: 'anotherExchange',
    })
  })
})

describe('the seller in an exchange', () => {
  it('sends the same goods and the same key again', async () => {
    const opened = await shipped()
    const use = askForGoods(opened.at.world.buyer.crypto, opened.exchange)
    expect(sendGoods(opened.seller, opened.desk, { number: 1, use }, NOW)).toEqual([
      opened.desk,
      { ok: true, value: opened.answer },
    ])
  })

  it('takes a token once, and none that it sent no goods for', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { token } = byBuyer(opened)!
    const [once] = takeReleasedToken(opened.seller, opened.desk.relation, token, NOW)
    expect(takeReleasedToken(opened.seller, once, token, NOW)).toEqual([once, { ok: true, value: 0 }])
    const { relation } = (await held()).desk
    expect(takeReleasedToken(opened.seller, relation, token, NOW)[1]).toMatchObject({ refused: 'exchangeUnknown' })
  })

  it.each([
    ['for money that is not held', '/reports/7', 2, NOW, 'exchangeUnknown'],
    ['for another item', '/reports/88', 1, NOW, 'anotherItem'],
    ['when time is over', '/reports/7', 1, TOO_LATE, 'exchangeOver'],
  ])('sends no goods %s', async (_name, path, number, now, refused) => {
    const opened = await held()
    const use = askForGoods(opened.at.world.buyer.crypto, { ...opened.exchange, item: itemFor(path) })
    expect(sendGoods(opened.seller, opened.desk, { number, use }, now)[1]).toMatchObject({ refused })
  })

  it('answers one use of an exchange only', async () => {
    const opened = await shipped()
    const use = askForGoods(opened.at.world.buyer.crypto, { ...opened.exchange, item: itemFor('/reports/88') })
    expect(sendGoods(opened.seller, opened.desk, { number: 1, use }, NOW)[1]).toMatchObject({
      refused: 'changedRepeat',
    })
  })

  it.each([
    ['notSold', () => ({ sold: false as const, note: new Uint8Array() })],
    [
      'wrongPrice',
      (shelf: readonly string[]) => ({ sold: true as const, price: 2n, product: new Uint8Array(), shelf }),
    ],
  ])('refuses: %s', async (refused, shop) => {
    const opened = await held()
    const use = askForGoods(opened.at.world.buyer.crypto, opened.exchange)
    expect(sendGoods({ ...opened.seller, shop }, opened.desk, { number: 1, use }, NOW)[1]).toMatchObject({ refused })
  })

  it('bounds and forgets the exchanges that it keeps', async () => {
    const opened = await held()
    const { at, desk } = opened
    const full = { ...opened.seller, limits: { mostSkipped: 10, mostPending: 1 } }
    const escrow = { ...at.books.escrow(REFERENCE)!, number: 2 }
    const second = noticeOf(at.broker.crypto, at.books.currentOutgoing(SELLER)!, escrow)
    expect(takeNotice(full, desk.relation, second)[1]).toMatchObject({ refused: 'listFull' })
    expect(forgetExchanges(desk.relation, NOW, 0)).toBe(desk.relation)
    expect(forgetExchanges(desk.relation, TOO_LATE, 0).exchanges.size).toBe(0)
  })

  it('takes a notice once, and no other one under its number', async () => {
    const { at, desk, seller } = await held()
    const outgoing = at.books.currentOutgoing(SELLER)!
    const escrow = at.books.escrow(REFERENCE)!
    expect(takeNotice(seller, desk.relation, noticeOf(at.broker.crypto, outgoing, escrow))).toEqual([
      desk.relation,
      { ok: true, value: 1 },
    ])
    const other = noticeOf(at.broker.crypto, outgoing, { ...escrow, count: 9 })
    expect(takeNotice(seller, desk.relation, other)[1]).toMatchObject({ refused: 'changedRepeat' })
    const elsewhere = noticeOf(at.broker.crypto, outgoing, { ...escrow, transactionId: 51n })
    expect(takeNotice(seller, desk.relation, elsewhere)[1]).toMatchObject({ refused: 'anotherChain' })
  })
})

it('refuses every altered byte of every message of an exchange', async () => {
  const opened = await shipped()
  const { at, seller, desk, exchange, answer, received } = opened
  const { crypto } = at.world.buyer
  const outgoing = at.books.currentOutgoing(SELLER)!
  const notice = noticeOf(at.broker.crypto, outgoing, at.books.escrow(REFERENCE)!)
  const use = askForGoods(crypto, exchange)
  bySeller(opened)
  const { goodsKey, token } = byBuyer(opened)!
  const readers: readonly [Maced, (message: Maced) => { readonly ok: boolean }][] = [
    [notice, (message) => takeNotice(seller, desk.relation, message)[1]],
    [use, (message) => sendGoods(seller, desk, { number: 1, use: message }, NOW)[1]],
    [answer.toBuyer, (message) => takeGoods(crypto, exchange, message)[1]],
    [answer.toBroker, (message) => takeGoodsSent(at.broker, at.books, { outgoing, message }, NOW)[1]],
    [received, (message) => takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message }, NOW)[1]],
    [goodsKey, (message) => takeGoodsKey(crypto, exchange, message)],
    [token, (message) => takeReleasedToken(seller, desk.relation, message, NOW)[1]],
  ]
  for (const [message, read] of readers) {
    expect(read(message).ok).toBe(true)
    for (let byte = 0; byte < message.body.length + message.tag.length; byte += 1) {
      expect(read(touched(message, byte)).ok).toBe(false)
    }
  }
})
