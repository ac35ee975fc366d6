import { describe, expect, it } from 'vitest'
import { protect } from '../coupon/delivery/session.ts'
import {
  answeredTo,
  createBrokerWorld,
  fetched,
  joinBroker,
  joinSeller,
  ordered,
  orderFor,
  redeemed,
  SELLER,
  translated,
  used,
} from '../../play/broker-steps.ts'
import { applied } from '../../testing/broker-steps.ts'
import { accepted, NOW } from '../../play/world.ts'
import { readNote } from './buyer.ts'
import { askForGoods, takeGoods, takeGoodsKey } from './escrow-buyer.ts'
import { goodsSentLayout } from './escrow-messages.ts'
import { sendGoods, takeReleasedToken } from './escrow-seller.ts'
import { keyForBroker, keyForBuyer, openOnce, sealOnce } from './goods-key.ts'
import { giveBack, takeGoodsReceived, takeGoodsSent } from './escrow.ts'
import { REFERENCE, TOO_LATE, byBuyer, bySeller, held, protectedGoods, shipped } from '../../testing/escrow-steps.ts'

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

  it('takes the first key of the seller only, also for the same goods', async () => {
    const opened = await shipped()
    const { at, answer, desk } = opened
    const { keys } = desk.relation
    bySeller(opened)
    const { transactionId, number } = REFERENCE
    const sealedKey = sealOnce(at.seller.crypto, keyForBroker(at.seller.crypto, keys, REFERENCE), new Uint8Array(32))
    const { goodsDigest } = goodsSentLayout.decode(answer.toBroker.body)
    const body = goodsSentLayout.encode({ transactionId, number, goodsDigest, sealedKey })
    const input = { outgoing: at.books.currentOutgoing(SELLER)!, message: protect(at.seller.crypto, keys.macKey, body) }
    expect(takeGoodsSent(at.broker, at.books, input, NOW)).toEqual([{}, { ok: false, refused: 'changedRepeat' }])
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
  })
})

describe('the broker refuses', () => {
  it('word of an exchange that it does not know', async () => {
    const opened = await shipped()
    const { at, received, answer } = opened
    const outgoing = at.books.currentOutgoing(SELLER)!
    const unknown = { ...REFERENCE, number: 2 }
    const fromBuyer = { exchange: unknown, message: received }
    expect(takeGoodsReceived(at.broker, at.books, fromBuyer, NOW)[1]).toMatchObject({ refused: 'exchangeUnknown' })
    const elsewhere = { outgoing: { ...outgoing, transactionId: 51n }, message: answer.toBroker }
    expect(takeGoodsSent(at.broker, at.books, elsewhere, NOW)[1]).toMatchObject({ refused: 'exchangeUnknown' })
    const empty = { ...at.books, escrow: () => undefined }
    const fromSeller = { outgoing, message: answer.toBroker }
    expect(takeGoodsSent(at.broker, empty, fromSeller, NOW)[1]).toMatchObject({ refused: 'exchangeUnknown' })
  })

  it('goods whose key it cannot read', async () => {
    const { at, desk, answer } = await shipped()
    const outgoing = at.books.currentOutgoing(SELLER)!
    const body = goodsSentLayout.encode({
      ...goodsSentLayout.decode(answer.toBroker.body),
      sealedKey: new Uint8Array(48),
    })
    const message = protect(at.seller.crypto, desk.relation.keys.macKey, body)
    expect(takeGoodsSent(at.broker, at.books, { outgoing, message }, NOW)[1]).toMatchObject({
      refused: 'keyNotReadable',
    })
  })

  it('a second word of the buyer that names other goods', async () => {
    const opened = await shipped()
    byBuyer(opened)
    const { at, exchange } = opened
    const unread = { ...exchange, goods: undefined }
    const [, second] = takeGoods(at.world.buyer.crypto, unread, protectedGoods(opened, new Uint8Array(3)))
    const input = { exchange: REFERENCE, message: accepted(second) }
    expect(takeGoodsReceived(at.broker, at.books, input, NOW)[1]).toMatchObject({ refused: 'changedRepeat' })
  })
})
