// What the acquirer's signed statement tells the buyer: that a chain is closed, what was charged for it and what is free
// again. Nobody but the seller can close (SPEC.md 4); the buyer checks that it was done.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import { spentOfIndex } from '../../../chain/coupon-index.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { accept, refuse, type Outcome } from '../../outcome.ts'
import type { BuyerChain } from './buyer.ts'
import { clearStatementLayout, type ClearReply } from './messages.ts'

/** A chain as the buyer holds it, and where it stands. */
export interface HeldChain {
  readonly chain: BuyerChain
  readonly commonDigest: Uint8Array
  /** Position in Common. */
  readonly position: number
}

export interface Closing {
  /** Charged for the chain in all, and released from the hold with its close; minor units. */
  readonly charged: bigint
  readonly released: bigint
}

export type ClosingRefusal = 'anotherChain' | 'acquirerSignatureWrong' | 'notClosed' | 'clearedTooMuch'

/** `clearedTooMuch`: more coupons were cleared than this buyer has shown, so its secret or its acquirer is broken. */
export function checkClosing(
  crypto: Crypto,
  acquirerKey: Uint8Array,
  held: HeldChain,
  { statement, acquirerSignature }: ClearReply,
): Outcome<Closing, ClosingRefusal> {
  const { chain, value, spent } = held.chain
  const isMine = equalConstantTime(statement.commonDigest, held.commonDigest) && statement.chain === held.position
  if (!isMine) return refuse('anotherChain')
  const signed = clearStatementLayout.encode(statement)
  if (!crypto.signatures.verify(acquirerKey, signed, acquirerSignature)) return refuse('acquirerSignatureWrong')
  if (!statement.closed) return refuse('notClosed')
  const cleared = spentOfIndex(chain.length, statement.index)
  const charged = statement.paidInAll
  if (cleared > spent || charged !== BigInt(cleared) * value) return refuse('clearedTooMuch')
  return accept({ charged, released: BigInt(chain.length) * value - charged })
}
