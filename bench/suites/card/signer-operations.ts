// The card that signs every payment: the expensive baseline of the ticks.

import { signerApplet } from '../../../card-applets/signer/signer-applet.ts'
import { send } from '../../../src/card/commands.ts'
import { SIGNER_AID, SIGNER_COMMANDS } from '../../../src/card/signer-commands.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { makeCard } from '../../../src/payment/purse/issuer.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../../src/payment/purse/messages.ts'
import { CURRENCY } from '../../scenario/purse-desk.ts'
import { agreed, declared, sendOrMiss } from './declared.ts'
import type { CardKind, CardOperation, OperationContext } from './operation.ts'

const SIGNER_CARD: CardKind = { name: 'signer', applets: () => [signerApplet()], mac: 'hmac' }
const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
const LIMITS = { largestBalance: 1n, longestChain: 1, largestChainValue: 1n }

export const SIGNER_OPERATIONS: readonly CardOperation[] = [
  {
    name: 'sign a payment',
    group: 'signature a payment',
    kind: SIGNER_CARD,
    aid: SIGNER_AID,
    changes: true,
    async prepare(context) {
      const currency = await currencyOf(context)
      const request = { payee: new Uint8Array(PAYEE_BYTES).fill(0x77), date: NOW, currency, units: 1n }
      const next = () => ({ ...request, terminalNonce: context.random(NONCE_BYTES) })
      return declared(SIGNER_COMMANDS.pay, { next })
    },
  },
]

/** A blank card is personalised by the issuer of a tick purse: the certificates are alike. Any other is used as it is. */
async function currencyOf({ card, crypto, issuers }: OperationContext): Promise<string> {
  const status = await send(card, SIGNER_COMMANDS.readStatus, {})
  if (status.ok || status.refused !== 'notPersonalised') {
    return agreed(SIGNER_COMMANDS.readStatus.name, status).currency
  }
  const { kept, number, random } = await issuers.forBlank()
  const issuer = { ...kept, crypto, chain: indexedChain, depositWindowMs: EXPIRES - NOW }
  const order = { cardId: number, currency: CURRENCY, limits: LIMITS, expires: EXPIRES }
  const [, { certificate, signingKey }] = makeCard(issuer, random, order)
  await sendOrMiss(card, SIGNER_COMMANDS.personalise, { certificate, signingKey, largestPayment: LARGEST_MINOR_UNITS })
  return CURRENCY
}
