// Coupons or broker, chosen per buyer and seller.

import type { Risk, SchemeDeclaration } from '../../contract/declaration.ts'
import { added } from '../../contract/self-check.ts'
import { ikpBroker } from '../broker/scheme.ts'
import { ikpCoupon } from '../coupon/scheme.ts'
import { chainsCourt } from '../judge.ts'
import { IKP } from '../shared.ts'
import { openRun, type AutoEvidence } from './run.ts'

export const ikpAuto: SchemeDeclaration<AutoEvidence> = {
  ...IKP,
  name: 'ikp-auto',
  title: 'coupon or broker',
  paper: 'Hauser, Steiner and Waidner 1996, 4.3; src/payment/ikp/broker/SPEC.md',
  hasChains: true,
  isComposed: true,
  weight: 12,
  series: 6,
  risks: ikpCoupon.risks.map(({ party, risk }): Risk => {
    const other = ikpBroker.risks.find((each) => each.party === party)?.risk
    return { party, risk: other === undefined || other === risk ? risk : `${risk}; brokered: ${other}` }
  }),
  expected: ({ chainsOpened, claims, units }) => ({
    seller: { chainStep: units },
    acquirer: { sign: chainsOpened + claims, decrypt: chainsOpened },
  }),
  judge: {
    finds: 'a judge finds the same claims in the stored evidence',
    needsSecrets: false,
    sit(crypto) {
      const [direct, brokered] = [chainsCourt(crypto), chainsCourt(crypto)]
      return { hear: (portion) => added(direct.hear(portion.direct), brokered.hear(portion.brokered)) }
    },
  },
  open: openRun,
}
