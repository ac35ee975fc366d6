// An issuer and a personalised signer for tests.

import { nobleCrypto } from '../../../crypto/noble-engine.ts'
import { seededRandom } from '../../../crypto/random.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { createSignatureIssuer, makeSigner, type SignatureIssuer, type SignerAccount } from '../acquirer.ts'
import type { PaymentRequest, SignerPersonalisation } from '../messages.ts'
import { NEW_SIGNER, personaliseSigner, type SignerState } from '../card.ts'

export const NOW = 1_700_000_000_000
export const DAY: number = 24 * 60 * 60 * 1000
export const PAYEE: Uint8Array = new Uint8Array(16).fill(0xaa)

export interface SignerWorld {
  readonly crypto: Crypto
  readonly issuer: SignatureIssuer
  readonly personalisation: SignerPersonalisation
  readonly state: SignerState
  readonly account: SignerAccount
}

export function signerWorld(): SignerWorld {
  const crypto = nobleCrypto('ed25519')
  if (crypto === undefined) throw new Error('noble offers Ed25519')
  const random = seededRandom(1)
  const issuer = createSignatureIssuer(crypto, random, 7 * DAY)
  const order = { cardId: new Uint8Array(8).fill(0x11), currency: 'CHF', expires: NOW + 300 * DAY }
  const [account, personalisation] = makeSigner(issuer, random, { ...order, largestPayment: 500n, creditLimit: 1000n })
  const [state] = personaliseSigner(NEW_SIGNER, personalisation)
  return { crypto, issuer, personalisation, state, account }
}

export function requestOf(changes: Partial<PaymentRequest> = {}): PaymentRequest {
  const terminalNonce = new Uint8Array(16).fill(0xcc)
  return { payee: PAYEE, terminalNonce, date: NOW, currency: 'CHF', units: 30n, ...changes }
}
