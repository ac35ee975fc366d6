// The card that signs every payment: the expensive baseline of the ticks.

import { send } from '../../../src/card/commands.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from '../../../src/card/card-signature/commands.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { makeCard } from '../../../src/payment/cafe-tick/issuer.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../../src/payment/card-certificate.ts'
import { cardSignature } from '../../scheme/card-signature/scheme.ts'
import { CURRENCY } from '../../scheme/contract/policy.ts'
import { agreed, declared, sendOrMiss } from './declared.ts'
import { cardKind, type CardKind, type CardOperation, type OperationContext } from './operation.ts'

const SIGNER_CARD: CardKind = cardKind(cardSignature)
const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
const LIMITS = { largestBalance: 1n, longestChain: 1, largestChainValue: 1n }

export const SIGNER_OPERATIONS: readonly CardOperation[] = [
  {
    name: 'sign a payment',
    group: 'signature a payment',
    kind: SIGNER_CARD,
    aid: CARD_SIGNATURE_AID,
    changes: true,
    async prepare(context) {
      const currency = await currencyOf(context)
      const request = { payee: new Uint8Array(PAYEE_BYTES).fill(0x77), date: NOW, currency, units: 1n }
      const next = () => ({ ...request, terminalNonce: context.random(NONCE_BYTES) })
      return declared(CARD_SIGNATURE_COMMANDS.pay, { next })
    },
  },
]

/** A blank card is personalised by the issuer of a tick purse: the certificates are alike. Any other is used as it is. */
async function currencyOf({ card, crypto, issuers }: OperationContext): Promise<string> {
  const status = await send(card, CARD_SIGNATURE_COMMANDS.readStatus, {})
  if (status.ok || status.refused !== 'notPersonalised') {
    return agreed(CARD_SIGNATURE_COMMANDS.readStatus.name, status).currency
  }
  const { kept, number, random } = await issuers.forBlank()
  const issuer = { ...kept, crypto, chain: indexedChain, depositWindowMs: EXPIRES - NOW }
  const order = { cardId: number, currency: CURRENCY, limits: LIMITS, expires: EXPIRES }
  const [, { certificate, signingKey }] = makeCard(issuer, random, order)
  await sendOrMiss(card, CARD_SIGNATURE_COMMANDS.personalise, {
    certificate,
    signingKey,
    largestPayment: LARGEST_MINOR_UNITS,
  })
  return CURRENCY
}
