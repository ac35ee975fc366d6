// A card that signs each payment under a counter and keeps the last one, so that a retry repeats it. It holds no money:
// the issuer gives credit (SPEC.md 3).

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { accept, refuse, type Done, type Outcome, type Transition } from '../outcome.ts'
import type { SignedCertificate } from '../card-certificate.ts'
import {
  cardPaymentLayout,
  paymentRequestLayout,
  type PaymentRequest,
  type SignedPayment,
  type SignerPersonalisation,
  type SignerStatus,
} from './messages.ts'

export interface SignerState {
  readonly identity: SignerPersonalisation | undefined
  /** The last payment: its counter is the card's counter. */
  readonly last: SignedPayment | undefined
}

export const NEW_SIGNER: SignerState = { identity: undefined, last: undefined }
export const LAST_COUNTER = 0xffffffff

export type SignerStep<Reply, Refusal extends string> = Transition<SignerState, Outcome<Reply, Refusal>>

export type SignerPersonaliseRefusal = 'alreadyPersonalised' | 'limitWrong'

export function personaliseSigner(
  state: SignerState,
  request: SignerPersonalisation,
): SignerStep<Done, SignerPersonaliseRefusal> {
  if (state.identity !== undefined) return [state, refuse('alreadyPersonalised')]
  if (request.largestPayment < 1n) return [state, refuse('limitWrong')]
  return [{ ...state, identity: request }, accept({})]
}

export type PayRefusal = 'notPersonalised' | 'currencyWrong' | 'amountZero' | 'amountOverLimit' | 'counterExhausted'

/** Signs the payment under the next counter; the same request again gets the same signature. */
export function pay(
  crypto: Crypto,
  state: SignerState,
  request: PaymentRequest,
): SignerStep<SignedPayment, PayRefusal> {
  const { identity, last } = state
  if (identity === undefined) return [state, refuse('notPersonalised')]
  if (last !== undefined && isRepeat(last, request)) return [state, accept(last)]
  const { certificate } = identity.certificate
  if (request.currency !== certificate.currency) return [state, refuse('currencyWrong')]
  if (request.units < 1n) return [state, refuse('amountZero')]
  if (request.units > identity.largestPayment) return [state, refuse('amountOverLimit')]
  const counter = (last?.payment.counter ?? 0) + 1
  if (counter > LAST_COUNTER) return [state, refuse('counterExhausted')]
  const payment = { ...request, cardId: certificate.cardId, counter }
  const signature = crypto.signatures.sign(identity.signingKey, cardPaymentLayout.encode(payment))
  const signed = { payment, signature }
  return [{ ...state, last: signed }, accept(signed)]
}

export function readSigner(state: SignerState): SignerStep<SignerStatus, 'notPersonalised'> {
  if (state.identity === undefined) return [state, refuse('notPersonalised')]
  const { cardId, currency } = state.identity.certificate.certificate
  return [state, accept({ cardId, currency, counter: state.last?.payment.counter ?? 0 })]
}

export function readSignerCertificate(state: SignerState): SignerStep<SignedCertificate, 'notPersonalised'> {
  if (state.identity === undefined) return [state, refuse('notPersonalised')]
  return [state, accept(state.identity.certificate)]
}

/** The last payment again; changes nothing. */
export function lastPayment(state: SignerState): SignerStep<SignedPayment, 'nothingSigned'> {
  return [state, state.last === undefined ? refuse('nothingSigned') : accept(state.last)]
}

function isRepeat({ payment }: SignedPayment, request: PaymentRequest): boolean {
  return equalConstantTime(paymentRequestLayout.encode(payment), paymentRequestLayout.encode(request))
}
