// The expensive baseline: a card signs every payment, and the issuer gives credit.

import type { SuiteName } from '../../../src/crypto/crypto.ts'
import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import type { SchemeDeclaration } from '../contract/declaration.ts'
import { valueOf, type OptionValues } from '../contract/option.ts'
import { claimsCourt, type ClaimEvidence } from './judge.ts'
import { openRun } from './run.ts'
import { CARD_SIGNER, PAYMENT_SIGNERS } from './signers.ts'

export const cardSignature: SchemeDeclaration<ClaimEvidence> = {
  name: 'card-signature',
  title: 'signature per payment',
  paper: 'src/payment/card-signature/SPEC.md',
  parties: { payer: ['card'], seller: ['seller'], backOffice: ['issuer'] },
  options: [CARD_SIGNER],
  suites,
  refuse({ options = {}, suite }) {
    const signed = suites(options)
    if (signed === undefined || signed.includes(suite)) return undefined
    return `--card-signer ${valueOf(CARD_SIGNER, options)} signs with ${signed.join(' or ')}: add --suite ${signed[0] ?? ''}`
  },
  card: { applets: () => [cardSignatureApplet()], mac: 'hmac' },
  hasChains: false,
  claimsAtOnce: true,
  weight: 12,
  series: 3,
  risks: [
    { party: 'third party on line', risk: 'never: neither to open nor to pay' },
    { party: 'buyer, device stolen', risk: 'the credit limit, until the card is blocked' },
    { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
    { party: 'seller, buyer cheats', risk: 'nothing while chips hold and the issuer gives credit' },
    { party: 'issuer', risk: 'credit risk of the holder; a broken chip up to its limit' },
    { party: 'crash', risk: 'one payment in doubt until the same request is signed again' },
    { party: 'privacy', risk: 'the seller and the issuer see the card’s number and every payment' },
  ],
  // every payment once, every certificate once by each seller who is shown it and by the issuer
  expected: ({ payments, cards, sellers, pairs }) => ({
    card: { sign: payments },
    seller: { verify: payments + (cards === 1 ? sellers : pairs) },
    issuer: { verify: payments + cards },
  }),
  judge: { finds: 'a judge finds the same claims in the stored evidence', needsSecrets: false, sit: claimsCourt },
  open: openRun,
}

function suites(options: OptionValues): readonly SuiteName[] | undefined {
  return PAYMENT_SIGNERS[valueOf(CARD_SIGNER, options)].suites
}
