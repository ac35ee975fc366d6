// One coupon of the buyer, two tokens of the broker (broker/SPEC.md 4): the order is sent again, after an answer that
// was "lost" or after a crash of the broker between two writes.

import { translate } from '../../src/payment/ikp/broker/broker.ts'
import type { BrokerChange } from '../../src/payment/ikp/broker/books.ts'
import { macedLayout } from '../../src/payment/ikp/coupon/delivery/session.ts'
import { brokered, ordered, orderFor, SELLER, type BrokerWorld } from '../../src/payment/play/broker-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged } from './row.ts'
import { openStage } from './stage.ts'

const RELATION = 50n

const CRASH = 'crash between two writes'
const WHOLE = 'one change'
const ORDER = { from: 'buyer', to: 'broker', step: 'order' } as const

export const doubleTranslation: Attack = {
  name: 'double-translation',
  title: 'a repeated order is to give a second token',
  source: 'src/payment/ikp/broker/SPEC.md 4',
  run: async (stage = openStage()) => [
    await stage.under(CRASH, () => play(stage, CRASH, 'the token is given, the coupon is not taken', tornChange)),
    await stage.under(WHOLE, () => play(stage, WHOLE, 'the repeated order gets the stored answer', (change) => change)),
  ],
}

/** What is stored when the broker writes its own chain first and dies before it writes the buyer's. */
function tornChange({ outgoing, tokens }: BrokerChange): BrokerChange {
  return { ...(outgoing && { outgoing }), ...(tokens && { tokens }) }
}

async function play(
  stage: Stage,
  setting: string,
  because: string,
  stored: (change: BrokerChange) => BrokerChange,
): Promise<AttackRow> {
  const { at, session } = await brokered()
  const [, sent] = ordered(at, session, orderFor(at, undefined))
  const message = stage.sends(macedLayout, sent, ORDER)
  const [first, lost] = translate(at.broker, at.books, { buyer: 1n, message }, NOW)
  stage.judges('broker', ORDER.step, lost)
  at.books.apply(stored(first))
  const repeated = stage.sends(macedLayout, message, ORDER, 'repeated')
  const [second, again] = translate(at.broker, at.books, { buyer: 1n, message: repeated }, NOW)
  at.books.apply(second)
  accepted(stage.judges('broker', ORDER.step, again))
  const given = BigInt(at.books.tokens(SELLER, RELATION).length)
  const taken = takenFromBuyer(at)
  return judged({ setting, gains: { buyer: given - taken, broker: taken - given, seller: 0n }, because })
}

function takenFromBuyer({ books }: BrokerWorld): bigint {
  return BigInt(books.buyer(1n)?.session.chains[0]?.best.spent ?? 0)
}
