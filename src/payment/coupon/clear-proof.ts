// How a clear request shows that the seller made it (protocols.md 2.5): signed, or MACed with a key that seller and
// acquirer share, which is cheap but proves nothing to a third party.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto } from '../../crypto/crypto.ts'

/** The seller's half: SK_S or K_(S,A). */
export type ClearKey =
  | { readonly kind: 'signed'; readonly signatureKey: Uint8Array }
  | { readonly kind: 'maced'; readonly macKey: Uint8Array }

/** The acquirer's half: PK_S from the authorisation, or K_(S,A). */
export type ClearVerifier =
  | { readonly kind: 'signed'; readonly publicKey: Uint8Array }
  | { readonly kind: 'maced'; readonly macKey: Uint8Array }

export function proveClaim(crypto: Crypto, key: ClearKey, claim: Uint8Array): Uint8Array {
  switch (key.kind) {
    case 'signed':
      return crypto.signatures.sign(key.signatureKey, claim)
    case 'maced':
      return crypto.mac(key.macKey, claim)
  }
}

export function proofHolds(crypto: Crypto, verifier: ClearVerifier, claim: Uint8Array, proof: Uint8Array): boolean {
  switch (verifier.kind) {
    case 'signed':
      return crypto.signatures.verify(verifier.publicKey, claim, proof)
    case 'maced':
      return equalConstantTime(crypto.mac(verifier.macKey, claim), proof)
  }
}
