// Somebody on the wire takes a coupon off its message and asks for something else with it (the paper's interceptor,
// coupon/SPEC.md 6). The seller is paid either way; the buyer has paid for nothing.

import { utf8 } from '../../src/bytes/bytes.ts'
import { requestProduct, takeProduct } from '../../src/payment/ikp/coupon/delivery/buyer.ts'
import { microRequestLayout } from '../../src/payment/ikp/coupon/delivery/messages.ts'
import { serve } from '../../src/payment/ikp/coupon/delivery/seller.ts'
import { spend } from '../../src/payment/ikp/coupon/buyer.ts'
import { takeCoupons } from '../../src/payment/ikp/coupon/seller.ts'
import { opened } from '../../src/payment/play/coupon-steps.ts'
import { openDelivery } from '../../src/payment/play/delivery-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow } from './attack.ts'
import { judged, refusalOf } from './row.ts'

const WANTED = '/reports/7'
const STOLEN_FOR = '/reports/8'
const PRICE = 1n

export const stolenCoupon: Attack = {
  name: 'stolen-coupon',
  title: 'an interceptor changes what a coupon is to buy',
  source: 'src/payment/ikp/coupon/SPEC.md 6',
  run: async () => [await bare(), await protectedBySession()],
}

/** Coupon and description travel side by side: whoever sends the coupon names the item. */
async function bare(): Promise<AttackRow> {
  const { world, buyerChain, sellerChain } = await opened()
  const [, sent] = spend(buyerChain, 1)
  const message = { payment: accepted(sent), description: WANTED }
  const changed = { ...message, description: STOLEN_FOR }
  const [after, first] = takeCoupons(world.chain, sellerChain, { payment: changed.payment, price: PRICE, now: NOW })
  const [, retry] = takeCoupons(world.chain, after, { payment: message.payment, price: PRICE, now: NOW })
  const thiefIsServed = first.ok && !first.value.repeated
  const buyerIsServed = retry.ok && !retry.value.repeated
  return judged({
    setting: 'coupon alone',
    gains: { buyer: buyerIsServed ? 0n : -PRICE, thief: thiefIsServed ? PRICE : 0n, seller: 0n },
    because: 'nothing ties the coupon to what it buys',
  })
}

async function protectedBySession(): Promise<AttackRow> {
  const { world, deliverer, buyer, desk } = await openDelivery()
  const { crypto } = world.buyer
  const [waiting, asked] = requestProduct(crypto, buyer, { description: utf8(WANTED), price: PRICE })
  const message = accepted(asked)
  const body = microRequestLayout.encode({
    ...microRequestLayout.decode(message.body),
    description: utf8(STOLEN_FOR),
  })
  const [unmoved, stolen] = serve(deliverer, desk, { ...message, body }, NOW)
  const [, answered] = serve(deliverer, unmoved, message, NOW)
  const delivered = accepted(takeProduct(crypto, waiting, accepted(answered))[1])
  return judged({
    setting: 'session key',
    gains: { buyer: delivered.kind === 'product' ? 0n : -PRICE, thief: stolen.ok ? PRICE : 0n, seller: 0n },
    because: refusalOf(stolen),
  })
}
