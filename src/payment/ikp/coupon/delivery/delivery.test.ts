import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../../bytes/bytes.ts'
import { openDelivery } from '../../../play/delivery-steps.ts'
import { touched, answerOf, asked, got, REPORT, served } from '../../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../../play/world.ts'
import { openRequest, requestProduct, takeProduct } from './buyer.ts'
import { acknowledgementLayout, microRequestLayout } from './messages.ts'
import { retransmit, serve, takeAcknowledgement, type SellerSession } from './seller.ts'
import { protect } from './session.ts'

describe.each([false, true])('delivery, encrypted: %s', (encrypts) => {
  it('takes one message each way, and an acknowledgement', async () => {
    const delivery = await openDelivery({ encrypts })
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [sold, response] = served(delivery, delivery.desk, request)
    const [done, delivered] = got(delivery, waiting, response)
    if (delivered.kind !== 'product') throw new Error(delivered.kind)
    expect(new TextDecoder().decode(delivered.product)).toBe('contents of /reports/7')
    const [settled] = takeAcknowledgement(delivery.deliverer.crypto, sold.session, delivered.acknowledgement)
    expect(settled.last?.response).toBeUndefined()
    expect(sold.session.chains[0]?.best.spent).toBe(1)
    expect(openRequest(done)).toBeUndefined()
  })

  it('shows description and product on the wire only where it is not encrypted', async () => {
    const delivery = await openDelivery({ encrypts })
    const [, request] = asked(delivery, delivery.buyer)
    const [, response] = served(delivery, delivery.desk, request)
    const seen = new TextDecoder('latin1')
    expect(seen.decode(request.body).includes('/reports/7')).toBe(!encrypts)
    expect(seen.decode(response.body).includes('contents of')).toBe(!encrypts)
  })
})

it('costs the seller one step, two MACs and one hash a payment, and no signature', async () => {
  const delivery = await openDelivery()
  const [, request] = asked(delivery, delivery.buyer)
  const before = delivery.world.tallies.seller.read()
  served(delivery, delivery.desk, request)
  const after = delivery.world.tallies.seller.read()
  const spent = (kind: 'hash' | 'chainStep' | 'mac' | 'sign') => (after[kind] ?? 0) - (before[kind] ?? 0)
  expect([spent('chainStep'), spent('hash'), spent('mac'), spent('sign')]).toEqual([1, 2, 2, 0])
})

describe('an altered byte', () => {
  it.each([false, true])('of a request is refused, whichever it is (encrypted: %s)', async (encrypts) => {
    const delivery = await openDelivery({ encrypts })
    const [, request] = asked(delivery, delivery.buyer)
    for (let at = 0; at < request.body.length + request.tag.length; at += 1) {
      expect(serve(delivery.deliverer, delivery.desk, touched(request, at), NOW)[1]).toMatchObject({
        refused: 'tagWrong',
      })
    }
  })

  it('of a response is refused, whichever it is', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [, response] = served(delivery, delivery.desk, request)
    for (let at = 0; at < response.body.length + response.tag.length; at += 1) {
      expect(takeProduct(delivery.world.buyer.crypto, waiting, touched(response, at))[1]).toMatchObject({
        refused: 'tagWrong',
      })
    }
  })

  it('of an acknowledgement is refused, whichever it is', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [desk, response] = served(delivery, delivery.desk, request)
    const [, delivered] = got(delivery, waiting, response)
    if (delivered.kind !== 'product') throw new Error(delivered.kind)
    const { acknowledgement } = delivered
    for (let at = 0; at < acknowledgement.body.length + acknowledgement.tag.length; at += 1) {
      expect(
        takeAcknowledgement(delivery.deliverer.crypto, desk.session, touched(acknowledgement, at))[1],
      ).toMatchObject({ refused: 'tagWrong' })
    }
  })
})

describe('a message', () => {
  it('of another session is refused: every H(Common) has a key of its own', async () => {
    const one = await openDelivery()
    const two = await openDelivery({ transactionId: 2n }, one.world)
    const [, request] = asked(one, one.buyer)
    expect(serve(two.deliverer, two.desk, request, NOW)[1]).toEqual({ ok: false, refused: 'tagWrong' })
  })

  it('cannot be turned round: a request is no response', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    expect(() => takeProduct(delivery.world.buyer.crypto, waiting, request)).toThrow(/not a MicroProduct/)
  })

  it('that names another session under this key is refused', async () => {
    const delivery = await openDelivery()
    const [, request] = asked(delivery, { ...delivery.buyer, transactionId: 2n })
    expect(serve(delivery.deliverer, delivery.desk, request, NOW)[1]).toMatchObject({ refused: 'anotherSession' })
  })
})

function product(session: SellerSession): string {
  return session.last?.response === undefined ? 'dropped' : answerOf(session.last.response)
}

