import { describe, expect, it } from 'vitest'
import { protect, type Maced } from '../coupon/delivery/session.ts'
import { itemFor, SELLER } from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../play/world.ts'
import { askForGoods, takeGoods, takeGoodsKey } from './escrow-buyer.ts'
import { encryptedGoodsLayout, goodsAnswerLayout, goodsKeyLayout } from './escrow-messages.ts'
import { forgetExchanges, sendGoods, takeNotice, takeReleasedToken } from './escrow-seller.ts'
import { noticeOf, takeGoodsReceived, takeGoodsSent } from './escrow.ts'
import { REFERENCE, TOO_LATE, byBuyer, bySeller, held, protectedGoods, shipped } from '../../testing/escrow-steps.ts'
import { redeem } from './seller.ts'
import { paymentWith } from './token.ts'

describe('the buyer in an exchange', () => {
  it('does not take its own request for goods', async () => {
    const { at, exchange } = await held()
    const reflected = askForGoods(at.world.buyer.crypto, exchange)
    expect(() => takeGoods(at.world.buyer.crypto, exchange, reflected)).toThrow(/not a EncryptedGoods/)
  })

  it('names the goods that came first, whatever comes later', async () => {
    const opened = await shipped()
    const { crypto } = opened.at.world.buyer
    const [same, again] = takeGoods(crypto, opened.exchange, protectedGoods(opened, new Uint8Array(3)))
    expect([same, accepted(again)]).toEqual([opened.exchange, opened.received])
  })

  it('sees when the key does not open the goods', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { goodsKey } = byBuyer(opened)!
    const goods = encryptedGoodsLayout.encode({ ciphertext: new Uint8Array(40) })
    const { crypto } = opened.at.world.buyer
    expect(takeGoodsKey(crypto, { ...opened.exchange, goods }, goodsKey)).toMatchObject({ refused: 'keyWrong' })
    const sealedKey = new Uint8Array(48)
    const unreadable = protect(crypto, opened.exchange.tokenKey, goodsKeyLayout.encode({ sealedKey }))
    expect(takeGoodsKey(crypto, opened.exchange, unreadable)).toMatchObject({ refused: 'keyWrong' })
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

  it('answers with goods and key in one message, which keeps the two apart', async () => {
    const { answer } = await shipped()
    expect(goodsAnswerLayout.decode(goodsAnswerLayout.encode(answer))).toEqual(answer)
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

  it('sells nothing a second time for the token of an exchange, which a buyer that listens can use', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { token } = byBuyer(opened)!
    const { crypto } = opened.at.world.buyer
    const payment = paymentWith(crypto, token, opened.exchange.tokenKey, itemFor('/reports/7'))
    const refused = { ok: false, refused: 'tokenUsed' }
    expect(redeem(opened.seller, opened.desk, payment, NOW)).toEqual([opened.desk, refused])
    const [relation] = takeReleasedToken(opened.seller, opened.desk.relation, token, NOW)
    expect(redeem(opened.seller, { ...opened.desk, relation }, payment, NOW)[1]).toEqual(refused)
  })

  it('does not begin an exchange anew by the old notice, since a second key under one nonce would be read', async () => {
    const opened = await shipped()
    const { at } = opened
    const notice = noticeOf(at.broker.crypto, at.books.currentOutgoing(SELLER)!, at.books.escrow(REFERENCE)!)
    bySeller(opened)
    const { token } = byBuyer(opened)!
    const [relation] = takeReleasedToken(opened.seller, opened.desk.relation, token, NOW)
    expect(takeNotice(opened.seller, relation, notice, NOW)).toEqual([relation, { ok: true, value: 1 }])
    const use = askForGoods(at.world.buyer.crypto, opened.exchange)
    expect(sendGoods(opened.seller, { ...opened.desk, relation }, { number: 1, use }, NOW)[1].ok).toBe(false)
  })

  it('takes no token of fewer coupons than the notice said', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { token } = byBuyer(opened)!
    const { relation } = opened.desk
    const exchanges = new Map([[1, { ...relation.exchanges.get(1)!, count: 2 }]])
    const dearer = { ...relation, exchanges }
    expect(takeReleasedToken(opened.seller, dearer, token, NOW)).toEqual([dearer, { ok: false, refused: 'wrongPrice' }])
  })

  it('takes no token after its end', async () => {
    const opened = await shipped()
    bySeller(opened)
    const { token } = byBuyer(opened)!
    expect(takeReleasedToken(opened.seller, opened.desk.relation, token, TOO_LATE)[1]).toMatchObject({
      refused: 'tokenExpired',
    })
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
    expect(takeNotice(full, desk.relation, second, NOW)[1]).toMatchObject({ refused: 'listFull' })
    expect(forgetExchanges(desk.relation, NOW, 0)).toBe(desk.relation)
    const forgotten = forgetExchanges(desk.relation, TOO_LATE, 0)
    expect(forgotten.exchanges.size).toBe(0)
    const first = noticeOf(at.broker.crypto, at.books.currentOutgoing(SELLER)!, at.books.escrow(REFERENCE)!)
    expect(takeNotice(opened.seller, forgotten, first, TOO_LATE)).toEqual([
      forgotten,
      { ok: false, refused: 'exchangeOver' },
    ])
  })

  it('takes a notice once, and no other one under its number', async () => {
    const { at, desk, seller } = await held()
    const outgoing = at.books.currentOutgoing(SELLER)!
    const escrow = at.books.escrow(REFERENCE)!
    expect(takeNotice(seller, desk.relation, noticeOf(at.broker.crypto, outgoing, escrow), NOW)).toEqual([
      desk.relation,
      { ok: true, value: 1 },
    ])
    const other = noticeOf(at.broker.crypto, outgoing, { ...escrow, count: 9 })
    expect(takeNotice(seller, desk.relation, other, NOW)[1]).toMatchObject({ refused: 'changedRepeat' })
    const forOther = noticeOf(at.broker.crypto, outgoing, { ...escrow, itemDigest: new Uint8Array(32) })
    expect(takeNotice(seller, desk.relation, forOther, NOW)[1]).toMatchObject({ refused: 'changedRepeat' })
    const elsewhere = noticeOf(at.broker.crypto, outgoing, { ...escrow, transactionId: 51n })
    expect(takeNotice(seller, desk.relation, elsewhere, NOW)[1]).toMatchObject({ refused: 'anotherChain' })
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
    [notice, (message) => takeNotice(seller, desk.relation, message, NOW)[1]],
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
