// The usual tick: one more of an open chain that is paid tick by tick. What can go wrong there is looked at once, and of the
// account only what changes is encoded anew. Everything else, each refusal included, is left to the transition
// (src/payment/cafe-tick/card-ticks.ts), of which this is a short cut; the Java applet has the same one for chains in RAM.

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
  type CafeTickChain,
  type CafeTickSession,
  type CardTools,
  type PurseState,
} from '../../src/payment/cafe-tick/card-state.ts'
import { disclose } from '../../src/payment/cafe-tick/card-values.ts'
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
  readonly state: PurseState
  readonly chain: CafeTickChain
  readonly limit: number
  readonly tickValue: number
  /** Of the whole chain in RAM: sixteen bytes are copied soonest as four words. */
  readonly words: DataView | undefined
  session: CafeTickSession
  balance: number
  paid: number
}

export function usualTick(tools: CardTools, account: RotatingCell<CafeTickAccount>): ShortCut<PurseState> {
  const { bytes, view, at } = account.draft
  /** Copied into the response before anybody can ask again. */
  const answer = new Uint8Array(ANSWER_BYTES)
  const words = new DataView(answer.buffer)
  const answered: ResponseApdu = responseApdu(answer, SW.ok)
  let meter: Meter | undefined
  /** Each writes the value into the answer and gives what RAM keeps after it. */
  const copied = (whole: DataView, { session, limit }: Meter, spent: number): CafeTickSession => {
    const from = couponIndex(limit, spent) * CHAIN_VALUE_BYTES
    for (let word = 0; word < CHAIN_VALUE_BYTES; word += 4) words.setUint32(VALUE + word, whole.getUint32(from + word))
    return session
  }
  const found = ({ state, chain, session }: Meter, spent: number): CafeTickSession => {
    const { account, stored } = state
    const next = disclose(tools, { account, stored, session }, chain, spent)
    answer.set(next.value, VALUE)
    return next.session
  }
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
        u32At(data, ASKED) === spent && spent <= meter.limit && u32At(data, ASKED_CHAIN) === meter.chain.txCounter
      if (!isNext || meter.tickValue > meter.balance) return undefined
      const cell = account.redraft()
      if (cell === undefined) return undefined
      const session = meter.words === undefined ? found(meter, spent) : copied(meter.words, meter, spent)
      const balance = meter.balance - meter.tickValue
      view.setUint32(at + BALANCE, balance / HALF)
      view.setUint32(at + BALANCE + 4, balance % HALF)
      view.setUint32(at + PAID, spent)
      words.setUint32(ANSWERED, spent)
      cell.write(bytes)
      meter.session = session
      meter.balance = balance
      meter.paid = spent
      return answered
    },
    caughtUp(state) {
      if (meter === undefined || meter.paid === state.account.paid) return state
      const { balance, paid } = meter
      const { txCounter, phase, logged, withoutPin } = state.account
      const { whole, kept, value } = meter.session
      const session = { answered: paid, whole, kept, value }
      return withTick(state, { balance: BigInt(balance), txCounter, paid, phase, logged, withoutPin }, session)
    },
  }
}

/** The place value of the upper four bytes of eight. */
const HALF = 2 ** 32

/** Undefined also for a balance that only a bigint holds. */
function meterOf(state: PurseState): Meter | undefined {
  const { account, chain, control, session } = state
  if (chain === undefined || account.phase !== 'open' || control.blocked || chain.request.batch !== 1) return undefined
  const { limit, tickValue } = chain.request
  const { paid } = account
  const balance = Number(account.balance)
  if (!Number.isSafeInteger(balance)) return undefined
  const { whole } = session
  const words = whole && new DataView(whole.buffer, whole.byteOffset, whole.length)
  return { state, chain, limit, tickValue: Number(tickValue), words, session, balance, paid }
}
