// The seller of micro-products (coupon/SPEC.md 6). The last request of a session and its answer are stored with
// the coupons that it brought, before the answer leaves: a crash can make the seller send a product again, never sell a
// coupon twice. It sends a product until it is acknowledged, but no more often than the policy says.

import { equalConstantTime } from '../../../../bytes/bytes.ts'
import type { ChainFunction } from '../../../../chain/step.ts'
import type { Crypto } from '../../../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../../../outcome.ts'
import type { ClearKey } from '../clear-proof.ts'
import type { ClearRequest } from '../messages.ts'
import { takeSeveral } from '../seller-chains.ts'
import { requestClearing, type SellerChain } from '../seller.ts'
import {
  acknowledgementLayout,
  closeRequestLayout,
  microProductLayout,
  microRequestLayout,
  type Counted,
  type MicroAnswer,
  type MicroRequest,
} from './messages.ts'
import { isIntact, nonceOf, protect, type Maced, type SessionKeys } from './session.ts'

export interface SellerSession {
  readonly keys: SessionKeys
  readonly transactionId: bigint
  /** The chains of the session's Common. */
  readonly chains: readonly SellerChain[]
  readonly last: AnsweredRequest | undefined
}

/** The last request and what became of it. A newer request of the buyer means that this one is settled. */
export interface AnsweredRequest {
  readonly requestNumber: number
  readonly requestDigest: Uint8Array
  /** A refusal is as final as a product: the same request is decided once. */
  readonly answer: MicroAnswer
  /** Undefined once acknowledged: the product need not be kept. */
  readonly response: Maced | undefined
  /** How often the product has been sent after the first time. */
  readonly retransmissions: number
}

/** What is on the shelf, and what a sale leaves there: the shelf of a broker is its own chains. */
export type Shop<Shelf> = (shelf: Shelf, asked: AskedItem) => Sale<Shelf> | NoSale

export interface AskedItem {
  /** Micro-desc, decrypted. */
  readonly description: Uint8Array
  /** It came encrypted, and so will the product. */
  readonly encrypted: boolean
  readonly now: number
}

export interface Sale<Shelf> {
  readonly sold: true
  readonly price: bigint
  readonly product: Uint8Array
  /** The shelf after the sale; stored with the coupons, or not at all. */
  readonly shelf: Shelf
}

export interface NoSale {
  readonly sold: false
  readonly note: Uint8Array
}

export interface Deliverer<Shelf> {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  readonly shop: Shop<Shelf>
  /** k of the paper (its figure is lost): how often an unacknowledged product is sent again. */
  readonly mostRetransmissions: number
}

export const DEFAULT_RETRANSMISSIONS = 3

/** What is stored in one piece. */
export interface Desk<Shelf> {
  readonly session: SellerSession
  readonly shelf: Shelf
}

export type ServeRefusal = 'tagWrong' | 'anotherSession' | 'outdated' | 'changedRepeat'

export function openSellerSession(opened: Pick<SellerSession, 'keys' | 'transactionId' | 'chains'>): SellerSession {
  return { ...opened, last: undefined }
}

/**
 * Answers a request: with its product, or with a MACed refusal that the buyer can rely on. Only the last request can be
 * repeated. Throws `DecodeError` only for bytes that the buyer itself has MACed.
 */
export function serve<Shelf>(
  seller: Deliverer<Shelf>,
  desk: Desk<Shelf>,
  message: Maced,
  now: number,
): Transition<Desk<Shelf>, Outcome<Maced, ServeRefusal>> {
  const { session } = desk
  if (!isIntact(seller.crypto, session.keys.macKey, message)) return [desk, refuse('tagWrong')]
  const request = microRequestLayout.decode(message.body)
  if (request.transactionId !== session.transactionId) return [desk, refuse('anotherSession')]
  const requestDigest = seller.crypto.hash(message.body)
  const { last } = session
  if (last === undefined || request.requestNumber > last.requestNumber) {
    return answerNew(seller, desk, { request, requestDigest }, now)
  }
  if (request.requestNumber < last.requestNumber) return [desk, refuse('outdated')]
  if (!equalConstantTime(last.requestDigest, requestDigest)) return [desk, refuse('changedRepeat')]
  const [again, response] = answerAgain(seller, session, last)
  return [{ ...desk, session: again }, accept(response)]
}

export type RetransmitRefusal = 'nothingToSend' | 'triesUsedUp'

/** By the seller's own time-out: sends the last answer again while it is not acknowledged. */
export function retransmit<Shelf>(
  seller: Deliverer<Shelf>,
  session: SellerSession,
): Transition<SellerSession, Outcome<Maced, RetransmitRefusal>> {
  const { last } = session
  if (last?.response === undefined || last.answer !== 'product') return [session, refuse('nothingToSend')]
  if (last.retransmissions >= seller.mostRetransmissions) return [session, refuse('triesUsedUp')]
  return [withTry(session, last), accept(last.response)]
}

export type AcknowledgementRefusal = 'tagWrong' | 'notWaiting'

/** The product has arrived: it is dropped, its number stays. */
export function takeAcknowledgement(
  crypto: Crypto,
  session: SellerSession,
  message: Maced,
): Transition<SellerSession, Outcome<number, AcknowledgementRefusal>> {
  if (!isIntact(crypto, session.keys.macKey, message)) return [session, refuse('tagWrong')]
  const { requestNumber, requestDigest } = acknowledgementLayout.decode(message.body)
  const { last } = session
  const isMeant = last?.answer === 'product' && equalConstantTime(last.requestDigest, requestDigest)
  if (last === undefined || !isMeant) return [session, refuse('notWaiting')]
  return [{ ...session, last: { ...last, response: undefined } }, accept(requestNumber)]
}

