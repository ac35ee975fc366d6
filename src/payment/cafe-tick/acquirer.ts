// Deposits at the acquirer, who here is the issuer's back office (SPEC.md 5): evidence is checked, only the
// difference to the last deposit is paid, and the shadow balance of the card shows whether its chip still holds.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { isChainLength, nothingSpent, refuseSpend, type SpendRefusal } from '../../chain/chain.ts'
import { fits } from '../../money/amount.ts'
import { bookPayment, type Booked } from '../card-account.ts'
import type { CheckTable } from '../check-table.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { SPEND_CHECKS } from '../spend-checks.ts'
import type { CardAccount, DepositedChain, Issuer } from './issuer.ts'
import { tickCommitmentLayout, type Deposit } from './messages.ts'
import { chainOf } from './seller.ts'

/** Who deposits, as the line or its MAC has shown, and when. */
export interface Depositor {
  readonly payee: Uint8Array
  /** ms since 1970. */
  readonly now: number
}

export interface Paid extends Booked {
  /** Minor units now paid to the seller: the difference to what was paid for this chain before. */
  readonly units: bigint
  /** Ticks paid for this chain in all. */
  readonly spent: number
}

export type DepositRefusal =
  | 'otherCard'
  | 'notPayee'
  | 'currencyWrong'
  | 'tooLate'
  | 'dateInFuture'
  | 'openedAfterExpiry'
  | 'cardLost'
  | 'cardBroken'
  | 'certificateForged'
  | 'commitmentForged'
  | 'limitOutOfRange'
  | 'valueOutOfRange'
  | 'numberUsedTwice'
  | 'depositedOverRange'
  | SpendRefusal

/** Repeating a deposit, or an older one, pays nothing and changes nothing (SPEC.md 5). */
export function deposit(
  issuer: Issuer,
  account: CardAccount,
  depositor: Depositor,
  claim: Deposit,
): Transition<CardAccount, Outcome<Paid, DepositRefusal>> {
  const refused = refuseTerms(issuer, account, depositor, claim)
  if (refused !== undefined) return [account, refuse(refused)]
  const { txCounter } = claim.commitment.commitment
  const fingerprint = issuer.crypto.hash(tickCommitmentLayout.encode(claim.commitment.commitment))
  const known = account.payments.get(txCounter)
  const isKnown = known !== undefined && equalConstantTime(known.commitment, fingerprint)
  const forged = isKnown ? undefined : refuseSignatures(issuer, claim)
  if (forged !== undefined) return [account, refuse(forged)]
  const loaded = account.loads.get(txCounter)?.state === 'confirmed'
  if (loaded || (known !== undefined && !isKnown)) {
    return [{ ...account, standing: 'broken' }, refuse('numberUsedTwice')]
  }
  if (known !== undefined && claim.spent >= 1 && claim.spent <= known.spent) {
    return [account, accept({ units: 0n, spent: known.spent, broken: false, voidedLoad: 0n })]
  }
  const chain = chainOf(claim.commitment.commitment)
  const spendRefused = refuseSpend(issuer.chain, chain, known ?? nothingSpent(chain), claim)
  if (spendRefused !== undefined) return [account, refuse(spendRefused)]
  return settle(account, claim, fingerprint)
}

/** The cheap checks: nothing here hashes or verifies. */
function refuseTerms(
  issuer: Issuer,
  account: CardAccount,
  { payee, now }: Depositor,
  { certificate: { certificate }, commitment: { commitment } }: Deposit,
): DepositRefusal | undefined {
  const sameCard = equalConstantTime(commitment.cardId, account.cardId)
  if (!sameCard || !equalConstantTime(certificate.cardId, account.cardId)) return 'otherCard'
  if (!equalConstantTime(commitment.payee, payee)) return 'notPayee'
  if (commitment.currency !== account.currency) return 'currencyWrong'
  if (commitment.date > now) return 'dateInFuture'
  if (commitment.date > certificate.expires) return 'openedAfterExpiry'
  if (now > commitment.date + issuer.depositWindowMs) return 'tooLate'
  // A date is the seller's word: it is good enough for a chip that holds, since the shadow balance bounds the loss.
  if (account.standing === 'broken') return 'cardBroken'
  if (account.standing === 'refunded') return 'cardLost'
  if (account.lostAt !== undefined && commitment.date > account.lostAt) return 'cardLost'
  if (!isChainLength(commitment.limit)) return 'limitOutOfRange'
  return commitment.tickValue > 0n && fits(commitment.tickValue, commitment.limit) ? undefined : 'valueOutOfRange'
}

function refuseSignatures(
  { crypto, certificates }: Issuer,
  { certificate, commitment }: Deposit,
): DepositRefusal | undefined {
  const checked = certificates(certificate, commitment.commitment.date)
  if (!checked.ok) return 'certificateForged'
  const body = tickCommitmentLayout.encode(commitment.commitment)
  const { publicKey } = checked.value.checked.certificate
  return crypto.signatures.verify(publicKey, body, commitment.signature) ? undefined : 'commitmentForged'
}

function settle(
  account: CardAccount,
  { commitment: { commitment }, spent, value }: Deposit,
  fingerprint: Uint8Array,
): Transition<CardAccount, Outcome<Paid, DepositRefusal>> {
  const { txCounter, tickValue } = commitment
  const before = account.payments.get(txCounter)?.units ?? 0n
  const units = tickValue * BigInt(spent) - before
  const chain: DepositedChain = { commitment: fingerprint, spent, value, units: before + units }
  const [next, booked] = bookPayment(account, txCounter, chain, units)
  return [next, booked.ok ? accept({ units, spent, ...booked.value }) : booked]
}

const CLAUSE = 'cafe-tick/SPEC.md 5'

/** In the order in which `deposit` asks; signatures only of a commitment that it has not seen. */
export const DEPOSIT_CHECKS: CheckTable<DepositRefusal> = {
  otherCard: { asks: 'card', clause: CLAUSE },
  notPayee: { asks: 'payee', clause: CLAUSE },
  currencyWrong: { asks: 'currency', clause: CLAUSE },
  dateInFuture: { asks: 'date', clause: CLAUSE },
  openedAfterExpiry: { asks: 'valid card', clause: CLAUSE },
  tooLate: { asks: 'in time', clause: CLAUSE },
  cardBroken: { asks: 'unbroken', clause: CLAUSE },
  cardLost: { asks: 'not lost', clause: CLAUSE },
  limitOutOfRange: { asks: 'length', clause: CLAUSE },
  valueOutOfRange: { asks: 'value', clause: CLAUSE },
  certificateForged: { asks: 'certificate', clause: CLAUSE },
  commitmentForged: { asks: 'signature', clause: CLAUSE },
  numberUsedTwice: { asks: 'number used once', clause: CLAUSE },
  ...SPEND_CHECKS,
  depositedOverRange: { asks: 'sum', clause: CLAUSE },
}
