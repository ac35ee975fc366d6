// The buyer of micro-products (coupon/SPEC.md 6). One request is open at a time, since coupons must arrive in order; it
// is stored before it is sent and sent again, byte for byte, until it is answered. A retry therefore never pays twice.

import { equalConstantTime } from '../../../../bytes/bytes.ts'
import type { Crypto } from '../../../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../../../outcome.ts'
import { spendExactly } from '../buyer-chains.ts'
import type { BuyerChain } from '../buyer.ts'
import {
  acknowledgementLayout,
  closeRequestLayout,
  COUNTED,
  microProductLayout,
  microRequestLayout,
  type Counted,
  type MicroProduct,
  type MicroRequest,
  type NotCounted,
} from './messages.ts'
import { isIntact, nonceOf, protect, type Maced, type SessionKeys } from './session.ts'

export interface BuyerSession {
  readonly keys: SessionKeys
  readonly transactionId: bigint
  /** Descriptions are encrypted, and so is what comes back. */
  readonly encrypts: boolean
  /** The chains of the session's Common. */
  readonly chains: readonly BuyerChain[]
  /** Number of the last request. */
  readonly requestNumber: number
  readonly waiting: WaitingRequest | undefined
  /** The last product that arrived, and how that was acknowledged. */
  readonly received: { readonly requestDigest: Uint8Array; readonly acknowledgement: Maced } | undefined
  readonly closing: boolean
}

export interface WaitingRequest {
  readonly message: Maced
  readonly digest: Uint8Array
  /** The chains before the request: they stand again if the seller says that it did not count. */
  readonly before: readonly BuyerChain[]
}

export type OpenSession = Pick<BuyerSession, 'keys' | 'transactionId' | 'encrypts' | 'chains'>

export function openBuyerSession(opened: OpenSession): BuyerSession {
  return { ...opened, requestNumber: 0, waiting: undefined, received: undefined, closing: false }
}

export interface Wanted {
  /** Micro-desc, e.g. a URL inside the set that was authorised. */
  readonly description: Uint8Array
  readonly price: bigint
}

export type RequestRefusal = 'requestOpen' | 'sessionClosing' | 'noExactChange'

/** Pays and asks, in one message. A price of nothing is asked for without coupons. */
export function requestProduct(
  crypto: Crypto,
  session: BuyerSession,
  { description, price }: Wanted,
): Transition<BuyerSession, Outcome<Maced, RequestRefusal>> {
  if (session.waiting !== undefined) return [session, refuse('requestOpen')]
  if (session.closing) return [session, refuse('sessionClosing')]
  const [chains, spent] = price === 0n ? [session.chains, accept([])] : spendExactly(session.chains, price)
  if (!spent.ok) return [session, refuse('noExactChange')]
  const requestNumber = session.requestNumber + 1
  const request: MicroRequest = {
    transactionId: session.transactionId,
    requestNumber,
    coupons: spent.value,
    encrypted: session.encrypts,
    description: session.encrypts
      ? crypto.cipher.encrypt(session.keys.cipherKey, nonceOf('toSeller', requestNumber), description, NOTHING)
      : description,
  }
  const message = protect(crypto, session.keys.macKey, microRequestLayout.encode(request))
  const waiting = { message, digest: crypto.hash(message.body), before: session.chains }
  return [{ ...session, chains, requestNumber, waiting }, accept(message)]
}

/** What a retry sends: the open request again, or nothing. */
export function openRequest(session: BuyerSession): Maced | undefined {
  return session.waiting?.message
}

export type Delivered =
  | { readonly kind: 'product'; readonly product: Uint8Array; readonly acknowledgement: Maced }
  /** The same product came again: the acknowledgement was lost, and goes out again. */
  | { readonly kind: 'repeated'; readonly acknowledgement: Maced }
  /** The coupons did not count and can be spent again. `note` is what the shop says. */
  | { readonly kind: 'refused'; readonly reason: NotCounted; readonly note: Uint8Array }
  /** Paid for, and the seller has sent it as often as it must: a case for reputation, the loss is one item. */
  | { readonly kind: 'lost'; readonly reason: Counted }

export type DeliveredRefusal = 'tagWrong' | 'notWaiting' | 'notReadable'

/** Throws `DecodeError` only for bytes that the seller itself has MACed. */
export function takeProduct(
  crypto: Crypto,
  session: BuyerSession,
  message: Maced,
): Transition<BuyerSession, Outcome<Delivered, DeliveredRefusal>> {
  if (!isIntact(crypto, session.keys.macKey, message)) return [session, refuse('tagWrong')]
  const body = microProductLayout.decode(message.body)
  const { received, waiting } = session
  if (received !== undefined && equalConstantTime(received.requestDigest, body.requestDigest)) {
    return [session, accept({ kind: 'repeated', acknowledgement: received.acknowledgement })]
  }
  if (waiting === undefined || !equalConstantTime(waiting.digest, body.requestDigest)) {
    return [session, refuse('notWaiting')]
  }
  const content = contentOf(crypto, session, body)
  if (content === undefined) return [session, refuse('notReadable')]
  if (body.answer === 'product') return deliver(crypto, session, body, content)
  const { answer } = body
  if (isCounted(answer)) return [{ ...session, waiting: undefined }, accept({ kind: 'lost', reason: answer })]
  const refused: Delivered = { kind: 'refused', reason: answer, note: content }
  return [{ ...session, chains: waiting.before, waiting: undefined }, accept(refused)]
}

export type CloseRefusal = 'requestOpen'

/** Asks the seller to clear and close. Nothing can be asked for afterwards; a retry sends the same message. */
export function requestClose(
  crypto: Crypto,
  session: BuyerSession,
): Transition<BuyerSession, Outcome<Maced, CloseRefusal>> {
  if (session.waiting !== undefined) return [session, refuse('requestOpen')]
  const { transactionId, requestNumber, keys } = session
  const body = closeRequestLayout.encode({ transactionId, requestNumber })
  return [{ ...session, closing: true }, accept(protect(crypto, keys.macKey, body))]
}

const NOTHING = new Uint8Array()

function deliver(
  crypto: Crypto,
  session: BuyerSession,
  { transactionId, requestNumber, requestDigest }: MicroProduct,
  product: Uint8Array,
): Transition<BuyerSession, Outcome<Delivered, DeliveredRefusal>> {
  const body = acknowledgementLayout.encode({ transactionId, requestNumber, requestDigest })
  const acknowledgement = protect(crypto, session.keys.macKey, body)
  const received = { requestDigest, acknowledgement }
  return [{ ...session, waiting: undefined, received }, accept({ kind: 'product', product, acknowledgement })]
}

function contentOf(crypto: Crypto, { keys }: BuyerSession, body: MicroProduct): Uint8Array | undefined {
  if (!body.encrypted) return body.product
  return crypto.cipher.decrypt(keys.cipherKey, nonceOf('toBuyer', body.requestNumber), body.product, NOTHING)
}

function isCounted(answer: Counted | NotCounted): answer is Counted {
  return COUNTED.some((counted) => counted === answer)
}
