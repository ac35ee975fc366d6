// The card that signs every payment: the expensive baseline of the ticks.

import { signerApplet } from '../../../card-applets/signer/signer-applet.ts'
import { commandFor } from '../../../src/card/commands.ts'
import { SIGNER_AID, SIGNER_COMMANDS } from '../../../src/card/signer-commands.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { createIssuer, makeCard } from '../../../src/payment/purse/issuer.ts'
import { CARD_ID_BYTES, NONCE_BYTES, PAYEE_BYTES } from '../../../src/payment/purse/messages.ts'
import { declared, sendOrMiss } from './declared.ts'
import type { CardKind, CardOperation, OperationContext } from './operation.ts'

const SIGNER_CARD: CardKind = { name: 'signer', applets: () => [signerApplet()], mac: 'hmac' }
const CURRENCY = 'XTS'
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
      await personalise(context)
      const request = { payee: new Uint8Array(PAYEE_BYTES).fill(0x77), date: NOW, currency: CURRENCY, units: 1n }
      const next = () => ({ ...request, terminalNonce: context.random(NONCE_BYTES) })
      return declared(SIGNER_COMMANDS.pay, { next })
    },
  },
]

/** The same issuer as a tick purse's: the certificates are alike. A signer of an earlier run is used as it is. */
async function personalise({ card, crypto }: OperationContext): Promise<void> {
  const status = await card.transmit(commandFor(SIGNER_COMMANDS.readStatus, {}))
  if (status.sw !== SIGNER_COMMANDS.readStatus.statuses.notPersonalised.sw) return
  const random = seededRandom(0, 'card under measurement')
  const issuer = createIssuer({ crypto, chain: indexedChain }, random, EXPIRES - NOW)
  const order = { cardId: random(CARD_ID_BYTES), currency: CURRENCY, limits: LIMITS, expires: EXPIRES }
  const [, { certificate, signingKey }] = makeCard(issuer, random, order)
  await sendOrMiss(card, SIGNER_COMMANDS.personalise, { certificate, signingKey, largestPayment: 1_000n })
}
