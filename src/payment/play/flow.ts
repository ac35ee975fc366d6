// One iKP payment with somebody on the wire: each message can be changed on its way, as values or as bytes, and the
// flow tells who refused what first. Nobody in it cheats but the wire.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { Layout } from '../../bytes/layout.ts'
import { authorise } from '../ikp/acquirer.ts'
import { confirm, initiate, pay } from '../ikp/buyer.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  invoiceLayout,
  paymentLayout,
  type Answer,
  type AuthRequest,
  type AuthResponse,
  type Confirm,
  type Initiate,
  type Invoice,
  type Payment,
} from '../ikp/messages.ts'
import { answered, invoice, requestAuthorisation } from '../ikp/seller.ts'
import type { Terms } from '../ikp/common.ts'
import { DESCRIPTION, NOW, offerFor, type World } from './world.ts'

export interface Wiretap {
  readonly initiate?: (message: Initiate) => Initiate
  readonly invoice?: (message: Invoice) => Invoice
  readonly payment?: (message: Payment) => Payment
  readonly request?: (message: AuthRequest) => AuthRequest
  readonly response?: (message: AuthResponse) => AuthResponse
  readonly confirm?: (message: Confirm) => Confirm
  /** Sees and may change the bytes of every message, after the hooks above. */
  readonly bytes?: (flow: FlowName, encoded: Uint8Array) => Uint8Array
}

export type FlowName = 'initiate' | 'invoice' | 'payment' | 'request' | 'response' | 'confirm'

/** Who stopped the payment and why; `notReadable` for bytes that did not decode. */
export type FlowResult =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'stopped'; readonly by: 'buyer' | 'seller' | 'acquirer'; readonly refused: string }

export interface FlowTimes {
  readonly buyer?: number
  readonly seller?: number
  readonly acquirer?: number
}

/** Runs the six flows; the ledger of the world moves as far as the acquirer gets. */
export async function runFlow(
  world: World,
  terms: Terms,
  tap: Wiretap = {},
  times: FlowTimes = {},
): Promise<FlowResult> {
  const { buyer, seller, acquirer, ledger } = world
  const carry = <T>(flow: FlowName, layout: Layout<T>, message: T): T => {
    const encoded = layout.encode(message)
    return layout.decode(tap.bytes === undefined ? encoded : tap.bytes(flow, encoded))
  }
  let reader: 'buyer' | 'seller' | 'acquirer' = 'seller'
  try {
    const order = { sellerId: seller.sellerId, description: DESCRIPTION, terms }
    const [initiated, first] = initiate(buyer, order)
    const initiateMessage = carry('initiate', initiateLayout, tap.initiate?.(first) ?? first)
    const input = { initiate: initiateMessage, offer: offerFor(terms, world.capture), transactionId: 1n }
    const [invoiced, second] = invoice(seller, { ...input, now: NOW })
    if (!second.ok || invoiced === undefined) return stopped('seller', second)
    reader = 'buyer'
    const invoiceMessage = carry('invoice', invoiceLayout, tap.invoice?.(second.value) ?? second.value)
    const [paid, third] = await pay(buyer, initiated, invoiceMessage, times.buyer ?? NOW)
    if (!third.ok) return stopped('buyer', third)
    reader = 'seller'
    const payment = carry('payment', paymentLayout, tap.payment?.(third.value) ?? third.value)
    const [requested, fourth] = requestAuthorisation(seller, invoiced, payment, times.seller ?? NOW)
    if (!fourth.ok) return stopped('seller', fourth)
    reader = 'acquirer'
    const request = carry('request', authRequestLayout, tap.request?.(fourth.value) ?? fourth.value)
    const [change, fifth] = await authorise(acquirer, ledger, request, times.acquirer ?? NOW)
    ledger.apply(change)
    if (!fifth.ok) return stopped('acquirer', fifth)
    reader = 'seller'
    const response = carry('response', authResponseLayout, tap.response?.(fifth.value) ?? fifth.value)
    const [, sixth] = answered(seller, requested, response)
    if (!sixth.ok) return stopped('seller', sixth)
    reader = 'buyer'
    const confirmMessage = carry('confirm', confirmLayout, tap.confirm?.(sixth.value) ?? sixth.value)
    const [, receipt] = confirm(buyer, paid, confirmMessage)
    return receipt.ok ? { kind: 'answered', answer: receipt.value.answer } : stopped('buyer', receipt)
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'stopped', by: reader, refused: 'notReadable' }
    throw error
  }
}

function stopped(
  by: 'buyer' | 'seller' | 'acquirer',
  outcome: { readonly ok: boolean; readonly refused?: string },
): FlowResult {
  return { kind: 'stopped', by, refused: outcome.refused ?? 'nothing agreed' }
}
