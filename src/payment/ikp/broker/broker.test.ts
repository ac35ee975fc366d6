import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../bytes/bytes.ts'
import {
  answeredTo,
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
  type BrokerWorld,
} from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../play/world.ts'
import { requestProduct, type BuyerSession } from '../coupon/delivery/buyer.ts'
import { microProductLayout } from '../coupon/delivery/messages.ts'
import { translate } from './broker.ts'
import { readNote, takeTokenProduct } from './buyer.ts'
import { tokenGrantLayout, tokenLayout, tokenOrderLayout, type TokenOrder } from './messages.ts'
import { digestItem } from './token.ts'

function refusalOf(at: BrokerWorld, session: BuyerSession, order: TokenOrder, now = NOW): string {
  const [waiting, message] = ordered(at, session, order)
  const [, delivered] = answeredTo(at, waiting, translated(at, message, { now }))
  if (delivered.kind !== 'refused') throw new Error(delivered.kind)
  return delivered.reason === 'notSold' ? readNote(delivered.note) : delivered.reason
}

function spentAt(at: BrokerWorld): { fromBuyer: number; toSeller: number } {
  return {
    fromBuyer: at.books.buyer(1n)!.session.chains[0]!.best.spent,
    toSeller: at.books.currentOutgoing(SELLER)!.chain.spent,
  }
}

describe('a translation', () => {
  it('turns a coupon of the buyer into one of the broker, and that into a product', async () => {
    const { at, session, desk } = await brokered()
    const [, held] = fetched(at, session, orderFor(at, '/reports/7'))
    const [spentToken, payment] = used(at, held, '/reports/7')
    const [after, response] = redeemed(at, desk, payment)
    const product = accepted(takeTokenProduct(at.world.buyer.crypto, spentToken, response))
    expect(new TextDecoder().decode(product)).toBe('contents of /reports/7')
    expect(after.relation).toMatchObject({ units: 1, chain: { best: { spent: 1 } } })
    expect(spentAt(at)).toEqual({ fromBuyer: 1, toSeller: 1 })
  })

  it('is the same when the broker passes the token on itself', async () => {
    const { at, session, desk } = await brokered()
    const order = orderFor(at, '/reports/7', { passOn: itemFor('/reports/7') })
    const [, held] = fetched(at, session, order)
    const { forward } = at.books.token({ sellerId: SELLER, transactionId: 50n, number: 1 })!
    const [, response] = redeemed(at, desk, forward!)
    const [spentToken] = used(at, held, '/reports/7')
    expect(takeTokenProduct(at.world.buyer.crypto, spentToken, response).ok).toBe(true)
  })

  it('of several coupons is one token with its count in the MAC', async () => {
    const { at, session, desk } = await brokered()
    const [, held] = fetched(at, session, orderFor(at, '/atlas/2', { count: 10 }))
    expect(tokenLayout.decode(held.token.body)).toMatchObject({ index: 90, count: 10 })
    const [after] = redeemed(at, desk, used(at, held, '/atlas/2')[1])
    expect(after.relation.units).toBe(10)
  })

  it('that is repeated gets the same token, and moves neither chain', async () => {
    const { at, session } = await brokered()
    const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
    const first = translated(at, message)
    expect(translated(at, message)).toEqual(first)
    expect(spentAt(at)).toEqual({ fromBuyer: 1, toSeller: 1 })
    expect(at.books.tokens(SELLER, 50n)).toHaveLength(1)
  })

  it('has coupon taken, coupon given and answer in one change', async () => {
    const { at, session } = await brokered()
    const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
    const [change, outcome] = translate(at.broker, at.books, { buyer: 1n, message }, NOW)
    expect(spentAt(at)).toEqual({ fromBuyer: 0, toSeller: 0 }) // nothing moved before the change is applied
    expect(change.buyers?.[0]?.session).toMatchObject({ chains: [{ best: { spent: 1 } }] })
    expect(change.buyers?.[0]?.session.last?.response).toEqual(accepted(outcome))
    expect(change.outgoing?.chain.spent).toBe(1)
    expect(change.tokens).toHaveLength(1)
  })

  it('shows the broker no description where the buyer sends a digest', async () => {
    const { at, session } = await brokered()
    const order = orderFor(at, '/reports/7')
    const [, held] = fetched(at, session, order)
    const shown = [tokenOrderLayout.encode(order), held.token.body]
    for (const bytes of shown) expect(new TextDecoder('latin1').decode(bytes)).not.toContain('reports')
    const item = itemFor('/reports/7')
    const guess = { ...item, salt: item.salt.with(0, item.salt[0]! ^ 1) } // the broker can guess what is sold, not the salt
    expect(order.itemDigest).toEqual(digestItem(at.broker.crypto, item))
    expect(order.itemDigest).not.toEqual(digestItem(at.broker.crypto, guess))
  })

  it('hides key and token from who listens', async () => {
    const { at, session } = await brokered()
    const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
    const answer = microProductLayout.decode(translated(at, message).body)
    expect(answer.encrypted).toBe(true)
    expect(() => tokenGrantLayout.decode(answer.product)).toThrow()
  })
})

