// One purchase step by step between the buyer and the seller of a session, for tests.

import { utf8 } from '../../bytes/bytes.ts'
import {
  requestProduct,
  takeProduct,
  type BuyerSession,
  type Delivered,
  type Wanted,
} from '../ikp/coupon/delivery/buyer.ts'
import { microProductLayout } from '../ikp/coupon/delivery/messages.ts'
import { serve } from '../ikp/coupon/delivery/seller.ts'
import { macedLayout, type Maced } from '../ikp/coupon/delivery/session.ts'
import type { Delivery } from '../play/delivery-steps.ts'
import { accepted, NOW } from '../play/world.ts'

/** The message with one bit of its body or tag turned. */
export function touched(message: Maced, at: number): Maced {
  const { body, tag } = message
  return at < body.length
    ? { body: body.with(at, (body[at] ?? 0) ^ 1), tag }
    : { body, tag: tag.with(at - body.length, (tag[at - body.length] ?? 0) ^ 1) }
}

export const REPORT: Wanted = { description: utf8('/reports/7'), price: 1n }

/** The session with the request in it, and the request as the seller gets it. */
export function asked(delivery: Delivery, session: BuyerSession, wanted: Wanted = REPORT): [BuyerSession, Maced] {
  const [next, outcome] = requestProduct(delivery.world.buyer.crypto, session, wanted)
  return [next, wired(accepted(outcome))]
}

/** The desk after the request, and its response as the buyer gets it. */
export function served(delivery: Delivery, desk: Delivery['desk'], message: Maced): [Delivery['desk'], Maced] {
  const [next, outcome] = serve(delivery.deliverer, desk, message, NOW)
  return [next, wired(accepted(outcome))]
}

/** The session after the response, and what was in it. */
export function got(delivery: Delivery, session: BuyerSession, message: Maced): [BuyerSession, Delivered] {
  const [next, outcome] = takeProduct(delivery.world.buyer.crypto, session, message)
  return [next, accepted(outcome)]
}

/** What the seller says in a response that is not encrypted. */
export function answerOf(message: Maced): string {
  return microProductLayout.decode(message.body).answer
}

/** Through the codec, as over a wire. */
export function wired(message: Maced): Maced {
  return macedLayout.decode(macedLayout.encode(message))
}
