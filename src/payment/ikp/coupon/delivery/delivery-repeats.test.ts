import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../../bytes/bytes.ts'
import { openDelivery } from '../../../play/delivery-steps.ts'
import { answerOf, asked, got, REPORT, served } from '../../../testing/delivery-steps.ts'
import { NOW } from '../../../play/world.ts'
import { openRequest } from './buyer.ts'
import { microRequestLayout } from './messages.ts'
import { serve, takeAcknowledgement } from './seller.ts'
import { protect } from './session.ts'

describe('a repeated request', () => {
  it('gets the stored product and costs nothing', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [once, response] = served(delivery, delivery.desk, request)
    const [twice, again] = served(delivery, once, openRequest(waiting)!)
    expect(again).toEqual(response)
    expect(twice.shelf).toEqual(['/reports/7'])
    expect(twice.session.chains).toEqual(once.session.chains)
  })

  it('gets the product k times after the first, and then a word that it has been sent often enough', async () => {
    const delivery = await openDelivery({ mostRetransmissions: 2 })
    const [waiting, request] = asked(delivery, delivery.buyer)
    let [desk] = served(delivery, delivery.desk, request)
    for (const expected of ['product', 'product', 'triesUsedUp', 'triesUsedUp']) {
      const [next, response] = served(delivery, desk, request)
      expect(answerOf(response)).toBe(expected)
      desk = next
    }
    const [lost, delivered] = got(delivery, waiting, served(delivery, desk, request)[1])
    expect(delivered).toEqual({ kind: 'lost', reason: 'triesUsedUp' })
    expect(lost.chains[0]?.spent).toBe(1)
  })

  it('of a number that is settled is refused', async () => {
    const delivery = await openDelivery()
    const [waiting1, request1] = asked(delivery, delivery.buyer)
    const [desk1, response1] = served(delivery, delivery.desk, request1)
    const [, request2] = asked(delivery, got(delivery, waiting1, response1)[0])
    const [desk2] = served(delivery, desk1, request2)
    expect(serve(delivery.deliverer, desk2, request1, NOW)).toEqual([desk2, { ok: false, refused: 'outdated' }])
  })

  it('after its acknowledgement gets no product any more', async () => {
    const delivery = await openDelivery()
    const [waiting, request] = asked(delivery, delivery.buyer)
    const [desk, response] = served(delivery, delivery.desk, request)
    const [, delivered] = got(delivery, waiting, response)
    if (delivered.kind !== 'product') throw new Error(delivered.kind)
    const [session] = takeAcknowledgement(delivery.deliverer.crypto, desk.session, delivered.acknowledgement)
    expect(answerOf(served(delivery, { ...desk, session }, request)[1])).toBe('alreadyAcknowledged')
  })

  it('that was refused is refused again, for ever, and never counts', async () => {
    const delivery = await openDelivery({ mostRetransmissions: 1 })
    const [, request] = asked(delivery, delivery.buyer, { ...REPORT, price: 2n })
    let [desk] = served(delivery, delivery.desk, request)
    for (let i = 0; i < 5; i += 1) {
      const [next, response] = served(delivery, desk, request)
      expect(answerOf(response)).toBe('wrongPrice')
      desk = next
    }
    expect(desk.session.chains[0]?.best.spent).toBe(0)
  })
})

/** A request that only the buyer could make: it shows a coupon again, for something else. */
async function shownTwice(requestNumber: number) {
  const delivery = await openDelivery()
  const [, request] = asked(delivery, delivery.buyer)
  const [desk] = served(delivery, delivery.desk, request)
  const body = microRequestLayout.decode(request.body)
  const changed = { ...body, requestNumber, description: utf8('/reports/8') }
  const message = protect(delivery.world.buyer.crypto, delivery.buyer.keys.macKey, microRequestLayout.encode(changed))
  return { delivery, desk, message }
}

describe('the same coupon', () => {
  it('with another description under the same number is refused', async () => {
    const { delivery, desk, message } = await shownTwice(1)
    expect(serve(delivery.deliverer, desk, message, NOW)[1]).toEqual({ ok: false, refused: 'changedRepeat' })
  })

  it('with another description under a new number is refused', async () => {
    const { delivery, desk, message } = await shownTwice(2)
    const [after, response] = served(delivery, desk, message)
    expect(answerOf(response)).toBe('nothingNew')
    expect(after.shelf).toEqual(['/reports/7'])
  })
})
