// What deposits prove to anybody: from their signatures and their chain alone, trusting the issuer's key and nothing else.

import { printHex } from '../../../src/bytes/hex.ts'
import { nothingSpent, refuseSpend } from '../../../src/chain/chain.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { depositLayout, tickCommitmentLayout, type Deposit } from '../../../src/payment/cafe-tick/messages.ts'
import { chainOf } from '../../../src/payment/cafe-tick/seller.ts'
import { createCardCertificateCheck, type CardCertificateCheck } from '../../../src/payment/card-certificate.ts'
import type { Court } from '../contract/declaration.ts'
import { revenueOf } from '../contract/self-check.ts'

export interface TickEvidence {
  readonly issuerKey: Uint8Array
  /** Encoded, one a chain: its last stands for all of them. */
  readonly deposits: readonly Uint8Array[]
  /** The sellers' names by the payee that cards sign, in hex. */
  readonly payees: ReadonlyMap<string, string>
}

export function depositsCourt(crypto: Crypto): Court<TickEvidence> {
  let certificates: CardCertificateCheck | undefined
  return {
    hear({ issuerKey, deposits, payees }) {
      const check = (certificates ??= createCardCertificateCheck(crypto, issuerKey))
      const proven = deposits.map((bytes) => {
        const deposit = depositLayout.decode(bytes)
        const payee = printHex(deposit.commitment.commitment.payee)
        return { seller: payees.get(payee) ?? payee, paid: provenBy(crypto, check, deposit) }
      })
      return revenueOf([], proven)
    },
  }
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
