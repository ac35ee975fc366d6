// What deposits prove to anybody: from their signatures and their chain alone, trusting the issuer's key and nothing else.

import { printHex } from '../../../src/bytes/hex.ts'
import { nothingSpent, refuseSpend } from '../../../src/chain/chain.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { tickCommitmentLayout, type Deposit } from '../../../src/payment/cafe-tick/messages.ts'
import { chainOf } from '../../../src/payment/cafe-tick/seller.ts'
import { createCardCertificateCheck, type CardCertificateCheck } from '../../../src/payment/card-certificate.ts'
import { revenueOf } from '../contract/self-check.ts'

export interface TickEvidence {
  readonly crypto: Crypto
  readonly issuerKey: Uint8Array
  /** The last of every chain stands for all of them. */
  readonly deposits: readonly Deposit[]
  /** The sellers' names by the payee that cards sign, in hex. */
  readonly payees: ReadonlyMap<string, string>
}

export function judgeDeposits(evidence: TickEvidence): ReadonlyMap<string, bigint> {
  const certificates = createCardCertificateCheck(evidence.crypto, evidence.issuerKey)
  const proven = evidence.deposits.map((deposit) => {
    const payee = printHex(deposit.commitment.commitment.payee)
    return { seller: evidence.payees.get(payee) ?? payee, paid: provenBy(evidence.crypto, certificates, deposit) }
  })
  return revenueOf([], proven)
}

/** Nothing where it proves nothing. */
function provenBy(crypto: Crypto, certificates: CardCertificateCheck, deposit: Deposit): bigint {
  const { certificate, commitment, spent, value } = deposit
  const checked = certificates(certificate, commitment.commitment.date)
  if (!checked.ok) return 0n
  const signed = tickCommitmentLayout.encode(commitment.commitment)
  const { publicKey } = checked.value.checked.certificate
  if (!crypto.signatures.verify(publicKey, signed, commitment.signature)) return 0n
  const made = chainOf(commitment.commitment)
  const refused = refuseSpend(indexedChain, made, nothingSpent(made), { spent, value })
  return refused === undefined ? BigInt(spent) * commitment.commitment.tickValue : 0n
}
