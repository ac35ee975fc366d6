// From which number of purchases of a pair on a chain of its own pays, by what a run measured on the way. It is one run of
// one process: what it cannot tell, and what another process would tell otherwise, is named as a range.

import { counted } from '../../../../src/bytes/counted.ts'
import { summariseLatencies } from '../../../measure/latency.ts'
import { logInterval } from '../../../measure/statistics/process-interval.ts'

/** Purchases of a pair that go through the broker before it opens a chain of its own. */
export const BROKERED_PURCHASES = 2

/** Elapsed on the host, one after the other: a pair's first own payment opens its chain, later ones only show a coupon. */
export interface PurchaseTimes {
  readonly openingNs: number[]
  readonly couponNs: number[]
  readonly tokenNs: number[]
}

/** Opening a chain pays off for a pair once the tokens that it saves cost more than the opening did. */
export function breakEvenNote({ openingNs, couponNs, tokenNs }: PurchaseTimes): string {
  const rule = `rule: the first ${BROKERED_PURCHASES} purchases of a buyer at a seller through the broker, later ones by coupons`
  const parts = partsOf({ openingNs, couponNs, tokenNs })
  if (parts.length === 0) return `${rule}; too few pairs for a break-even`
  const sides = Array.from({ length: MOST_PURCHASES }, (_, at) => sideAt(at + 1, parts))
  const [last, first] = [sides.lastIndexOf('broker') + 1, sides.indexOf('chain') + 1]
  if (first === 0)
    return `${rule}; no break-even in this run: up to ${MOST_PURCHASES} purchases of a pair no chain surely pays`
  const untold = first - last > 1 ? ` (${[...new Set([last + 1, first - 1])].join('–')} not distinguishable)` : ''
  return `${rule}; measured break-even on this host, one process: a chain of its own pays from ${counted(first, 'purchase')} of a pair on${untold}`
}

interface Medians {
  readonly opening: number
  readonly coupon: number
  readonly token: number
}

/** One after the other in time; none where one of them would be without an opening. */
const PARTS = 8
/** More than a pair of any workload has. */
const MOST_PURCHASES = 1000
/** By how much elapsed times of one process differ from those of the next: the standard deviation, a share. */
const ONE_PROCESS = 0.1

function partsOf({ openingNs, couponNs, tokenNs }: PurchaseTimes): Medians[] {
  if (Math.min(openingNs.length, couponNs.length, tokenNs.length) < PARTS) return []
  const median = (all: readonly number[], part: number): number => {
    const [from, to] = [part, part + 1].map((at) => Math.floor((at * all.length) / PARTS))
    return summariseLatencies(all.slice(from, to)).p50
  }
  return Array.from({ length: PARTS }, (_, part) => ({
    opening: median(openingNs, part),
    coupon: median(couponNs, part),
    token: median(tokenNs, part),
  }))
}

/** Which costs less for so many purchases of a pair, if this run can tell. */
function sideAt(purchases: number, parts: readonly Medians[]): 'broker' | 'chain' | undefined {
  const ratios = parts.map(({ opening, coupon, token }) => (opening + (purchases - 1) * coupon) / (purchases * token))
  const { low, high } = logInterval(ratios.map(Math.log), ONE_PROCESS)
  if (high < 0) return 'chain'
  return low > 0 ? 'broker' : undefined
}
