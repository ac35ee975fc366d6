// How a clear request shows that the seller made it (the table of SPEC.md 5): signed; MACed with a key that
// seller and acquirer share, which is cheap but proves nothing to a third party; or not at all, as the paper allows.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { Crypto } from '../../../crypto/crypto.ts'

/** The seller's half: SK_S, K_(S,A) or nothing. */
export type ClearKey =
  | { readonly kind: 'signed'; readonly signatureKey: Uint8Array }
  | { readonly kind: 'maced'; readonly macKey: Uint8Array }
  | { readonly kind: 'unsigned' }

/** The acquirer's half, and with it the rule by which a claim counts. */
export type ClearVerifier =
  | { readonly kind: 'signed'; readonly publicKey: Uint8Array }
  | { readonly kind: 'maced'; readonly macKey: Uint8Array }
  | {
      /** Anybody may claim; only the difference is paid. A forged claim costs the seller one more fee, nothing else. */
      readonly kind: 'unsigned-cumulative'
      /** Paying claims for a chain must lie this far apart, ms, until the hold expires: bounds the fees by force. */
      readonly leastIntervalMs: number
    }
  | {
      /** UNSAFE, a demonstrator: anybody may claim and the first claim closes the chain, so a buyer can underpay. */
      readonly kind: 'unsafe-first-is-final'
    }

/** True where only the seller can have made the claim: then its sequence number and its order to close count. */
export function provesSeller(verifier: ClearVerifier): boolean {
  return verifier.kind === 'signed' || verifier.kind === 'maced'
}

export function proveClaim(crypto: Crypto, key: ClearKey, claim: Uint8Array): Uint8Array {
  switch (key.kind) {
    case 'signed':
      return crypto.signatures.sign(key.signatureKey, claim)
    case 'maced':
      return crypto.mac(key.macKey, claim)
    case 'unsigned':
      return new Uint8Array()
  }
}

export function proofHolds(crypto: Crypto, verifier: ClearVerifier, claim: Uint8Array, proof: Uint8Array): boolean {
  switch (verifier.kind) {
    case 'signed':
      return crypto.signatures.verify(verifier.publicKey, claim, proof)
    case 'maced':
      return equalConstantTime(crypto.mac(verifier.macKey, claim), proof)
    case 'unsigned-cumulative':
    case 'unsafe-first-is-final':
      return proof.length === 0
  }
}
