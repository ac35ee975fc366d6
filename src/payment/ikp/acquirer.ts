// The acquirer of iKP: Auth-Request in, Auth-Response out (SPEC.md 4). One answer for each
// (ID_S, TID_S), kept with the request that it answers; nothing is stored for a request that proves nothing.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { nothingSpent } from '../../chain/chain.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { Slip } from './common.ts'
import type { AcquirerChange, AcquirerLedger, PaymentRecord } from './ledger.ts'
import { authRequestLayout, signedAnswerLayout, type Answer, type AuthRequest, type AuthResponse } from './messages.ts'
import {
  checkSlip,
  openContents,
  refuseDates,
  type CheckedRequest,
  type RequestContents,
  type RequestReader,
  type RequestRefusal,
} from './request-check.ts'
import { clearFromHold, hold, newSellerAccount } from './settlement.ts'

export interface Acquirer extends RequestReader {
  /** The half of SK_A that signs. */
  readonly signatureKey: Uint8Array
  /** Keys that sellers without a signature key share with the acquirer are derived from this; 32 bytes. */
  readonly settlementSecret: Uint8Array
}

export type AcquirerRefusal = RequestRefusal | 'changedRepeat'

type Authorisation = Transition<AcquirerChange, Outcome<AuthResponse, AcquirerRefusal>>

const NOTHING_CHANGES: AcquirerChange = {}

/**
 * Flows 4 to 5 in one call, for a shell that applies the change before anything else touches the ledger. One that works
 * on several requests at once calls `openRequest` and then, without a pause between deciding and applying, `decide`.
 */
export async function authorise(
  acquirer: Acquirer,
  ledger: AcquirerLedger,
  request: AuthRequest,
  now: number,
): Promise<Authorisation> {
  return decide(acquirer, ledger, await openRequest(acquirer, ledger, request, now), now)
}

/** An Auth-Request with everything done that takes long and reads no account. */
export interface OpenedRequest {
  readonly request: AuthRequest
  readonly encoded: Uint8Array
  readonly requestDigest: Uint8Array
  readonly contents: Outcome<RequestContents, AcquirerRefusal>
}

/** Checks the seller and opens the slip. A repeat is not opened: `decide` answers it from the record. */
export async function openRequest(
  acquirer: Acquirer,
  ledger: AcquirerLedger,
  request: AuthRequest,
  now: number,
): Promise<OpenedRequest> {
  const encoded = authRequestLayout.encode(request)
  const requestDigest = acquirer.crypto.hash(encoded)
  const { sellerId, transactionId } = request.clear.seller
  const isKnown = ledger.payment(sellerId, transactionId) !== undefined
  const contents = isKnown ? refuse('changedRepeat') : await openContents(acquirer, request, now)
  return { request, encoded, requestDigest, contents }
}

/**
 * Yes and no are signed, stored and repeated for a byte-identical request; a changed one under a used TID_S is refused
 * and counted as an alarm (SPEC.md 5). A refusal is not signed and moves no money; a wrong PIN is counted.
 */
export function decide(acquirer: Acquirer, ledger: AcquirerLedger, opened: OpenedRequest, now: number): Authorisation {
  const { request, encoded, requestDigest, contents } = opened
  const { sellerId, transactionId } = request.clear.seller
  const known = ledger.payment(sellerId, transactionId)
  if (known !== undefined) return repeated(known, requestDigest)
  if (!contents.ok) return [NOTHING_CHANGES, contents]
  // the window may have closed, and the record of a replay been forgotten, while the slip was being opened
  const late = refuseDates(acquirer, request, now)
  if (late !== undefined) return [NOTHING_CHANGES, refuse(late)]
  const { slip, sellerKey } = contents.value
  const checked = checkSlip(acquirer, ledger, { request, slip, now })
  if (!checked.ok) return [checked.refused === 'pinWrong' ? wrongPin(ledger, opened, slip) : NOTHING_CHANGES, checked]
  return answer(acquirer, ledger, { ...checked.value, requestDigest, encoded, sellerKey })
}

function repeated(known: PaymentRecord, requestDigest: Uint8Array): Authorisation {
  if (equalConstantTime(known.requestDigest, requestDigest)) return [NOTHING_CHANGES, accept(known.response)]
  return [{ payment: { ...known, alarms: known.alarms + 1 } }, refuse('changedRepeat')]
}

/** Each request counts once, however often the network delivers it. */
function wrongPin(ledger: AcquirerLedger, { requestDigest }: OpenedRequest, slip: Slip): AcquirerChange {
  const account = ledger.account(slip.account)
  if (account === undefined || account.wrongPins.some((seen) => equalConstantTime(seen, requestDigest))) {
    return NOTHING_CHANGES
  }
  return { account: { ...account, wrongPins: [...account.wrongPins, requestDigest] } }
}

interface Decidable extends CheckedRequest {
  readonly requestDigest: Uint8Array
  readonly encoded: Uint8Array
  readonly sellerKey: Uint8Array | undefined
}

/** Asks for the money: held until it is cleared, or moved at once, within the account's credit. */
function answer(acquirer: Acquirer, ledger: AcquirerLedger, checked: Decidable): Authorisation {
  const { common, commonDigest, account, requestDigest, encoded, sellerKey } = checked
  const { price, currency, chains } = common.terms
  const covered = currency === account.currency && account.held + account.charged + price <= account.creditLimit
  const answer: Answer = covered ? 'yes' : 'no'
  const signed = signedAnswerLayout.encode({ answer, commonDigest })
  const response = { answer, acquirerSignature: acquirer.crypto.signatures.sign(acquirer.signatureKey, signed) }
  const payment: PaymentRecord = {
    common,
    commonDigest,
    requestDigest,
    response,
    account: account.number,
    state: covered ? 'authorised' : 'declined',
    cleared: 0n,
    refunded: 0n,
    chains: chains.map((chain) => ({ best: nothingSpent(chain), closed: false, last: undefined })),
    sellerKey,
    request: encoded,
    orders: [],
    alarms: 0,
  }
  if (!covered) return [{ payment }, accept(response)]
  const seller = ledger.seller(common.seller.sellerId) ?? newSellerAccount(common.seller.sellerId)
  const held = hold({ payment, account, seller })
  const settled = common.seller.capture === 'authorise-and-clear' ? clearFromHold(held, price) : held
  return [settled, accept(response)]
}
