// What must hold after a run of signed payments: what holders owe is what sellers were paid, and no counter signed twice.

import { printHex } from '../../../src/bytes/hex.ts'
import type { SignerAccount } from '../../../src/payment/card-signature/acquirer.ts'
import type { PaymentClaim } from '../../../src/payment/card-signature/messages.ts'
import { equal, sum, type SelfCheck } from '../contract/self-check.ts'

export interface SignatureHolder {
  account: SignerAccount
}

export interface StoredClaim {
  readonly seller: string
  readonly claim: PaymentClaim
  readonly paid: bigint
}

export function signatureChecks(
  holders: ReadonlySet<SignatureHolder>,
  claims: readonly StoredClaim[],
): readonly SelfCheck[] {
  const owed = sum([...holders].map(({ account }) => account.owed))
  const paid = sum(claims.map((each) => each.paid))
  const used = new Set(claims.map(({ claim }) => counterOf(claim)))
  const blocked = [...holders].filter(({ account }) => account.blocked).length
  return [
    { name: 'what holders owe is what sellers were paid', ...equal(owed, paid) },
    { name: 'every payment has a counter of its own', ...equal(BigInt(used.size), BigInt(claims.length)) },
    { name: 'no card is blocked', holds: blocked === 0, detail: `${blocked} blocked cards` },
  ]
}

function counterOf({ signed: { payment } }: PaymentClaim): string {
  return `${printHex(payment.cardId)} ${payment.counter}`
}