export type CloseRefusal = 'tagWrong' | 'outdated'

/** The buyer wants to close: claims every chain for the last time. A repeat makes the same requests. */
export function takeClose(
  crypto: Crypto,
  session: SellerSession,
  message: Maced,
  key: ClearKey,
): Transition<SellerSession, Outcome<readonly ClearRequest[], CloseRefusal>> {
  if (!isIntact(crypto, session.keys.macKey, message)) return [session, refuse('tagWrong')]
  const { requestNumber } = closeRequestLayout.decode(message.body)
  if (requestNumber < (session.last?.requestNumber ?? 0)) return [session, refuse('outdated')]
  const claims = session.chains.map((chain) => requestClearing(crypto, chain, key, true))
  const chains = claims.map(([chain]) => chain)
  return [{ ...session, chains }, accept(claims.map(([, request]) => request))]
}

interface NewRequest {
  readonly request: MicroRequest
  readonly requestDigest: Uint8Array
}

/** Price and product first, coupons second: what the shop gives up is stored only together with what was paid. */
function answerNew<Shelf>(
  seller: Deliverer<Shelf>,
  desk: Desk<Shelf>,
  asked: NewRequest,
  now: number,
): Transition<Desk<Shelf>, Outcome<Maced, ServeRefusal>> {
  const { request } = asked
  const description = descriptionOf(seller.crypto, desk.session, request)
  if (description === undefined) return answered(seller, desk, asked, { answer: 'notReadable' })
  const sale = seller.shop(desk.shelf, { description, encrypted: request.encrypted, now })
  if (!sale.sold) return answered(seller, desk, asked, { answer: 'notSold', content: sale.note })
  const chains = pay(seller, desk.session, request, { price: sale.price, now })
  if (!chains.ok) return answered(seller, desk, asked, { answer: chains.refused })
  const paid = { session: { ...desk.session, chains: chains.value }, shelf: sale.shelf }
  return answered(seller, paid, asked, { answer: 'product', content: sale.product })
}

function pay<Shelf>(
  seller: Deliverer<Shelf>,
  { chains }: SellerSession,
  { coupons }: MicroRequest,
  { price, now }: { readonly price: bigint; readonly now: number },
): Outcome<readonly SellerChain[], Exclude<MicroAnswer, 'product' | Counted>> {
  if (price === 0n && coupons.length === 0) return accept(chains)
  const [next, taken] = takeSeveral(seller.chain, chains, { payments: coupons, price, now })
  if (!taken.ok) return taken
  // the coupons of another request: the same index never buys a second thing (coupon/SPEC.md 6)
  return taken.value.repeated ? refuse('nothingNew') : accept(next)
}

interface Reply {
  readonly answer: MicroAnswer
  readonly content?: Uint8Array
}

/** Stores the answer with everything that it changed; refusals too, so that a request is decided once. */
function answered<Shelf>(
  seller: Deliverer<Shelf>,
  desk: Desk<Shelf>,
  { request, requestDigest }: NewRequest,
  reply: Reply,
): Transition<Desk<Shelf>, Outcome<Maced, ServeRefusal>> {
  const { requestNumber, encrypted } = request
  const last = { requestNumber, requestDigest, answer: reply.answer, retransmissions: 0 }
  const response = respond(seller.crypto, desk.session, last, { ...reply, encrypted })
  return [{ ...desk, session: { ...desk.session, last: { ...last, response } } }, accept(response)]
}

/** A refusal costs nothing and is repeated for ever; a product as often as the policy says. */
function answerAgain<Shelf>(
  seller: Deliverer<Shelf>,
  session: SellerSession,
  last: AnsweredRequest,
): readonly [SellerSession, Maced] {
  const { response, answer, retransmissions } = last
  const counted = (reason: Counted): Maced =>
    respond(seller.crypto, session, last, { answer: reason, encrypted: false })
  if (response === undefined) return [session, counted('alreadyAcknowledged')]
  if (answer !== 'product') return [session, response]
  if (retransmissions >= seller.mostRetransmissions) return [session, counted('triesUsedUp')]
  return [withTry(session, last), response]
}

function withTry(session: SellerSession, last: AnsweredRequest): SellerSession {
  return { ...session, last: { ...last, retransmissions: last.retransmissions + 1 } }
}

const NOTHING = new Uint8Array()

function respond(
  crypto: Crypto,
  { keys, transactionId }: SellerSession,
  { requestNumber, requestDigest }: Pick<AnsweredRequest, 'requestNumber' | 'requestDigest'>,
  { answer, content = NOTHING, encrypted }: Reply & { readonly encrypted: boolean },
): Maced {
  const product = encrypted
    ? crypto.cipher.encrypt(keys.cipherKey, nonceOf('toBuyer', requestNumber), content, NOTHING)
    : content
  const body = { transactionId, requestNumber, requestDigest, answer, encrypted, product }
  return protect(crypto, keys.macKey, microProductLayout.encode(body))
}

function descriptionOf(
  crypto: Crypto,
  { keys }: SellerSession,
  { encrypted, description, requestNumber }: MicroRequest,
): Uint8Array | undefined {
  if (!encrypted) return description
  return crypto.cipher.decrypt(keys.cipherKey, nonceOf('toSeller', requestNumber), description, NOTHING)
}
