// What must hold after a run of the card scheme: no card gave out more than it was loaded with, every unit is on a card
// or with a seller, and claims are recomputed from the stored deposits (oracles 1, 2, 4, 7 of protocols.md 8).

import { nothingSpent, refuseSpend } from '../../../src/chain/chain.ts'
import type { ChainFunction } from '../../../src/chain/step.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { shadowBalance } from '../../../src/payment/card-account.ts'
import { tickCommitmentLayout, type Deposit } from '../../../src/payment/cafe-tick/messages.ts'
import { chainOf, checkCertificate } from '../../../src/payment/cafe-tick/seller.ts'
import { equal, sum } from '../ikp/checks.ts'
import type { HeldCard } from './issuer.ts'
import type { Risk, SelfCheck } from '../scheme.ts'

export interface PurseJudge {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  /** The issuer's key: all that the judge trusts. */
  readonly issuerKey: Uint8Array
}

export interface StoredDeposit {
  readonly deposit: Deposit
  readonly paid: bigint
}

export function purseChecks(
  judge: PurseJudge,
  cards: ReadonlySet<HeldCard>,
  deposits: readonly StoredDeposit[],
): readonly SelfCheck[] {
  const held = [...cards]
  const loaded = sum(held.map(({ account }) => account.loaded))
  const onCards = sum(held.map(({ balance }) => balance))
  const paid = sum(deposits.map((each) => each.paid))
  const before = sum(held.map(({ spentBefore }) => spentBefore))
  const owed = sum(deposits.map(({ deposit }) => judged(judge, deposit)))
  const broken = held.filter(({ account }) => shadowBalance(account) < 0n).length
  return [
    { name: 'what was loaded is on the cards or with the sellers', ...equal(loaded, onCards + paid + before) },
    { name: 'no card has spent more than it was loaded with', holds: broken === 0, detail: `${broken} broken cards` },
    { name: 'a judge finds the same claims in the stored evidence', ...equal(owed, paid) },
  ]
}

/** What a stored deposit proves from its signatures and its chain alone; nothing where it proves nothing. */
function judged({ crypto, chain, issuerKey }: PurseJudge, deposit: Deposit): bigint {
  const { certificate, commitment, spent, value } = deposit
  const checked = checkCertificate(crypto, issuerKey, certificate, commitment.commitment.date)
  if (!checked.ok) return 0n
  const signed = tickCommitmentLayout.encode(commitment.commitment)
  const { publicKey } = certificate.certificate
  if (!crypto.signatures.verify(publicKey, signed, commitment.signature)) return 0n
  const made = chainOf(commitment.commitment)
  const refused = refuseSpend(chain, made, nothingSpent(made), { spent, value })
  return refused === undefined ? BigInt(spent) * commitment.commitment.tickValue : 0n
}

/** Column "card tick" of protocols.md 3.6. */
export const TICK_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'never: neither to open nor to pay' },
  { party: 'buyer, device stolen', risk: 'the balance, until the card is blocked' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
  { party: 'seller, buyer cheats', risk: 'nothing while chips hold' },
  { party: 'issuer', risk: 'a broken chip, without limit until the shadow balance shows it' },
  { party: 'crash', risk: 'one tick in doubt until GET LAST answers' },
  { party: 'privacy', risk: 'the seller and the issuer see the card’s number' },
]
