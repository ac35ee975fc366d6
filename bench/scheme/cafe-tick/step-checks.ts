// Who judges which step of ticks, and by which checks.

import { CERTIFICATE_CHECKS } from '../../../src/payment/card-certificate.ts'
import { DEPOSIT_CHECKS } from '../../../src/payment/cafe-tick/acquirer.ts'
import { COMMITMENT_CHECKS } from '../../../src/payment/cafe-tick/seller.ts'
import { TAKE_CHECKS } from '../../../src/card/cafe-tick/terminal.ts'
import type { StepChecks } from '../contract/judging.ts'

export const TICK_STEPS: StepChecks = {
  certificate: { by: 'seller', checks: CERTIFICATE_CHECKS },
  'OPEN TICKS': { by: 'seller', checks: COMMITMENT_CHECKS },
  TICK: { by: 'seller', checks: TAKE_CHECKS },
  deposit: { by: 'issuer', checks: DEPOSIT_CHECKS },
}
