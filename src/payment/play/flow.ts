// An iKP payment whose messages can be changed on the way (a wiretap), for tests of what each party refuses. Every message
// is encoded and decoded, and the result shows who refused what first. Nobody in it cheats but the wire.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { Layout } from '../../bytes/layout.ts'
import { runFlows, type Carry, type FlowName, type FlowOrder, type FlowRole } from '../ikp/flows.ts'
import type { Answer, AuthRequest, AuthResponse, Confirm, Initiate, Invoice, Payment } from '../ikp/messages.ts'
import type { Terms } from '../ikp/common.ts'
import { NOW, offerFor, type World } from './world.ts'

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

/** Who stopped the payment and why; `notReadable` for bytes that did not decode. */
export type FlowResult =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'stopped'; readonly by: FlowRole; readonly refused: string }

const READER: Readonly<Record<FlowName, FlowRole>> = {
  initiate: 'seller',
  invoice: 'buyer',
  payment: 'seller',
  request: 'acquirer',
  response: 'seller',
  confirm: 'buyer',
}

/** Runs the six flows; the ledger of the world moves as far as the acquirer gets. */
export async function runFlow(
  world: World,
  terms: Terms,
  tap: Wiretap = {},
  times: FlowOrder['times'] = {},
): Promise<FlowResult> {
  let reader: FlowRole = 'seller'
  const carry: Carry = <Message>(flow: FlowName, layout: Layout<Message>, message: Message) => {
    reader = READER[flow]
    const change = tap[flow] as ((message: Message) => Message) | undefined
    const encoded = layout.encode(change?.(message) ?? message)
    return layout.decode(tap.bytes?.(flow, encoded) ?? encoded)
  }
  try {
    const order = { terms, offer: offerFor(terms, world.capture), transactionId: 1n, now: NOW, times }
    const end = await runFlows(world, order, carry)
    if (end.kind === 'answered') return { kind: 'answered', answer: end.answer }
    return { kind: 'stopped', by: end.by, refused: end.refused }
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'stopped', by: reader, refused: 'notReadable' }
    throw error
  }
}
