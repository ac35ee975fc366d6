// Flows 1 to 6 of iKP between three parties that one program holds. What lies between them is the caller's: each message
// goes through `carry` on its way, which may count, change or refuse to decode it.

import type { Layout } from '../../bytes/layout.ts'
import type { Outcome } from '../outcome.ts'
import { authorise, type Acquirer, type AcquirerRefusal } from './acquirer.ts'
import { confirm, initiate, pay, type Buyer, type BuyerPayment, type BuyerRefusal } from './buyer.ts'
import type { Terms } from './common.ts'
import type { MemoryLedger } from './ledger.ts'
import * as messages from './messages.ts'
import type { Offer } from './offer.ts'
import {
  answered,
  invoice,
  requestAuthorisation,
  type Seller,
  type SellerPayment,
  type SellerRefusal,
} from './seller.ts'

export type FlowName = 'initiate' | 'invoice' | 'payment' | 'request' | 'response' | 'confirm'
export type FlowRole = 'buyer' | 'seller' | 'acquirer'
export type Carry = <Message>(flow: FlowName, layout: Layout<Message>, message: Message) => Message

export interface FlowParties {
  readonly buyer: Buyer
  readonly seller: Seller
  readonly acquirer: Acquirer
  /** Moves as far as the acquirer gets. */
  readonly ledger: MemoryLedger
}

export interface FlowOrder {
  readonly terms: Terms
  readonly offer: Offer
  readonly transactionId: bigint
  /** Whether a session key comes out of it too. */
  readonly agreesOnKey?: boolean
  readonly now: number
  /** The clock of a party that has another. */
  readonly times?: Partial<Readonly<Record<FlowRole, number>>>
}

/** What both sides keep, or who refused instead of making which message, as the paper calls it. */
export type FlowsEnd =
  | {
      readonly kind: 'answered'
      readonly answer: messages.Answer
      readonly buyer: BuyerPayment
      readonly seller: SellerPayment
    }
  | {
      readonly kind: 'stopped'
      readonly by: FlowRole
      readonly instead: string
      readonly refused: BuyerRefusal | SellerRefusal | AcquirerRefusal
    }

/** Throws what `carry` throws, and `DecodeError` for bytes inside a message. */
export async function runFlows(parties: FlowParties, order: FlowOrder, carry: Carry): Promise<FlowsEnd> {
  const { buyer, seller, acquirer, ledger } = parties
  const { terms, offer, transactionId, agreesOnKey = false, now, times = {} } = order
  const wanted = { sellerId: seller.sellerId, description: offer.description, terms, agreesOnKey }
  const [initiated, first] = initiate(buyer, wanted)
  const received = carry('initiate', messages.initiateLayout, first)
  const [invoiced, second] = invoice(seller, { initiate: received, offer, transactionId, now })
  if (!second.ok) return stopped('seller', 'Invoice', second)
  if (invoiced === undefined) throw new RangeError('an invoice without state')
  const invoiceMessage = carry('invoice', messages.invoiceLayout, second.value)
  const [paid, third] = await pay(buyer, initiated, invoiceMessage, times.buyer ?? now)
  if (!third.ok) return stopped('buyer', 'Payment', third)
  const payment = carry('payment', messages.paymentLayout, third.value)
  const [requested, fourth] = requestAuthorisation(seller, invoiced, payment, times.seller ?? now)
  if (!fourth.ok) return stopped('seller', 'Auth-Request', fourth)
  const request = carry('request', messages.authRequestLayout, fourth.value)
  const [change, fifth] = await authorise(acquirer, ledger, request, times.acquirer ?? now)
  ledger.apply(change)
  if (!fifth.ok) return stopped('acquirer', 'Auth-Response', fifth)
  const response = carry('response', messages.authResponseLayout, fifth.value)
  const [sellerState, sixth] = answered(seller, requested, response)
  if (!sixth.ok) return stopped('seller', 'Confirm', sixth)
  const confirmation = carry('confirm', messages.confirmLayout, sixth.value)
  const [buyerState, receipt] = confirm(buyer, paid, confirmation)
  if (!receipt.ok) return stopped('buyer', 'Receipt', receipt)
  return { kind: 'answered', answer: receipt.value.answer, buyer: buyerState, seller: sellerState }
}

type Refused<Refusal extends string> = Extract<Outcome<never, Refusal>, { readonly ok: false }>

function stopped(
  by: FlowRole,
  instead: string,
  { refused }: Refused<BuyerRefusal | SellerRefusal | AcquirerRefusal>,
): FlowsEnd {
  return { kind: 'stopped', by, instead, refused }
}
