// Several iKP payments at once over a wire that keeps everything: each message can be delivered late, again, out of
// order, altered, or in another payment's place, and the wire puts requests together from what it has seen.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { Layout } from '../../bytes/layout.ts'
import { authorise } from '../ikp/acquirer.ts'
import { confirm, initiate, pay, type BuyerPayment, type SentPayment } from '../ikp/buyer.ts'
import { askToCancel, cancel, cancelLayout, cancelOnRequest, cancelRequestLayout, takeCancel } from '../ikp/cancel.ts'
import {
  acquirerStandingLayout,
  buyerLearnsFromAcquirer,
  buyerLearnsFromSeller,
  inquire,
  inquiryLayout,
  sellerLearnsFromAcquirer,
  sellerStandingLayout,
  standingAtAcquirer,
  standingAtSeller,
} from '../ikp/inquiry.ts'
import * as flows from '../ikp/messages.ts'
import { answered, invoice, requestAuthorisation, type ReceiptSecrets, type SellerPayment } from '../ikp/seller.ts'
import { accept, type Outcome, type Transition } from '../outcome.ts'
import { DESCRIPTION, NOW, offerFor, priceTerms, type World } from '../play/world.ts'

export const WIRE_FLOWS = [
  'initiate',
  'invoice',
  'payment',
  'request',
  'response',
  'confirm',
  'cancelRequest',
  'cancel',
  'inquiryToSeller',
  'sellerStanding',
  'inquiryOfBuyer',
  'standingForBuyer',
  'inquiryOfSeller',
  'standingForSeller',
] as const
export type WireFlow = (typeof WIRE_FLOWS)[number]

export interface Carried {
  readonly flow: WireFlow
  /** Which payment it belongs to. */
  readonly session: number
  readonly bytes: Uint8Array
}

export interface WireSession {
  readonly price: bigint
  buyer: BuyerPayment
  seller: SellerPayment | undefined
  /** V and VC as the seller drew them, for the test to look for. */
  secrets: ReceiptSecrets | undefined
}

/** What parties do of their own accord, beside answering. */
export type Move = 'cancel' | 'askToCancel' | 'askSeller' | 'buyerAsksAcquirer' | 'sellerAsksAcquirer'
export const MOVES: readonly Move[] = ['cancel', 'askToCancel', 'askSeller', 'buyerAsksAcquirer', 'sellerAsksAcquirer']

export interface IkpWire {
  readonly sessions: readonly WireSession[]
  /** Everything that was ever sent, in order. */
  readonly sent: Carried[]
  /** `taken`, the refusal, or `notReadable`. What the receiver answers joins `sent`. */
  deliver(message: Carried, into?: number): Promise<string>
  move(session: number, move: Move): void
  /** The wire asks the acquirer in the seller's place, as far as it has seen enough (ikp/SPEC.md 3). */
  assembleRequest(session: number): void
}

/** One payment a price, with TID_S from 1; every Initiate is on the wire. */
export function openIkpWire(world: World, prices: readonly bigint[]): IkpWire {
  const sent: Carried[] = []
  const sessions = prices.map((price, session): WireSession => {
    const order = { sellerId: world.seller.sellerId, description: DESCRIPTION, terms: priceTerms(price) }
    const [state, message] = initiate(world.buyer, order)
    sent.push({ flow: 'initiate', session, bytes: flows.initiateLayout.encode(message) })
    return { price, buyer: state, seller: undefined, secrets: undefined }
  })
  const placeOf = (at: number): Place => {
    const session = sessions[at]
    if (session === undefined) throw new RangeError(`no payment ${at}`)
    return { world, at, session, send: (flow, bytes) => sent.push({ flow, session: at, bytes }) }
  }
  return {
    sessions,
    sent,
    async deliver({ flow, session, bytes }, into = session) {
      try {
        return await RECEIVERS[flow](placeOf(into), bytes)
      } catch (error) {
        if (error instanceof DecodeError) return 'notReadable'
        throw error
      }
    },
    move(at, move) {
      MOVERS[move](placeOf(at))
    },
    assembleRequest(at) {
      const place = placeOf(at)
      const request = assembled(place, sent)
      if (request !== undefined) place.send('request', flows.authRequestLayout.encode(request))
    },
  }
}

/** One payment in its world, and the wire out of it. */
interface Place {
  readonly world: World
  readonly at: number
  readonly session: WireSession
  readonly send: (flow: WireFlow, bytes: Uint8Array) => void
}

type Receiver = (place: Place, bytes: Uint8Array) => string | Promise<string>

