import { expect, it } from 'vitest'
import { utf8 } from '../../../../bytes/bytes.ts'
import { openDelivery } from '../../../play/delivery-steps.ts'
import { accepted, NOW } from '../../../play/world.ts'
import { requestProduct, takeProduct } from './buyer.ts'
import { microProductLayout, microRequestLayout } from './messages.ts'
import { serve } from './seller.ts'
import { protect } from './session.ts'

const REPORT = { description: utf8('/reports/7'), price: 1n }
/** No ciphertext of any key. */
const GARBAGE = new Uint8Array(40)

it('answers a description that does not decrypt with a refusal, and takes no coupon for it', async () => {
  const { world, buyer, deliverer, desk } = await openDelivery()
  const { crypto } = world.buyer
  const request = accepted(requestProduct(crypto, buyer, REPORT)[1])
  const body = { ...microRequestLayout.decode(request.body), encrypted: true, description: GARBAGE }
  const message = protect(crypto, buyer.keys.macKey, microRequestLayout.encode(body))
  const [after, outcome] = serve(deliverer, desk, message, NOW)
  expect(microProductLayout.decode(accepted(outcome).body).answer).toBe('notReadable')
  expect(after.session.chains).toEqual(desk.session.chains)
})

it('takes no product that does not decrypt, and waits on', async () => {
  const { world, buyer, deliverer, desk } = await openDelivery()
  const { crypto } = world.buyer
  const [waiting, request] = requestProduct(crypto, buyer, REPORT)
  const response = accepted(serve(deliverer, desk, accepted(request), NOW)[1])
  const body = { ...microProductLayout.decode(response.body), encrypted: true, product: GARBAGE }
  const message = protect(crypto, buyer.keys.macKey, microProductLayout.encode(body))
  expect(takeProduct(crypto, waiting, message)).toEqual([waiting, { ok: false, refused: 'notReadable' }])
})

it('asks for nothing that it cannot pay exactly', async () => {
  const { world, buyer } = await openDelivery({ shapes: [[2, 1n]] })
  const wanted = { ...REPORT, price: 3n }
  expect(requestProduct(world.buyer.crypto, buyer, wanted)).toEqual([buyer, { ok: false, refused: 'noExactChange' }])
})

it('takes no coupon for what is free', async () => {
  const { world, buyer, deliverer, desk } = await openDelivery()
  const { crypto } = world.buyer
  const free = { ...deliverer, shop: () => ({ sold: true, price: 0n, product: GARBAGE, shelf: [] }) as const }
  const request = accepted(requestProduct(crypto, buyer, REPORT)[1])
  const [after, outcome] = serve(free, desk, request, NOW)
  expect(microProductLayout.decode(accepted(outcome).body).answer).toBe('wrongPrice')
  expect(after.session.chains).toEqual(desk.session.chains)
  const none = accepted(requestProduct(crypto, buyer, { ...REPORT, price: 0n })[1])
  expect(microProductLayout.decode(accepted(serve(free, desk, none, NOW)[1]).body).answer).toBe('product')
})
