import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answeredTo,
  brokered,
  createBrokerWorld,
  fetched,
  joinBroker,
  joinSeller,
  ordered,
  orderFor,
  SELLER,
  translated,
} from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../play/world.ts'
import { readNote } from './buyer.ts'
import { askQuote, dueFor, quote, takeQuote } from './quote.ts'
import { priceAt, sameRate, SAME_CURRENCY, type RateSource } from './rate.ts'

const NONCE = new Uint8Array(16).fill(8)
const TOMORROW = NOW + 1_000_000

/** 95 rappen a euro cent hundred, and 97 from tomorrow on. */
const rateOf: RateSource = (from, to, now) =>
  from === 'CHF' && to === 'EUR'
    ? { numerator: now < TOMORROW ? 95n : 97n, denominator: 100n }
    : SAME_CURRENCY(from, to, now)

describe('a rate', () => {
  it('is compared as a fraction', () => {
    expect(sameRate({ numerator: 1n, denominator: 2n }, { numerator: 2n, denominator: 4n })).toBe(true)
    expect(sameRate({ numerator: 1n, denominator: 2n }, { numerator: 2n, denominator: 3n })).toBe(false)
  })

  it('of or over nothing is the same as no other', () => {
    expect(sameRate({ numerator: 0n, denominator: 0n }, { numerator: 1n, denominator: 1n })).toBe(false)
    expect(sameRate({ numerator: 0n, denominator: 1n }, { numerator: 0n, denominator: 1n })).toBe(false)
  })

  it('never makes the broker give away a fraction', () => {
    const whole = fc.bigInt({ min: 1n, max: 10_000n })
    fc.assert(
      fc.property(whole, whole, whole, (numerator, denominator, units) => {
        const price = priceAt({ numerator, denominator }, units) ?? 0n
        expect(price * denominator).toBeGreaterThanOrEqual(units * numerator)
        expect((price - 1n) * denominator).toBeLessThan(units * numerator)
      }),
    )
  })

  it('gives no price out of range', () => {
    expect(priceAt({ numerator: 2n ** 62n, denominator: 1n }, 2n)).toBeUndefined()
    expect(priceAt({ numerator: 1n, denominator: 0n }, 2n)).toBeUndefined()
  })
})

async function twoCurrencies() {
  const at = await createBrokerWorld({ rateOf })
  const session = await joinBroker(at, { length: 500 })
  await joinSeller(at, { currency: 'EUR', value: 100n, length: 20 })
  return { at, session }
}

describe('a purchase in two currencies', () => {
  it('costs what the rate of the moment says', async () => {
    const { at, session } = await twoCurrencies()
    const order = orderFor(at, undefined, { rate: { numerator: 95n, denominator: 100n } })
    fetched(at, session, order, { due: 95n })
    expect(at.books.buyer(1n)?.session.chains[0]?.best.spent).toBe(95)
    expect(at.books.currentOutgoing(SELLER)?.chain.spent).toBe(1)
  })

  it('is refused at a rate that held before', async () => {
    const { at, session } = await twoCurrencies()
    const order = orderFor(at, undefined, { rate: { numerator: 95n, denominator: 100n } })
    const [waiting, message] = ordered(at, session, order, 95n)
    const [, delivered] = answeredTo(at, waiting, translated(at, message, { now: TOMORROW }))
    expect(delivered.kind === 'refused' && readNote(delivered.note)).toBe('rateOutdated')
  })
})

describe('a quote', () => {
  it('says rate, value and credit, and with them what is due', async () => {
    const { at, session } = await twoCurrencies()
    at.books.apply({ buyers: [{ ...at.books.buyer(1n)!, credit: 30n }] })
    const { crypto } = at.world.buyer
    const message = askQuote(crypto, session, SELLER, NONCE)
    const answer = accepted(quote(at.broker, at.books, { buyer: 1n, message }, NOW))
    const quoted = accepted(takeQuote(crypto, session, answer, NONCE))
    expect(quoted).toMatchObject({ currency: 'EUR', value: 100n, credit: 30n })
    expect([dueFor(quoted, 2), dueFor(quoted, 0)]).toEqual([160n, 0n])
    expect(dueFor({ ...quoted, rate: { numerator: 1n, denominator: 0n } }, 1)).toBeUndefined()
  })

  it('from before cannot be played again', async () => {
    const { at, session } = await brokered()
    const { crypto } = at.world.buyer
    const message = askQuote(crypto, session, SELLER, NONCE)
    const old = accepted(quote(at.broker, at.books, { buyer: 1n, message }, NOW))
    expect(takeQuote(crypto, session, old, new Uint8Array(16))).toMatchObject({ refused: 'anotherQuestion' })
  })

  it.each(['buyerUnknown', 'tagWrong', 'sellerUnknown', 'currencyUnknown'] as const)(
    'is refused: %s',
    async (refused) => {
      const { at, session } = await brokered()
      const { crypto } = at.world.buyer
      const message = askQuote(crypto, session, refused === 'sellerUnknown' ? 'seller-9' : SELLER, NONCE)
      const asked = {
        buyer: refused === 'buyerUnknown' ? 9n : 1n,
        message: refused === 'tagWrong' ? touched(message, 20) : message,
      }
      const broker = { ...at.broker, rateOf: refused === 'currencyUnknown' ? () => undefined : at.broker.rateOf }
      expect(quote(broker, at.books, asked, NOW)).toMatchObject({ refused })
    },
  )

  it('with an altered byte is refused', async () => {
    const { at, session } = await brokered()
    const { crypto } = at.world.buyer
    const message = askQuote(crypto, session, SELLER, NONCE)
    const answer = accepted(quote(at.broker, at.books, { buyer: 1n, message }, NOW))
    for (let byte = 0; byte < answer.body.length + answer.tag.length; byte += 1) {
      expect(takeQuote(crypto, session, touched(answer, byte), NONCE)).toMatchObject({ refused: 'tagWrong' })
    }
  })
})