describe('the broker sells no token', () => {
  it.each<[string, Partial<TokenOrder>, string]>([
    ['for a seller that it does not know', { sellerId: 'seller-9' }, 'sellerUnknown'],
    ['at a rate that does not hold', { rate: { numerator: 2n, denominator: 1n } }, 'rateOutdated'],
    ['without a rate', { rate: { numerator: 0n, denominator: 0n } }, 'rateOutdated'],
    ['for more coupons than it has left', { count: 101 }, 'chainExhausted'],
    [
      'for an item to pass on that it cannot bind',
      { passOn: itemFor('/reports/7'), itemDigest: undefined },
      'itemMissing',
    ],
    ['for another item than the digest says', { passOn: itemFor('/reports/88') }, 'itemDiffers'],
    ['in escrow for an unknown item', { escrow: true, itemDigest: undefined }, 'itemMissing'],
  ])('%s', async (_name, change, refused) => {
    const at = await createBrokerWorld()
    const session = await joinBroker(at, { length: 200 })
    await joinSeller(at)
    expect(refusalOf(at, session, orderFor(at, '/reports/7', change))).toBe(refused)
    expect(spentAt(at)).toEqual({ fromBuyer: 0, toSeller: 0 })
  })

  it('for no coupons', async () => {
    const { at, session } = await brokered()
    const [waiting, message] = ordered(at, session, orderFor(at, '/reports/7', { count: 0 }), 0n)
    const [, delivered] = answeredTo(at, waiting, translated(at, message))
    expect(delivered.kind === 'refused' && readNote(delivered.note)).toBe('countOutOfRange')
  })

  it('whose end its own hold does not reach', async () => {
    const { at, session } = await brokered()
    const outgoing = at.books.currentOutgoing(SELLER)!
    at.books.apply({ outgoing: { ...outgoing, expires: NOW } })
    expect(refusalOf(at, session, orderFor(at, '/reports/7'))).toBe('chainExpired')
  })

  it('in a currency without a rate', async () => {
    const at = await createBrokerWorld()
    const session = await joinBroker(at)
    await joinSeller(at, { currency: 'EUR' })
    expect(refusalOf(at, session, orderFor(at, '/reports/7'))).toBe('currencyUnknown')
  })

  it('over a session that does not encrypt, since the key of the token would be in the open', async () => {
    const { at, session } = await brokered()
    expect(refusalOf(at, { ...session, encrypts: false }, orderFor(at, '/reports/7'))).toBe('notEncrypted')
  })

  it('for coupons that are worth something else', async () => {
    const { at, session } = await brokered()
    const [waiting, message] = ordered(at, session, orderFor(at, '/reports/7', { count: 2 }), 1n)
    const [, delivered] = answeredTo(at, waiting, translated(at, message))
    expect(delivered).toMatchObject({ kind: 'refused', reason: 'wrongPrice' })
  })

  it('for bytes that are no order', async () => {
    const { at, session } = await brokered()
    const wanted = { description: utf8('give me a token'), price: 1n }
    const [waiting, message] = requestProduct(at.world.buyer.crypto, session, wanted)
    const [, delivered] = answeredTo(at, waiting, translated(at, accepted(message)))
    expect(delivered.kind === 'refused' && readNote(delivered.note)).toBe('sellerUnknown')
  })

  it('to a buyer that it does not know', async () => {
    const { at, session } = await brokered()
    const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
    expect(translate(at.broker, at.books, { buyer: 9n, message }, NOW)).toEqual([
      {},
      { ok: false, refused: 'buyerUnknown' },
    ])
  })

  it('for an order of which any byte was altered', async () => {
    const { at, session } = await brokered()
    const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
    for (let byte = 0; byte < message.body.length + message.tag.length; byte += 1) {
      const [, outcome] = translate(at.broker, at.books, { buyer: 1n, message: touched(message, byte) }, NOW)
      expect(outcome).toMatchObject({ refused: 'tagWrong' })
    }
  })
})

describe('a token', () => {
  it('never ends before one that was given out earlier, nor after the hold', async () => {
    const { at, session } = await brokered()
    const [second, first] = fetched(at, session, orderFor(at, undefined), { now: NOW + 1000 })
    const [, later] = fetched(at, second, orderFor(at, undefined)) // the clock went back
    expect(later.expires).toBe(first.expires)
    const outgoing = at.books.currentOutgoing(SELLER)!
    const [, last] = fetched(at, fetched(at, second, orderFor(at, undefined))[0], orderFor(at, undefined), {
      now: outgoing.expires - 5,
    })
    expect(last.expires).toBe(outgoing.expires - 1)
  })

  it('goes on at a new chain of the broker when the old one is used up, and stays good on the old one', async () => {
    const at = await createBrokerWorld()
    const session = await joinBroker(at)
    const oldDesk = await joinSeller(at, { transactionId: 50n, length: 1 })
    const [next, oldToken] = fetched(at, session, orderFor(at, '/reports/7'))
    const newDesk = await joinSeller(at, { transactionId: 51n, length: 10 })
    const [, newToken] = fetched(at, next, orderFor(at, '/reports/7'))
    expect(redeemed(at, oldDesk, used(at, oldToken, '/reports/7')[1])[0].relation.units).toBe(1)
    expect(redeemed(at, newDesk, used(at, newToken, '/reports/7')[1])[0].relation.units).toBe(1)
  })
})

it('costs the broker one step, one coupon and four MACs a translation', async () => {
  const { at, session } = await brokered()
  const [, message] = ordered(at, session, orderFor(at, '/reports/7'))
  const before = at.tally.read()
  translated(at, message)
  const after = at.tally.read()
  const spent = (kind: 'chainStep' | 'mac' | 'cipher' | 'sign') => (after[kind] ?? 0) - (before[kind] ?? 0)
  expect([spent('chainStep'), spent('mac'), spent('cipher'), spent('sign')]).toEqual([1, 4, 2, 0])
})
