// The usual tick: one more of an open chain that is paid tick by tick and kept whole in RAM. What can go wrong there is looked
// at once, and of the account only what changes is encoded anew. Everything else, each refusal included, is left to the
// transition (src/payment/cafe-tick/card-ticks.ts), of which this is a short cut; the Java applet has the same one.

import { CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { isCommand } from '../../src/card/commands.ts'
import { u32At } from '../../src/bytes/bytes.ts'
import { offsetOf } from '../../src/bytes/layout.ts'
import { couponIndex } from '../../src/chain/coupon-index.ts'
import { CHAIN_VALUE_BYTES } from '../../src/chain/step.ts'
import { responseApdu, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { tickAnswerLayout, tickRequestLayout } from '../../src/payment/cafe-tick/card-messages.ts'
import {
  cafeTickAccountLayout,
  withTick,
  type CafeTickAccount,
  type PurseState,
} from '../../src/payment/cafe-tick/card-state.ts'
import type { RotatingCell } from '../kit/rotating-cell.ts'
import { sizeOf } from '../kit/stored.ts'
import type { ShortCut } from '../kit/transition-applet.ts'

const { tick } = CAFE_TICK_COMMANDS
const REQUEST_BYTES = sizeOf(tickRequestLayout)
const ANSWER_BYTES = sizeOf(tickAnswerLayout)
const ASKED_CHAIN = offsetOf(tickRequestLayout, 'txCounter')
const ASKED = offsetOf(tickRequestLayout, 'spent')
const ANSWERED = offsetOf(tickAnswerLayout, 'spent')
const VALUE = offsetOf(tickAnswerLayout, 'value')
const BALANCE = offsetOf(cafeTickAccountLayout, 'balance')
const PAID = offsetOf(cafeTickAccountLayout, 'paid')

/** A chain of which ticks can be paid so, and how far it is. */
interface Meter {
  readonly txCounter: number
  readonly limit: number
  readonly tickValue: bigint
  readonly whole: Uint8Array
  balance: bigint
  paid: number
}

export function usualTick(account: RotatingCell<CafeTickAccount>): ShortCut<PurseState> {
  const { bytes, view, at } = account.draft
  let meter: Meter | undefined
  return {
    follow(state) {
      meter = meterOf(state)
    },
    run(command) {
      if (meter === undefined || !isCommand(tick, command)) return undefined
      const { data } = command
      if (data.length !== REQUEST_BYTES) return undefined
      const spent = meter.paid + 1
      const isNext =
        u32At(data, ASKED) === spent && spent <= meter.limit && u32At(data, ASKED_CHAIN) === meter.txCounter
      if (!isNext || meter.tickValue > meter.balance) return undefined
      const cell = account.redraft()
      if (cell === undefined) return undefined
      const balance = meter.balance - meter.tickValue
      view.setBigUint64(at + BALANCE, balance)
      view.setUint32(at + PAID, spent)
      cell.write(bytes)
      meter.balance = balance
      meter.paid = spent
      return disclosed(meter)
    },
    caughtUp(state) {
      if (meter === undefined || meter.paid === state.account.paid) return state
      const { balance, paid } = meter
      const { txCounter, phase, logged, withoutPin } = state.account
      const { whole, kept, value } = state.session
      const session = { answered: paid, whole, kept, value }
      return withTick(state, { balance, txCounter, paid, phase, logged, withoutPin }, session)
    },
  }
}

function meterOf({ account, chain, control, session }: PurseState): Meter | undefined {
  const { whole } = session
  if (chain === undefined || whole === undefined || account.phase !== 'open' || control.blocked) return undefined
  const { txCounter, request } = chain
  const { limit, tickValue, batch } = request
  const { balance, paid } = account
  return batch === 1 ? { txCounter, limit, tickValue, whole, balance, paid } : undefined
}

function disclosed({ whole, limit, paid }: Meter): ResponseApdu {
  const answer = new Uint8Array(ANSWER_BYTES)
  const from = couponIndex(limit, paid) * CHAIN_VALUE_BYTES
  for (let at = 0; at < CHAIN_VALUE_BYTES; at += 1) answer[VALUE + at] = whole[from + at] ?? 0
  answer[ANSWERED] = paid >>> 24
  answer[ANSWERED + 1] = paid >>> 16
  answer[ANSWERED + 2] = paid >>> 8
  answer[ANSWERED + 3] = paid
  return responseApdu(answer, SW.ok)
}
