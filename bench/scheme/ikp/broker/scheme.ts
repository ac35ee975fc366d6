// Purchases through a broker: one chain of a buyer pays everywhere, by tokens.

import type { SchemeDeclaration } from '../../contract/declaration.ts'
import { IKP } from '../shared.ts'
import { chainsCourt, type ChainsEvidence } from '../judge.ts'
import { openRun } from './run.ts'

export const ikpBroker: SchemeDeclaration<ChainsEvidence> = {
  ...IKP,
  name: 'ikp-broker',
  title: 'broker',
  paper: 'Hauser, Steiner and Waidner 1996, 4.3; src/payment/ikp/broker/SPEC.md',
  hasChains: true,
  weight: 15,
  series: 5,
  risks: [
    { party: 'third party on line', risk: 'for every payment, unless tokens are fetched ahead' },
    { party: 'buyer, device stolen', risk: 'the coupons left towards the broker' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered; nothing with escrow' },
    { party: 'seller, buyer cheats', risk: 'one coupon' },
    { party: 'acquirer', risk: 'credit risk of buyers and broker up to their holds' },
    { party: 'crash', risk: 'one translation in doubt until it is asked for again' },
    { party: 'privacy', risk: 'the broker learns the seller, and the item only if it passes it on' },
  ],
  // every unit is on a chain of the buyer and on one of the broker, and both are claimed
  expected: ({ chainsOpened, claims, units }) => ({
    seller: { chainStep: units },
    acquirer: { chainStep: 2 * units, sign: chainsOpened + claims, decrypt: chainsOpened },
  }),
  judge: { finds: 'a judge finds the same claims in the stored evidence', needsSecrets: false, sit: chainsCourt },
  open: openRun,
}
