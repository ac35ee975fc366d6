// What must hold after a run of signed payments: what holders owe is what sellers were paid, no counter signed twice,
// and claims are proven by their signatures alone (oracles 1, 2, 7 of protocols.md 8).

import { printHex } from '../../../src/bytes/hex.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import type { SignerAccount } from '../../../src/payment/card-signature/acquirer.ts'
import type { PaymentClaim, ProvesPayment } from '../../../src/payment/card-signature/messages.ts'
import { checkCertificate } from '../../../src/payment/cafe-tick/seller.ts'
import { equal, sum } from '../ikp/checks.ts'
import type { Risk, SelfCheck } from '../scheme.ts'

export interface SignatureHolder {
  account: SignerAccount
}

export interface StoredClaim {
  readonly seller: string
  readonly claim: PaymentClaim
  readonly paid: bigint
}

export interface SignatureJudge {
  readonly crypto: Crypto
  readonly proves: ProvesPayment
  /** The issuer's key: all that the judge trusts. */
  readonly issuerKey: Uint8Array
}

export function signatureChecks(
  judge: SignatureJudge,
  holders: ReadonlySet<SignatureHolder>,
  claims: readonly StoredClaim[],
): readonly SelfCheck[] {
  const owed = sum([...holders].map(({ account }) => account.owed))
  const paid = sum(claims.map((each) => each.paid))
  const proven = sum(claims.map(({ claim }) => judged(judge, claim)))
  const used = new Set(claims.map(({ claim }) => counterOf(claim)))
  const blocked = [...holders].filter(({ account }) => account.blocked).length
  return [
    { name: 'what holders owe is what sellers were paid', ...equal(owed, paid) },
    { name: 'every payment has a counter of its own', ...equal(BigInt(used.size), BigInt(claims.length)) },
    { name: 'no card is blocked', holds: blocked === 0, detail: `${blocked} blocked cards` },
    { name: 'a judge finds the same claims in the stored evidence', ...equal(proven, paid) },
  ]
}

/** What a stored claim proves from its two signatures; nothing where it proves nothing. */
function judged({ crypto, proves, issuerKey }: SignatureJudge, { certificate, signed }: PaymentClaim): bigint {
  const { payment, signature } = signed
  if (!checkCertificate(crypto, issuerKey, certificate, payment.date).ok) return 0n
  return proves(certificate.certificate.publicKey, payment, signature) ? payment.units : 0n
}

function counterOf({ signed: { payment } }: PaymentClaim): string {
  return `${printHex(payment.cardId)} ${payment.counter}`
}

/** As protocols.md 3.6 asks of the others. */
export const SIGNATURE_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'never: neither to open nor to pay' },
  { party: 'buyer, device stolen', risk: 'the credit limit, until the card is blocked' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
  { party: 'seller, buyer cheats', risk: 'nothing while chips hold and the issuer gives credit' },
  { party: 'issuer', risk: 'credit risk of the holder; a broken chip up to its limit' },
  { party: 'crash', risk: 'one payment in doubt until the same request is signed again' },
  { party: 'privacy', risk: 'the seller and the issuer see the card’s number and every payment' },
]
