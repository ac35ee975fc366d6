// What travels between card, seller and issuer and is signed, MACed or hashed (SPEC.md 3). Each structure has a type
// of its own, 40 to 4F, so that none can be taken for another (PITFALLS.md, "Binding").

import { bytes, fixed, nested, u32, unixMs } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import {
  CARD_ID_BYTES,
  LONGEST_SIGNATURE,
  NONCE_BYTES,
  PAYEE_BYTES,
  signedCertificateLayout,
  type SignedCertificate,
} from '../card-certificate.ts'

export const TAG_BYTES = 32

/** m of Pedersen: anchor, value of a tick and most ticks in place of a fixed amount (SPEC.md 3). */
export interface TickCommitment {
  readonly cardId: Uint8Array
  readonly txCounter: number
  readonly payee: Uint8Array
  readonly terminalNonce: Uint8Array
  readonly date: number
  readonly currency: string
  readonly tickValue: bigint
  readonly limit: number
  readonly chainId: Uint8Array
  readonly anchor: Uint8Array
}

export const tickCommitmentLayout: Layout<TickCommitment> = taggedLayout<TickCommitment>('TickCommitment', 0x41, {
  cardId: fixed(CARD_ID_BYTES, 'the card that pays'),
  txCounter: u32("the chain's number: a card uses each number once"),
  payee: fixed(PAYEE_BYTES, 'the only seller who can deposit'),
  terminalNonce: fixed(NONCE_BYTES, 'fresh from the terminal'),
  date: unixMs("the terminal's clock at OPEN; a card has none"),
  currency: currency('the currency'),
  tickValue: minorUnits('v, the value of one tick'),
  limit: u32('T, the most ticks'),
  chainId: fixed(CHAIN_ID_BYTES, 'bound into each step of the chain'),
  anchor: fixed(CHAIN_VALUE_BYTES, 'PB_T, the published end of the chain'),
})

export interface SignedCommitment {
  readonly commitment: TickCommitment
  readonly signature: Uint8Array
}

export const signedCommitmentLayout: Layout<SignedCommitment> = layout<SignedCommitment>('SignedCommitment', {
  commitment: nested(tickCommitmentLayout, 'what the card commits to'),
  signature: bytes(LONGEST_SIGNATURE, "the card's signature over it"),
})

/** The seller's claim at the acquirer: all that a judge needs, in one structure. */
export interface Deposit {
  readonly certificate: SignedCertificate
  readonly commitment: SignedCommitment
  readonly spent: number
  readonly value: Uint8Array
}

export const depositLayout: Layout<Deposit> = taggedLayout<Deposit>('Deposit', 0x42, {
  certificate: nested(signedCertificateLayout, "the card's certificate"),
  commitment: nested(signedCommitmentLayout, 'the commitment of the chain'),
  spent: u32('how many ticks the value has paid in all'),
  value: fixed(CHAIN_VALUE_BYTES, 'PB_(T - spent)'),
})

/** The issuer's order to a card: take this load as your transaction of this number. */
export interface LoadOrder {
  readonly cardId: Uint8Array
  readonly txCounter: number
  readonly currency: string
  readonly units: bigint
}

export const loadOrderLayout: Layout<LoadOrder> = taggedLayout<LoadOrder>('LoadOrder', 0x43, {
  cardId: fixed(CARD_ID_BYTES, 'the card that may load'),
  txCounter: u32('the number that the load will use: the present one and one more'),
  currency: currency('the currency'),
  units: minorUnits('what is loaded'),
})

export interface LoadAuthorisation {
  readonly order: LoadOrder
  readonly tag: Uint8Array
}

export const loadAuthorisationLayout: Layout<LoadAuthorisation> = layout<LoadAuthorisation>('LoadAuthorisation', {
  order: nested(loadOrderLayout, 'the load'),
  tag: fixed(TAG_BYTES, "MAC under the card's load key"),
})

/** The card's word to the issuer about a finished transaction. */
export interface LoadDone {
  readonly cardId: Uint8Array
  readonly txCounter: number
  readonly units: bigint
  readonly balance: bigint
}

export const loadDoneLayout: Layout<LoadDone> = taggedLayout<LoadDone>('LoadDone', 0x44, {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  txCounter: u32('the number that the load used'),
  units: minorUnits('what was loaded'),
  balance: minorUnits('the balance after it'),
})

export interface LoadReceipt {
  readonly done: LoadDone
  readonly tag: Uint8Array
}

export const loadReceiptLayout: Layout<LoadReceipt> = layout<LoadReceipt>('LoadReceipt', {
  done: nested(loadDoneLayout, 'the load'),
  tag: fixed(TAG_BYTES, "MAC under the card's load key"),
})

export interface ChainClosed {
  readonly cardId: Uint8Array
  readonly txCounter: number
  readonly payee: Uint8Array
  readonly paid: number
  readonly balance: bigint
}

export const chainClosedLayout: Layout<ChainClosed> = taggedLayout<ChainClosed>('ChainClosed', 0x45, {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  txCounter: u32('the number of the chain'),
  payee: fixed(PAYEE_BYTES, 'its payee'),
  paid: u32('how many ticks left the balance: no seller can show more'),
  balance: minorUnits('the balance after closing'),
})

export interface ClosingStatement {
  readonly closed: ChainClosed
  readonly tag: Uint8Array
}

export const closingStatementLayout: Layout<ClosingStatement> = layout<ClosingStatement>('ClosingStatement', {
  closed: nested(chainClosedLayout, 'the chain'),
  tag: fixed(TAG_BYTES, "MAC under the card's load key, for the issuer"),
})
