// The hardware-free scheme: a chain of coupons a buyer and seller, opened by iKP.

import type { SchemeDeclaration } from '../../contract/declaration.ts'
import { addedCounts, claimed, ikpRuns } from '../counts.ts'
import { IKP } from '../shared.ts'
import { chainsCourt, type ChainsEvidence } from '../judge.ts'
import { openRun } from './run.ts'

export const ikpCoupon: SchemeDeclaration<ChainsEvidence> = {
  ...IKP,
  name: 'ikp-coupon',
  title: 'coupon',
  paper: 'Hauser, Steiner and Waidner 1996; src/payment/ikp/coupon/SPEC.md',
  hasChains: true,
  weight: 9,
  series: 0,
  risks: [
    { party: 'third party on line', risk: 'to open and to clear, not per payment' },
    { party: 'buyer, device stolen', risk: 'the coupons left on open chains, at their sellers only' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
    { party: 'seller, buyer cheats', risk: 'nothing up to the authorised hold' },
    { party: 'acquirer', risk: 'credit risk of the buyer up to the hold' },
    { party: 'crash', risk: 'one coupon in doubt until it is sent again' },
    { party: 'privacy', risk: 'the seller sees a pseudonym, the acquirer no order text' },
  ],
  expected: (facts, options) =>
    addedCounts(ikpRuns(facts.chainsOpened, facts, options), claimed(facts), { seller: { chainStep: facts.units } }),
  judge: { finds: 'a judge finds the same claims in the stored evidence', needsSecrets: false, sit: chainsCourt },
  open: openRun,
}
