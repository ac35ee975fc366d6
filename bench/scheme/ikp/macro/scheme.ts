// One full iKP run for every micro-transaction: the thing that is too expensive, and why coupons exist.

import type { SchemeDeclaration } from '../../contract/declaration.ts'
import { ikpRuns } from '../counts.ts'
import { IKP } from '../shared.ts'
import { paymentsCourt, openRun, type PaymentsEvidence } from './run.ts'

export const ikpMacro: SchemeDeclaration<PaymentsEvidence> = {
  ...IKP,
  name: 'ikp-macro',
  title: 'iKP macro payment',
  paper: 'Bellare et al. 1995, 2000; src/payment/ikp/SPEC.md',
  hasChains: false,
  claimsAtOnce: true,
  weight: 40,
  series: 4,
  risks: [
    { party: 'third party on line', risk: 'for every payment' },
    { party: 'buyer, device stolen', risk: 'the account, until its key is revoked' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
    { party: 'seller, buyer cheats', risk: 'nothing: authorised before delivery' },
    { party: 'acquirer', risk: 'credit risk of the buyer, payment by payment' },
    { party: 'crash', risk: 'one payment in doubt until Inquiry answers' },
    { party: 'privacy', risk: 'the seller sees a pseudonym, the acquirer no order text' },
  ],
  expected: (facts, options) => ikpRuns(facts.payments, facts, options),
  judge: { finds: 'a judge finds the same claims in the stored evidence', needsSecrets: false, sit: paymentsCourt },
  open: openRun,
}
