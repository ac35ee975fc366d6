// Who judges which step of coupons, and by which checks.

import { CLEAR_CHECKS } from '../../../src/payment/ikp/coupon/acquirer.ts'
import { CLEAR_REPLY_CHECKS, COUPON_CHECKS } from '../../../src/payment/ikp/coupon/seller.ts'
import type { StepChecks } from '../contract/judging.ts'

export const COUPON_STEPS: StepChecks = {
  'Micro-Payment': { by: 'seller', checks: COUPON_CHECKS },
  'Clear-Request': { by: 'acquirer', checks: CLEAR_CHECKS },
  'Clear-Reply': { by: 'seller', checks: CLEAR_REPLY_CHECKS },
}