describe('the seller', () => {
  it('has the coupon and the answer in what it must persist before it sends', async () => {
    const delivery = await openDelivery()
    const [persisted, response] = served(delivery, delivery.desk, asked(delivery, delivery.buyer)[1])
    expect(persisted.session.chains[0]?.best.spent).toBe(1)
    expect(persisted.session.last?.response).toEqual(response)
  })

  it('retransmits on its own up to k times', async () => {
    const delivery = await openDelivery({ mostRetransmissions: 2 })
    const [desk, response] = served(delivery, delivery.desk, asked(delivery, delivery.buyer)[1])
    let { session } = desk
    for (let i = 0; i < 2; i += 1) {
      const [next, again] = retransmit(delivery.deliverer, session)
      expect(accepted(again)).toEqual(response)
      session = next
    }
    expect(retransmit(delivery.deliverer, session)[1]).toEqual({ ok: false, refused: 'triesUsedUp' })
  })

  it('retransmits neither what was never asked nor what it refused nor what has arrived', async () => {
    const delivery = await openDelivery()
    expect(retransmit(delivery.deliverer, delivery.desk.session)[1]).toMatchObject({ refused: 'nothingToSend' })
    const [refusing] = served(delivery, delivery.desk, asked(delivery, delivery.buyer, { ...REPORT, price: 3n })[1])
    expect(retransmit(delivery.deliverer, refusing.session)[1]).toMatchObject({ refused: 'nothingToSend' })
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [sold, response] = served(delivery, delivery.desk, request)
    const [, delivered] = got(delivery, waiting, response)
    if (delivered.kind !== 'product') throw new Error(delivered.kind)
    const [settled] = takeAcknowledgement(delivery.deliverer.crypto, sold.session, delivered.acknowledgement)
    expect(retransmit(delivery.deliverer, settled)[1]).toMatchObject({ refused: 'nothingToSend' })
  })

  it('does not take the acknowledgement of one item for another', async () => {
    const delivery = await openDelivery()
    const [waiting1, request1] = asked(delivery, delivery.buyer)
    const [desk1, response1] = served(delivery, delivery.desk, request1)
    const [next, first] = got(delivery, waiting1, response1)
    const [desk2] = served(delivery, desk1, asked(delivery, next)[1])
    if (first.kind !== 'product') throw new Error(first.kind)
    const [after, outcome] = takeAcknowledgement(delivery.deliverer.crypto, desk2.session, first.acknowledgement)
    expect(outcome).toEqual({ ok: false, refused: 'notWaiting' })
    expect(product(after)).toBe('product')
  })

  it('does not take an acknowledgement of a refusal', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer, { ...REPORT, price: 3n })
    const [desk] = served(delivery, delivery.desk, request)
    const { transactionId, requestNumber } = microRequestLayout.decode(request.body)
    const body = { transactionId, requestNumber, requestDigest: waiting.waiting!.digest }
    const forged = protect(delivery.world.buyer.crypto, delivery.buyer.keys.macKey, acknowledgementLayout.encode(body))
    expect(takeAcknowledgement(delivery.deliverer.crypto, desk.session, forged)[1]).toMatchObject({
      refused: 'notWaiting',
    })
  })

  it('sells nothing that is not for sale, and says so', async () => {
    const delivery = await openDelivery({ encrypts: true })
    const [waiting, request] = asked(delivery, delivery.buyer, { description: utf8('/secret'), price: 1n })
    const [desk, response] = served(delivery, delivery.desk, request)
    expect(desk.shelf).toEqual([])
    const [next, delivered] = got(delivery, waiting, response)
    expect(delivered).toEqual({ kind: 'refused', reason: 'notSold', note: utf8('no such document') })
    expect(next.chains[0]?.spent).toBe(0)
  })

  it('does not give away for no coupons what has a price', async () => {
    const delivery = await openDelivery()
    const [, request] = asked(delivery, delivery.buyer, { ...REPORT, price: 0n })
    const [desk, response] = served(delivery, delivery.desk, request)
    expect(answerOf(response)).toBe('nothingPaid')
    expect(desk.shelf).toEqual([])
  })
})

describe('the buyer', () => {
  it('has one request open at a time', async () => {
    const delivery = await openDelivery()
    const [waiting] = asked(delivery, delivery.buyer)
    expect(requestProduct(delivery.world.buyer.crypto, waiting, REPORT)[1]).toEqual({
      ok: false,
      refused: 'requestOpen',
    })
  })

  it('persists the count and the request before it sends', async () => {
    const delivery = await openDelivery()
    const [persisted, request] = asked(delivery, delivery.buyer)
    expect(persisted.chains[0]?.spent).toBe(1)
    expect(openRequest(persisted)).toEqual(request)
  })

  it('spends again the coupons of a request that did not count', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer, { ...REPORT, price: 2n })
    const [desk, response] = served(delivery, delivery.desk, request)
    const [next, delivered] = got(delivery, waiting, response)
    expect(delivered).toMatchObject({ kind: 'refused', reason: 'wrongPrice' })
    const [, second] = asked(delivery, next)
    expect(served(delivery, desk, second)[0].session.chains[0]?.best.spent).toBe(1)
  })

  it('answers a product that comes twice with the same acknowledgement', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [, response] = served(delivery, delivery.desk, request)
    const [done, first] = got(delivery, waiting, response)
    const [same, second] = got(delivery, done, response)
    if (first.kind !== 'product') throw new Error(first.kind)
    expect(second).toEqual({ kind: 'repeated', acknowledgement: first.acknowledgement })
    expect(same).toEqual(done)
  })

  it('takes no product for a request that it never made', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [, response] = served(delivery, delivery.desk, request)
    expect(takeProduct(delivery.world.buyer.crypto, delivery.buyer, response)[1]).toMatchObject({
      refused: 'notWaiting',
    })
    expect(waiting.waiting).toBeDefined()
  })

  it('pays one price with chains of several values', async () => {
    const delivery = await openDelivery({
      shapes: [
        [20, 1n],
        [5, 9n],
      ],
    })
    const [, request] = asked(delivery, delivery.buyer, { description: utf8('/atlas/2'), price: 10n })
    const [desk] = served(delivery, delivery.desk, request)
    expect(desk.session.chains.map(({ best }) => best.spent)).toEqual([1, 1])
  })
})
