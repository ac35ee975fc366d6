// Ticks of a purse, CAFE-style: the card reveals one pre-image of a hash chain a tick and lowers its balance.

import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import type { SchemeDeclaration } from '../contract/declaration.ts'
import { depositsCourt, type TickEvidence } from './judge.ts'
import { CHAIN_KEPT, describeTickPolicy, TICK_POLICY, tickPolicyOf } from './policy.ts'
import { openRun } from './run.ts'

export const cafeTick: SchemeDeclaration<TickEvidence> = {
  name: 'cafe-tick',
  title: 'tick',
  paper: 'Pedersen 1995 and CAFE; src/payment/cafe-tick/SPEC.md',
  parties: { payer: ['card'], seller: ['seller'], backOffice: ['issuer'] },
  options: [TICK_POLICY, CHAIN_KEPT],
  terms: (options) => [describeTickPolicy(tickPolicyOf(options))],
  card: { applets: () => [cafeTickApplet()], mac: 'hmac' },
  hasChains: true,
  weight: 8,
  series: 1,
  risks: [
    { party: 'third party on line', risk: 'never: neither to open nor to pay' },
    { party: 'buyer, device stolen', risk: 'the balance, until the card is blocked' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
    { party: 'seller, buyer cheats', risk: 'nothing while chips hold' },
    { party: 'issuer', risk: 'a broken chip, without limit until the shadow balance shows it' },
    { party: 'crash', risk: 'one tick in doubt until GET LAST answers' },
    { party: 'privacy', risk: 'the seller and the issuer see the card’s number' },
  ],
  // every commitment once, every certificate once by each seller who is shown it and by the issuer
  expected: ({ chainsOpened, units, cards, sellers, pairs }) => ({
    card: { sign: chainsOpened, verify: 0 },
    seller: { chainStep: units, sign: 0, verify: chainsOpened + (cards === 1 ? sellers : pairs) },
    issuer: { chainStep: units, sign: 0, verify: chainsOpened + cards },
  }),
  judge: {
    finds: 'a judge finds the same claims in the stored evidence',
    needsSecrets: false,
    sit: depositsCourt,
  },
  open: openRun,
}
