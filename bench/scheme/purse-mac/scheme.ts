// The classic symmetric purse after EN 1546: a purse of the buyer and a security module of the seller speak by MACs.

import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import type { SchemeDeclaration } from '../contract/declaration.ts'
import { judgeCollections, type CollectionEvidence } from './judge.ts'
import { openRun } from './run.ts'

export const purseMac: SchemeDeclaration<CollectionEvidence> = {
  name: 'purse-mac',
  title: 'MAC purse (EN 1546)',
  paper: 'EN 1546; src/payment/purse-mac/SPEC.md',
  parties: { payer: ['card'], seller: ['seller'], backOffice: ['issuer'] },
  options: [],
  terms: () => ['purse-mac collects from a module by the same rule, its days counted from the oldest purchase'],
  card: { applets: () => [purseMacApplet()], mac: 'aesCbcMac', hasModule: true },
  hasChains: true,
  weight: 6,
  series: 2,
  risks: [
    { party: 'third party on line', risk: 'never: neither to open nor to pay' },
    { party: 'buyer, device stolen', risk: 'the balance, until the purse is blocked or on the hot list' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
    { party: 'seller, buyer cheats', risk: 'nothing while chips hold' },
    {
      party: 'issuer',
      risk: 'an opened module gives away its masters: purses can be made until the shadow balances show it',
    },
    { party: 'crash', risk: 'one purchase in doubt until both GET PREVIOUS commands have answered' },
    { party: 'privacy', risk: 'the seller and the issuer see the purse’s number and every purchase' },
  ],
  expected: () => ({ card: { sign: 0, verify: 0 }, seller: { sign: 0, verify: 0 }, issuer: { sign: 0, verify: 0 } }),
  judge: {
    finds: 'who holds the keys finds the same claims in the stored evidence',
    needsSecrets: true,
    sit: () => ({ hear: judgeCollections }),
  },
  open: openRun,
}
