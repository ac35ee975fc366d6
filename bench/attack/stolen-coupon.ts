// Somebody on the wire takes a coupon off its message and asks for something else with it (the paper's interceptor,
// coupon/SPEC.md 6). The seller is paid either way; the buyer has paid for nothing.

import { utf8 } from '../../src/bytes/bytes.ts'
import { requestProduct, takeProduct } from '../../src/payment/ikp/coupon/delivery/buyer.ts'
import { microRequestLayout } from '../../src/payment/ikp/coupon/delivery/messages.ts'
import { serve } from '../../src/payment/ikp/coupon/delivery/seller.ts'
import { macedLayout } from '../../src/payment/ikp/coupon/delivery/session.ts'
import { microPaymentLayout } from '../../src/payment/ikp/coupon/messages.ts'
import { spend } from '../../src/payment/ikp/coupon/buyer.ts'
import { takeCoupons } from '../../src/payment/ikp/coupon/seller.ts'
import { opened } from '../../src/payment/play/coupon-steps.ts'
import { openDelivery } from '../../src/payment/play/delivery-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged, refusalOf } from './row.ts'
import { openStage } from './stage.ts'

const WANTED = '/reports/7'
const STOLEN_FOR = '/reports/8'
const PRICE = 1n

const BARE = 'coupon alone'
const SESSION = 'session key'
const PAYS = { from: 'buyer', to: 'seller', step: 'Micro-Payment' } as const
const STOLEN = { ...PAYS, from: 'thief' } as const

export const stolenCoupon: Attack = {
  name: 'stolen-coupon',
  title: 'an interceptor changes what a coupon is to buy',
  source: 'src/payment/ikp/coupon/SPEC.md 6',
  run: async (stage = openStage()) => [
    await stage.under(BARE, () => bare(stage)),
    await stage.under(SESSION, () => protectedBySession(stage)),
  ],
}

/** Coupon and description travel side by side: whoever sends the coupon names the item. */
async function bare(stage: Stage): Promise<AttackRow> {
  const { world, buyerChain, sellerChain } = await opened()
  const [, sent] = spend(buyerChain, 1)
  const message = { payment: accepted(sent), description: WANTED }
  const changed = { ...message, description: STOLEN_FOR }
  const stolen = stage.sends(microPaymentLayout, changed.payment, STOLEN, 'changed')
  const [after, first] = takeCoupons(world.chain, sellerChain, { payment: stolen, price: PRICE, now: NOW })
  stage.judges('seller', STOLEN.step, first)
  const late = stage.sends(microPaymentLayout, message.payment, PAYS, 'repeated')
  const [, retry] = takeCoupons(world.chain, after, { payment: late, price: PRICE, now: NOW })
  stage.judges('seller', PAYS.step, retry)
  const thiefIsServed = first.ok && !first.value.repeated
  const buyerIsServed = retry.ok && !retry.value.repeated
  return judged({
    setting: BARE,
    gains: { buyer: buyerIsServed ? 0n : -PRICE, thief: thiefIsServed ? PRICE : 0n, seller: 0n },
    because: 'nothing ties the coupon to what it buys',
  })
}

async function protectedBySession(stage: Stage): Promise<AttackRow> {
  const { world, deliverer, buyer, desk } = await openDelivery()
  const { crypto } = world.buyer
  const [waiting, asked] = requestProduct(crypto, buyer, { description: utf8(WANTED), price: PRICE })
  const message = accepted(asked)
  const body = microRequestLayout.encode({
    ...microRequestLayout.decode(message.body),
    description: utf8(STOLEN_FOR),
  })
  const forged = stage.sends(macedLayout, { ...message, body }, STOLEN, 'changed')
  const [unmoved, stolen] = serve(deliverer, desk, forged, NOW)
  stage.judges('seller', STOLEN.step, stolen)
  const [, answered] = serve(deliverer, unmoved, stage.sends(macedLayout, message, PAYS), NOW)
  stage.judges('seller', PAYS.step, answered)
  const delivered = accepted(takeProduct(crypto, waiting, accepted(answered))[1])
  return judged({
    setting: SESSION,
    gains: { buyer: delivered.kind === 'product' ? 0n : -PRICE, thief: stolen.ok ? PRICE : 0n, seller: 0n },
    because: refusalOf(stolen),
  })
}