const RECEIVERS: Record<WireFlow, Receiver> = {
  initiate(place, bytes) {
    const { session, world, at } = place
    const offer = offerFor(priceTerms(session.price), world.capture)
    const input = { initiate: flows.initiateLayout.decode(bytes), offer, transactionId: BigInt(at + 1), now: NOW }
    const [state, outcome] = invoice(world.seller, { ...input, known: session.seller })
    if (state?.step === 'invoiced') session.secrets = state.secrets
    session.seller = state
    return replied(place, outcome, 'invoice', flows.invoiceLayout)
  },
  async invoice(place, bytes) {
    const { session, world } = place
    const [state, outcome] = await pay(world.buyer, session.buyer, flows.invoiceLayout.decode(bytes), NOW)
    session.buyer = state
    return replied(place, outcome, 'payment', flows.paymentLayout)
  },
  payment: atSeller((place, state, bytes) => {
    const message = flows.paymentLayout.decode(bytes)
    const [next, outcome] = requestAuthorisation(place.world.seller, state, message, NOW)
    place.session.seller = next
    return replied(place, outcome, 'request', flows.authRequestLayout)
  }),
  async request(place, bytes) {
    const { acquirer, ledger } = place.world
    const [change, outcome] = await authorise(acquirer, ledger, flows.authRequestLayout.decode(bytes), NOW)
    ledger.apply(change)
    return replied(place, outcome, 'response', flows.authResponseLayout)
  },
  response: atSeller((place, state, bytes) => {
    const [next, outcome] = answered(place.world.seller, state, flows.authResponseLayout.decode(bytes))
    place.session.seller = next
    return replied(place, outcome, 'confirm', flows.confirmLayout)
  }),
  confirm: ({ world, session }, bytes) =>
    learnt(session, confirm(world.buyer, session.buyer, flows.confirmLayout.decode(bytes))),
  cancelRequest: atSeller((place, state, bytes) => {
    const [next, outcome] = cancelOnRequest(state, cancelRequestLayout.decode(bytes))
    place.session.seller = next
    return replied(place, outcome, 'cancel', cancelLayout)
  }),
  cancel: ({ world, session }, bytes) =>
    learnt(session, takeCancel(world.buyer, session.buyer, cancelLayout.decode(bytes))),
  inquiryToSeller(place, bytes) {
    const standing = standingAtSeller(place.session.seller, inquiryLayout.decode(bytes))
    return replied(place, accept(standing), 'sellerStanding', sellerStandingLayout)
  },
  sellerStanding: ({ world, session }, bytes) =>
    learnt(session, buyerLearnsFromSeller(world.buyer, session.buyer, sellerStandingLayout.decode(bytes))),
  inquiryOfBuyer(place, bytes) {
    const standing = standingAtAcquirer(place.world.ledger, inquiryLayout.decode(bytes))
    return replied(place, accept(standing), 'standingForBuyer', acquirerStandingLayout)
  },
  standingForBuyer: ({ world, session }, bytes) =>
    learnt(session, buyerLearnsFromAcquirer(world.buyer, session.buyer, acquirerStandingLayout.decode(bytes))),
  inquiryOfSeller(place, bytes) {
    const standing = standingAtAcquirer(place.world.ledger, inquiryLayout.decode(bytes))
    return replied(place, accept(standing), 'standingForSeller', acquirerStandingLayout)
  },
  standingForSeller: atSeller(({ world, session }, state, bytes) => {
    const [next, outcome] = sellerLearnsFromAcquirer(world.seller, state, acquirerStandingLayout.decode(bytes))
    session.seller = next
    return outcome.ok ? 'taken' : outcome.refused
  }),
}

/** The receiver's state is persisted by now; only then its answer goes out. */
function replied<T>(place: Place, outcome: Outcome<T, string>, flow: WireFlow, layout: Layout<T>): string {
  if (!outcome.ok) return outcome.refused
  place.send(flow, layout.encode(outcome.value))
  return 'taken'
}

function learnt(session: WireSession, [state, outcome]: Transition<BuyerPayment, Outcome<unknown, string>>): string {
  session.buyer = state
  return outcome.ok ? 'taken' : outcome.refused
}

function atSeller(receive: (place: Place, state: SellerPayment, bytes: Uint8Array) => string): Receiver {
  return (place, bytes) => {
    const { seller } = place.session
    return seller === undefined ? 'nothing known' : receive(place, seller, bytes)
  }
}

const MOVERS: Record<Move, (place: Place) => void> = {
  cancel(place) {
    const { seller } = place.session
    if (seller === undefined) return
    const [state, outcome] = cancel(seller)
    place.session.seller = state
    replied(place, outcome, 'cancel', cancelLayout)
  },
  askToCancel({ session, send }) {
    const paid = paidOf(session)
    if (paid !== undefined) send('cancelRequest', cancelRequestLayout.encode(askToCancel(paid)))
  },
  askSeller({ session, send }) {
    const paid = paidOf(session)
    if (paid !== undefined) send('inquiryToSeller', inquiryLayout.encode(inquire(paid)))
  },
  buyerAsksAcquirer({ session, send }) {
    const paid = paidOf(session)
    if (paid !== undefined) send('inquiryOfBuyer', inquiryLayout.encode(inquire(paid)))
  },
  sellerAsksAcquirer({ session, send }) {
    const { seller } = session
    if (seller !== undefined) send('inquiryOfSeller', inquiryLayout.encode(inquire(seller)))
  },
}

/** What the buyer sent in flow 3, once it has. */
export function paidOf({ buyer }: WireSession): SentPayment | undefined {
  if (buyer.step === 'initiated') return undefined
  return buyer.step === 'paid' ? buyer : buyer.paid
}

/** DESC is no secret to the wire, so it can make H(DESC, SALT_B) itself; here it takes the buyer's. */
function assembled({ at, session }: Place, sent: readonly Carried[]): flows.AuthRequest | undefined {
  const latest = (flow: WireFlow): Uint8Array | undefined =>
    sent.findLast((message) => message.flow === flow && message.session === at)?.bytes
  const [first, second, third] = [latest('initiate'), latest('invoice'), latest('payment')]
  const paid = paidOf(session)
  if (first === undefined || second === undefined || third === undefined || paid === undefined) return undefined
  const { buyerCertificate } = flows.initiateLayout.decode(first)
  const { clear, sellerSignature, sellerCertificate } = flows.invoiceLayout.decode(second)
  const { descriptionDigest } = paid.common
  const payment = flows.paymentLayout.decode(third)
  return { ...payment, clear, descriptionDigest, sellerSignature, sellerCertificate, buyerCertificate }
}
