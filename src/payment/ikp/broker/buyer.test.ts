import { describe, expect, it } from 'vitest'
import type { Maced } from '../coupon/delivery/session.ts'
import { brokered, fetched, itemFor, orderFor, redeemed, used } from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { NOW } from '../../play/world.ts'
import { takeGrant, takeTokenProduct, useToken } from './buyer.ts'
import { tokenGrantLayout, type TokenOrder } from './messages.ts'

async function heldToken(path: string | undefined) {
  const { at, session } = await brokered()
  const order = orderFor(at, path)
  const [, held] = fetched(at, session, order)
  return { at, order, held }
}

describe('a token in the hands of the buyer', () => {
  it('is spent on one item only, and a retry is the same message', async () => {
    const { at, held } = await heldToken(undefined)
    const [once, payment] = used(at, held, '/reports/7')
    expect(used(at, once, '/reports/7')).toEqual([once, payment])
    expect(useToken(at.world.buyer.crypto, once, itemFor('/reports/88'), NOW)[1]).toMatchObject({
      refused: 'tokenUsed',
    })
  })

  it('is not spent on another item than it is bound to, nor after its end', async () => {
    const { at, held } = await heldToken('/reports/7')
    const { crypto } = at.world.buyer
    expect(useToken(crypto, held, itemFor('/reports/88'), NOW)[1]).toMatchObject({ refused: 'anotherItem' })
    expect(useToken(crypto, held, itemFor('/reports/7'), held.expires + 1)[1]).toMatchObject({
      refused: 'tokenExpired',
    })
  })

  it.each<[string, Partial<TokenOrder>, number, string]>([
    ['another count', { count: 2 }, NOW, 'otherCount'],
    ['another item', { itemDigest: new Uint8Array(32) }, NOW, 'otherItem'],
    ['no item', { itemDigest: undefined }, NOW, 'otherItem'],
    ['an end in the past', {}, NOW + 1e9, 'alreadyExpired'],
  ])('is refused when it was granted for %s', async (_name, change, now, refused) => {
    const { held, order } = await heldToken('/reports/7')
    const product = tokenGrantLayout.encode({ token: held.token, tokenKey: held.tokenKey })
    expect(takeGrant(product, { ...order, ...change }, now)).toMatchObject({ refused })
  })

  it('is refused when it was granted for any item in place of one', async () => {
    const { held, order } = await heldToken(undefined)
    const product = tokenGrantLayout.encode({ token: held.token, tokenKey: held.tokenKey })
    const bound = { ...order, itemDigest: new Uint8Array(32) }
    expect(takeGrant(product, bound, NOW)).toMatchObject({ refused: 'otherItem' })
  })

  it('brings no product but the seller’s answer to this use', async () => {
    const { at, session, desk } = await brokered()
    const [next, one] = fetched(at, session, orderFor(at, undefined))
    const [, two] = fetched(at, next, orderFor(at, undefined))
    const [usedOne, paymentOne] = used(at, one, '/reports/7')
    const [, response] = redeemed(at, desk, paymentOne)
    const { crypto } = at.world.buyer
    expect(takeTokenProduct(crypto, one, response)).toMatchObject({ refused: 'notUsed' })
    expect(takeTokenProduct(crypto, used(at, two, '/reports/7')[0], response)).toMatchObject({ refused: 'tagWrong' })
    const [elsewhere] = used(at, one, '/reports/88')
    expect(takeTokenProduct(crypto, elsewhere, response)).toMatchObject({ refused: 'anotherUse' })
    const changed = (byte: number): Maced => touched(response, byte)
    for (let byte = 0; byte < response.body.length + response.tag.length; byte += 1) {
      expect(takeTokenProduct(crypto, usedOne, changed(byte))).toMatchObject({ refused: 'tagWrong' })
    }
  })
})
