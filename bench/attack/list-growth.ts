// A buyer fetches many tokens and uses only the last: the seller computes and keeps every coupon that was skipped
// (broker/SPEC.md 5). The price is the coupons themselves; the limit bounds what a seller can be made to keep.

import { counted } from '../../src/bytes/counted.ts'
import { DEFAULT_LIMITS, type ScatterLimits } from '../../src/payment/ikp/broker/pending.ts'
import { tokenPaymentLayout } from '../../src/payment/ikp/broker/messages.ts'
import { redeem } from '../../src/payment/ikp/broker/seller.ts'
import type { HeldToken } from '../../src/payment/ikp/broker/buyer.ts'
import { brokered, fetched, orderFor, used } from '../../src/payment/play/broker-steps.ts'
import { NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { refusalOf } from './row.ts'
import { openStage } from './stage.ts'

const TOKENS = 60
const WITHOUT: ScatterLimits = { mostSkipped: Number.MAX_SAFE_INTEGER, mostPending: Number.MAX_SAFE_INTEGER }

const SETTINGS: readonly (readonly [setting: string, limits: ScatterLimits])[] = [
  ['no limit', WITHOUT],
  ['limit on the gap', { ...DEFAULT_LIMITS, mostSkipped: 16 }],
  ['limit on the list', { ...DEFAULT_LIMITS, mostPending: 16 }],
]
const USE = { from: 'buyer', to: 'seller', step: 'use' } as const

export const listGrowth: Attack = {
  name: 'list-growth',
  title: 'skipped coupons fill the seller’s list',
  source: 'src/payment/ikp/broker/SPEC.md 5',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const [setting, limits] of SETTINGS) rows.push(await stage.under(setting, () => play(stage, setting, limits)))
    return rows
  },
}

async function play(stage: Stage, setting: string, limits: ScatterLimits): Promise<AttackRow> {
  const { at, session, desk } = await brokered({ limits })
  let current = session
  let last: HeldToken | undefined
  for (let i = 0; i < TOKENS; i += 1) [current, last] = fetched(at, current, orderFor(at, undefined))
  if (last === undefined) throw new RangeError('no token was fetched')
  const payment = stage.sends(tokenPaymentLayout, used(at, last, '/reports/1')[1], USE)
  const [after, outcome] = redeem(at.seller, desk, payment, NOW)
  stage.judges('seller', USE.step, outcome)
  const { size } = after.relation.pending
  const because = outcome.ok ? `${counted(size, 'coupon')} on the list for one that was used` : refusalOf(outcome)
  return { setting, outcome: outcome.ok ? 'succeeds' : 'stopped', gains: { seller: 0n, buyer: 0n }, because }
}
