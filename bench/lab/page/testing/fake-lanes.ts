// The lanes of an invented session, as a lab shows them: names, roles, and curves that cross once.

import type { CurvePoint, LaneView } from '../../contract.ts'
import { CARD_LANE, COUPON_LANE, type InventedSession } from './invented.ts'

/** The chain's commitment costs signatures, each coupon a hash. */
function couponCost(payments: number): number {
  return Math.ceil(payments / 16) * 31e6 + payments * 1.4e5
}

interface FakeLane {
  readonly name: string
  readonly title: string
  readonly series: number
  readonly roles: readonly string[]
  readonly cost: (payments: number) => number
}

const LANES: readonly FakeLane[] = [
  {
    name: CARD_LANE,
    title: 'Card purse',
    series: 1,
    roles: ['card', 'seller', 'issuer'],
    cost: (payments) => 60e6 + payments * 1.1e5,
  },
  { name: COUPON_LANE, title: 'Coupons', series: 0, roles: ['buyer', 'seller', 'acquirer'], cost: couponCost },
]

function laneView({ cost, ...lane }: FakeLane, { payments }: InventedSession): LaneView {
  const meters = { payments, operations: {}, messages: 0, bytes: 0, apdus: 0, cardNs: null }
  const curve = Array.from({ length: Math.min(payments, 400) }, (_, at): CurvePoint => {
    return { payments: at + 1, costNs: cost(at + 1) }
  })
  return { ...lane, hasMemory: lane.name === CARD_LANE, meters, curve }
}

export function laneViews(session: InventedSession): readonly LaneView[] {
  return LANES.map((lane) => laneView(lane, session))
}
