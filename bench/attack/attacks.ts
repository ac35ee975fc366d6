// All attack scripts, in the order in which a reader of the papers meets them.

import type { Attack } from './attack.ts'
import { doubleTranslation } from './double-translation.ts'
import { forgedClear } from './forged-clear.ts'
import { forwardDerivation } from './forward-derivation.ts'
import { listGrowth } from './list-growth.ts'
import { overClearing } from './over-clearing.ts'
import { replayedRate } from './replayed-rate.ts'
import { stolenCoupon } from './stolen-coupon.ts'

export const ATTACKS: readonly Attack[] = [
  forgedClear,
  stolenCoupon,
  doubleTranslation,
  replayedRate,
  forwardDerivation,
  overClearing,
  listGrowth,
]
