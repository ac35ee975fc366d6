// The issuer's side before any payment: make a card's data, authorise loads, hear of them (SPEC.md 5); acquirer.ts takes
// the deposits. Transitions: persist the account, then send.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { ChainFunction } from '../../chain/step.ts'
import type { Crypto, KeyPair, RandomBytes } from '../../crypto/crypto.ts'
import {
  confirmOrdered,
  newAccount,
  orderLoad,
  type CardAccount as Account,
  type ConfirmRefusal,
  type LoadOrderRefusal,
  type NumberedLoad,
} from '../card-account.ts'
import { controlOrderLayout, type ControlOrder } from '../card-control.ts'
import type { HolderProtection } from '../card-guard.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { Personalisation, PurseLimits, SignedControl } from './card-messages.ts'
import { deriveLoadKey } from './keys.ts'
import { loadDoneLayout, loadOrderLayout, TAG_BYTES, type LoadAuthorisation, type LoadReceipt } from './messages.ts'
import { cardCertificateLayout, createCardCertificateCheck, type CardCertificateCheck } from '../card-certificate.ts'

export interface Issuer {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  /** Signs certificates; its public half is what sellers are given. */
  readonly certificateKey: KeyPair
  /** Its own certificates as they come back with deposits. */
  readonly certificates: CardCertificateCheck
  /** Every card's load key is derived from it. */
  readonly loadMaster: Uint8Array
  /** How long after OPEN a chain may be deposited, ms. */
  readonly depositWindowMs: number
}

/** With fresh keys; a chain may be deposited until `depositWindowMs` after it was opened. */
export function createIssuer(
  tools: { readonly crypto: Crypto; readonly chain: ChainFunction },
  random: RandomBytes,
  depositWindowMs: number,
): Issuer {
  const certificateKey = tools.crypto.signatures.keyPair(random)
  return issuerOf({ ...tools, certificateKey, loadMaster: random(TAG_BYTES), depositWindowMs })
}

/** With the keys that it has. */
export function issuerOf(kept: Omit<Issuer, 'certificates'>): Issuer {
  return { ...kept, certificates: createCardCertificateCheck(kept.crypto, kept.certificateKey.publicKey) }
}

/** One chain of a card at the acquirer: what has been paid for it and the value that proved it. */
export interface DepositedChain {
  /** H(TickCommitment), without its signature: ECDSA lets anybody make a second valid signature from the first. */
  readonly commitment: Uint8Array
  readonly spent: number
  readonly value: Uint8Array
  /** `spent` times the value of a tick. */
  readonly units: bigint
}

/** The account of a purse that pays in ticks: its payments are chains. */
export type CardAccount = Account<DepositedChain>

export interface CardOrder {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly limits: PurseLimits
  /** End of the certificate, ms since 1970. */
  readonly expires: number
  /** Without it the card never asks for a PIN. */
  readonly holder?: HolderProtection
}

/** What the bureau gives to a new card, and the account that the issuer opens for it. */
export function makeCard(
  issuer: Pick<Issuer, 'crypto' | 'certificateKey' | 'loadMaster'>,
  random: RandomBytes,
  { cardId, currency, limits, expires, holder }: CardOrder,
): Transition<CardAccount, Personalisation> {
  const { signatures } = issuer.crypto
  const { publicKey, secretKey } = signatures.keyPair(random)
  const certificate = { cardId, publicKey, currency, expires }
  const signature = signatures.sign(issuer.certificateKey.secretKey, cardCertificateLayout.encode(certificate))
  const loadKey = deriveLoadKey(issuer.crypto, issuer.loadMaster, cardId)
  return [
    newAccount(cardId, currency),
    { certificate: { certificate, signature }, signingKey: secretKey, loadKey, limits, holder },
  ]
}

/** Authorises a load as the card's next transaction; `txCounter` is the number after the one that the card shows. */
export function authoriseLoad(
  issuer: Issuer,
  account: CardAccount,
  load: NumberedLoad,
): Transition<CardAccount, Outcome<LoadAuthorisation, LoadOrderRefusal>> {
  const [next, ordered] = orderLoad(account, load)
  return [next, ordered.ok ? accept(authorisationOf(issuer, account, ordered.value)) : ordered]
}

export type ReceiptRefusal = 'otherCard' | 'receiptForged' | ConfirmRefusal

/** The card's receipt for a load. */
export function confirmLoad(
  issuer: Issuer,
  account: CardAccount,
  { done, tag }: LoadReceipt,
): Transition<CardAccount, Outcome<bigint, ReceiptRefusal>> {
  if (!equalConstantTime(done.cardId, account.cardId)) return [account, refuse('otherCard')]
  const key = deriveLoadKey(issuer.crypto, issuer.loadMaster, account.cardId)
  const expected = issuer.crypto.mac(key, loadDoneLayout.encode(done))
  if (!equalConstantTime(tag, expected)) return [account, refuse('receiptForged')]
  return confirmOrdered(account, done)
}

/** Blocks or unblocks a card; `number` must be higher than that of any order to it before. */
export function controlCard(issuer: Issuer, order: ControlOrder): SignedControl {
  const key = deriveLoadKey(issuer.crypto, issuer.loadMaster, order.cardId)
  return { order, tag: issuer.crypto.mac(key, controlOrderLayout.encode(order)) }
}

function authorisationOf(issuer: Issuer, { cardId, currency }: CardAccount, load: NumberedLoad): LoadAuthorisation {
  const order = { cardId, currency, ...load }
  const key = deriveLoadKey(issuer.crypto, issuer.loadMaster, cardId)
  return { order, tag: issuer.crypto.mac(key, loadOrderLayout.encode(order)) }
}
