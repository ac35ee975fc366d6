// The seller's side of ticks: check certificate and commitment once a chain, then one hash a tick (SPEC.md 3).
// The issuer's key is handed in, never taken from a message. What is returned is to be persisted before serving.

import { equalConstantTime } from '../../bytes/bytes.ts'
import {
  isChainLength,
  nothingSpent,
  refuseSpend,
  type ChainCommitment,
  type Spend,
  type SpendRefusal,
} from '../../chain/chain.ts'
import type { ChainFunction } from '../../chain/step.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import type { CheckTable } from '../check-table.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { OpenRequest, TickAnswer } from './card-messages.ts'
import { tickCommitmentLayout, type Deposit, type SignedCommitment, type TickCommitment } from './messages.ts'
import type { CheckedCertificate, SignedCertificate } from '../card-certificate.ts'

/** What a seller or acquirer checks with. */
export interface CheckTools {
  readonly crypto: Crypto
  readonly chain: ChainFunction
}

/** One chain at one seller: all that is needed to take ticks and to deposit them. */
export interface SellerChain {
  readonly certificate: SignedCertificate
  readonly commitment: SignedCommitment
  readonly best: Spend
}

export type CommitmentRefusal =
  | 'otherCard'
  | 'otherPayee'
  | 'otherNonce'
  | 'otherDate'
  | 'otherCurrency'
  | 'otherValue'
  | 'otherLimit'
  | 'limitOutOfRange'
  | 'commitmentForged'

/** Accepts a chain that answers exactly what was asked: the card may have been told something else on its way. */
export function acceptChain(
  { crypto }: CheckTools,
  { checked: certificate }: CheckedCertificate,
  asked: OpenRequest,
  signed: SignedCommitment,
): Outcome<SellerChain, CommitmentRefusal> {
  const { commitment, signature } = signed
  if (!equalConstantTime(commitment.cardId, certificate.certificate.cardId)) return refuse('otherCard')
  if (commitment.currency !== certificate.certificate.currency) return refuse('otherCurrency')
  const differs = refuseTerms(asked, commitment)
  if (differs !== undefined) return refuse(differs)
  if (!isChainLength(commitment.limit)) return refuse('limitOutOfRange')
  const body = tickCommitmentLayout.encode(commitment)
  if (!crypto.signatures.verify(certificate.certificate.publicKey, body, signature)) return refuse('commitmentForged')
  return accept({ certificate, commitment: signed, best: nothingSpent(chainOf(commitment)) })
}

/** The chain to persist before anything is served, and how many ticks were newly paid. */
export function acceptTick(
  { chain: f }: CheckTools,
  chain: SellerChain,
  claim: TickAnswer,
): Transition<SellerChain, Outcome<number, SpendRefusal>> {
  const refused = refuseSpend(f, chainOf(chain.commitment.commitment), chain.best, claim)
  if (refused !== undefined) return [chain, refuse(refused)]
  const { certificate, commitment, best } = chain
  return [{ certificate, commitment, best: claim }, accept(claim.spent - best.spent)]
}

/** What the acquirer needs to pay all ticks taken so far. Deposit as often as you like: only the difference is paid. */
export function depositOf({ certificate, commitment, best }: SellerChain): Deposit {
  return { certificate, commitment, ...best }
}

export function chainOf({ chainId, limit, anchor }: TickCommitment): ChainCommitment {
  return { id: chainId, length: limit, anchor }
}

function refuseTerms(asked: OpenRequest, made: TickCommitment): CommitmentRefusal | undefined {
  if (!equalConstantTime(asked.payee, made.payee)) return 'otherPayee'
  if (!equalConstantTime(asked.terminalNonce, made.terminalNonce)) return 'otherNonce'
  if (asked.date !== made.date) return 'otherDate'
  if (asked.currency !== made.currency) return 'otherCurrency'
  if (asked.tickValue !== made.tickValue) return 'otherValue'
  return asked.limit === made.limit ? undefined : 'otherLimit'
}

const CLAUSE = 'cafe-tick/SPEC.md 3'

/** In the order in which `acceptChain` asks. The currency is asked of the certificate first, and of the request later. */
export const COMMITMENT_CHECKS: CheckTable<CommitmentRefusal> = {
  otherCard: { asks: 'card', clause: CLAUSE },
  otherCurrency: { asks: 'currency', clause: CLAUSE },
  otherPayee: { asks: 'payee', clause: CLAUSE },
  otherNonce: { asks: 'nonce', clause: CLAUSE },
  otherDate: { asks: 'date', clause: CLAUSE },
  otherValue: { asks: 'value', clause: CLAUSE },
  otherLimit: { asks: 'limit', clause: CLAUSE },
  limitOutOfRange: { asks: 'length', clause: CLAUSE },
  commitmentForged: { asks: 'signature', clause: CLAUSE },
}
