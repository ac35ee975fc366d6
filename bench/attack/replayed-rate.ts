// A buyer orders at a rate that held yesterday (broker/SPEC.md 6: rates must be actual, not historic). The seller's
// coupons are in another currency, which has risen since.

import { readNote } from '../../src/payment/ikp/broker/buyer.ts'
import { macedLayout } from '../../src/payment/ikp/coupon/delivery/session.ts'
import type { Rate, RateSource } from '../../src/payment/ikp/broker/rate.ts'
import {
  answeredTo,
  createBrokerWorld,
  joinBroker,
  joinSeller,
  ordered,
  orderFor,
  translated,
} from '../../src/payment/play/broker-steps.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged } from './row.ts'
import { openStage } from './stage.ts'

const YESTERDAY: Rate = { numerator: 95n, denominator: 100n }
const TODAY: Rate = { numerator: 120n, denominator: 100n }
/** One coupon of the seller, in its minor units. */
const VALUE = 100n

const OPENING = 'rate of the opening'
const MOMENT = 'rate of the moment'
const ORDER = { from: 'buyer', to: 'broker', step: 'order' } as const
const GRANT = { from: 'broker', to: 'buyer', step: 'grant' } as const

export const replayedRate: Attack = {
  name: 'replayed-rate',
  title: 'an order at a historic exchange rate',
  source: 'src/payment/ikp/broker/SPEC.md 6',
  run: async (stage = openStage()) => [
    await stage.under(OPENING, () => play(stage, OPENING, () => YESTERDAY)),
    await stage.under(MOMENT, () => play(stage, MOMENT, () => TODAY)),
  ],
}

async function play(stage: Stage, setting: string, rateOf: RateSource): Promise<AttackRow> {
  const at = await createBrokerWorld({ rateOf })
  const session = await joinBroker(at, { length: 500 })
  await joinSeller(at, { currency: 'EUR', value: VALUE, length: 10 })
  const [waiting, message] = ordered(at, session, orderFor(at, undefined, { rate: YESTERDAY }), 95n)
  const order = stage.sends(macedLayout, message, ORDER)
  const answer = stage.sends(macedLayout, translated(at, order), GRANT)
  const [, delivered] = answeredTo(at, waiting, answer)
  const paid = delivered.kind === 'product' ? 95n : 120n // refused, the buyer would have to pay today's price
  const gained = (VALUE * TODAY.numerator) / TODAY.denominator - paid
  const because = delivered.kind === 'refused' ? readNote(delivered.note) : 'the broker honours what it said before'
  return judged({ setting, gains: { buyer: gained, broker: -gained, seller: 0n }, because })
}
