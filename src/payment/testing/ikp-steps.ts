// iKP stopped half-way, for tests of what happens next.

import { authorise } from '../ikp/acquirer.ts'
import { initiate, pay, type InitiatedPayment, type SentPayment } from '../ikp/buyer.ts'
import type { AuthResponse, Initiate, Payment } from '../ikp/messages.ts'
import type { FlowName } from '../ikp/flows.ts'
import { invoice, requestAuthorisation, type InvoicedPayment, type RequestedPayment } from '../ikp/seller.ts'
import {
  accepted,
  createWorld,
  DESCRIPTION,
  NOW,
  offerFor,
  priceTerms,
  type World,
  type WorldOptions,
} from '../play/world.ts'

export interface Paying {
  readonly world: World
  readonly initiate: Initiate
  readonly initiated: InitiatedPayment
  readonly invoiced: InvoicedPayment
  readonly paid: SentPayment
  readonly payment: Payment
}

/** Flows 1 to 3: a payment of 25 is on its way to the seller. */
export async function paying(options: WorldOptions = {}): Promise<Paying> {
  const world = await createWorld(options)
  const { buyer, seller } = world
  const terms = priceTerms(25n)
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
  const [invoiced, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW })
  const [paid, third] = await pay(buyer, initiated, accepted(second), NOW)
  if (invoiced?.step !== 'invoiced' || paid.step !== 'paid') throw new Error('nothing agreed')
  return { world, initiate: first, initiated, invoiced, paid, payment: accepted(third) }
}

export interface Asked extends Paying {
  readonly requested: RequestedPayment
  readonly response: AuthResponse
}

/** Flows 1 to 5: the acquirer has answered, and its answer is still on the way. */
export async function asked(options: WorldOptions = {}): Promise<Asked> {
  const made = await paying(options)
  const { world, payment, invoiced } = made
  const [requested, fourth] = requestAuthorisation(world.seller, invoiced, payment, NOW)
  const [change, fifth] = await authorise(world.acquirer, world.ledger, accepted(fourth), NOW)
  world.ledger.apply(change)
  if (requested.step !== 'requested') throw new Error(requested.step)
  return { ...made, requested, response: accepted(fifth) }
}

export const FLOW_NAMES: readonly FlowName[] = ['initiate', 'invoice', 'payment', 'request', 'response', 'confirm']
