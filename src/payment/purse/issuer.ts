// The issuer's side before any payment: make a card's data, authorise loads, hear of them (SPEC.md 5). An account is
// the issuer's record of one card; acquirer.ts adds deposits to it. Transitions: persist the account, then send.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { ChainFunction } from '../../chain/step.ts'
import type { Crypto, KeyPair, RandomBytes } from '../../crypto/crypto.ts'
import { LARGEST_MINOR_UNITS } from '../../money/amount.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { Personalisation, PurseLimits } from './card-messages.ts'
import { deriveLoadKey } from './keys.ts'
import {
  cardCertificateLayout,
  loadDoneLayout,
  loadOrderLayout,
  TAG_BYTES,
  type LoadAuthorisation,
  type LoadReceipt,
} from './messages.ts'

export interface Issuer {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  /** Signs certificates; its public half is what sellers are given. */
  readonly certificateKey: KeyPair
  /** Every card's load key is derived from it. */
  readonly loadMaster: Uint8Array
  /** How long after OPEN a chain may be deposited, ms. */
  readonly depositWindowMs: number
}

export function createIssuer(
  tools: { readonly crypto: Crypto; readonly chain: ChainFunction },
  random: RandomBytes,
  depositWindowMs: number,
): Issuer {
  const certificateKey = tools.crypto.signatures.keyPair(random)
  return { ...tools, certificateKey, loadMaster: random(TAG_BYTES), depositWindowMs }
}

export type LoadState = 'authorised' | 'confirmed'

export interface LoadRecord {
  readonly units: bigint
  readonly state: LoadState
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

/** `broken`: its chip gave out more than it holds. `refunded`: lost, waited for, and settled for good. */
export type CardStanding = 'good' | 'lost' | 'broken' | 'refunded'

export interface CardAccount {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly standing: CardStanding
  /** When it was reported lost, ms. */
  readonly lostAt: number | undefined
  /** Sum of all loads in force: authorised and not voided. */
  readonly loaded: bigint
  /** Sum of all that sellers were paid. */
  readonly deposited: bigint
  readonly loads: ReadonlyMap<number, LoadRecord>
  readonly chains: ReadonlyMap<number, DepositedChain>
}

export interface CardOrder {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly limits: PurseLimits
  /** End of the certificate, ms since 1970. */
  readonly expires: number
}

/** What the bureau gives to a new card, and the account that the issuer opens for it. */
export function makeCard(
  issuer: Issuer,
  random: RandomBytes,
  { cardId, currency, limits, expires }: CardOrder,
): Transition<CardAccount, Personalisation> {
  const { signatures } = issuer.crypto
  const { publicKey, secretKey } = signatures.keyPair(random)
  const certificate = { cardId, publicKey, currency, expires }
  const signature = signatures.sign(issuer.certificateKey.secretKey, cardCertificateLayout.encode(certificate))
  const loadKey = deriveLoadKey(issuer.crypto, issuer.loadMaster, cardId)
  return [
    newAccount(cardId, currency),
    { certificate: { certificate, signature }, signingKey: secretKey, loadKey, limits },
  ]
}

export type LoadOrderRefusal = 'nothingToLoad' | 'cardNotGood' | 'numberUsed' | 'loadedOverRange'

/**
 * Authorises a load as the card's next transaction; `txCounter` is the number after the one that the card shows.
 * The money counts as loaded from here on: a card that never gets the order proves it by using the number otherwise.
 */
export function authoriseLoad(
  issuer: Issuer,
  account: CardAccount,
  { txCounter, units }: { readonly txCounter: number; readonly units: bigint },
): Transition<CardAccount, Outcome<LoadAuthorisation, LoadOrderRefusal>> {
  if (account.standing !== 'good') return [account, refuse('cardNotGood')]
  if (units < 1n) return [account, refuse('nothingToLoad')]
  const known = account.loads.get(txCounter)
  const usedOtherwise = account.chains.has(txCounter) || (known !== undefined && known.units !== units)
  if (usedOtherwise) return [account, refuse('numberUsed')]
  if (account.loaded + units > LARGEST_MINOR_UNITS) return [account, refuse('loadedOverRange')]
  const authorisation = authorisationOf(issuer, account, { txCounter, units })
  if (known !== undefined) return [account, accept(authorisation)]
  const loads = new Map(account.loads).set(txCounter, { units, state: 'authorised' })
  return [{ ...account, loaded: account.loaded + units, loads }, accept(authorisation)]
}

export type ReceiptRefusal = 'otherCard' | 'receiptForged' | 'neverAuthorised' | 'numberUsedTwice'

/** The card's receipt: from now on the load can no longer be voided. */
export function confirmLoad(
  issuer: Issuer,
  account: CardAccount,
  { done, tag }: LoadReceipt,
): Transition<CardAccount, Outcome<bigint, ReceiptRefusal>> {
  if (!equalConstantTime(done.cardId, account.cardId)) return [account, refuse('otherCard')]
  const key = deriveLoadKey(issuer.crypto, issuer.loadMaster, account.cardId)
  const expected = issuer.crypto.mac(key, loadDoneLayout.encode(done))
  if (!equalConstantTime(tag, expected)) return [account, refuse('receiptForged')]
  if (account.chains.has(done.txCounter)) return [{ ...account, standing: 'broken' }, refuse('numberUsedTwice')]
  const known = account.loads.get(done.txCounter)
  if (known === undefined || known.units !== done.units) return [account, refuse('neverAuthorised')]
  const loads = new Map(account.loads).set(done.txCounter, { units: known.units, state: 'confirmed' })
  return [{ ...account, loads }, accept(known.units)]
}

/** Loads minus deposits: what the purse can still hold. Negative shows a broken card. */
export function shadowBalance(account: CardAccount): bigint {
  return account.loaded - account.deposited
}

function newAccount(cardId: Uint8Array, currency: string): CardAccount {
  return {
    cardId,
    currency,
    standing: 'good',
    lostAt: undefined,
    loaded: 0n,
    deposited: 0n,
    loads: new Map(),
    chains: new Map(),
  }
}

function authorisationOf(
  issuer: Issuer,
  { cardId, currency }: CardAccount,
  load: { readonly txCounter: number; readonly units: bigint },
): LoadAuthorisation {
  const order = { cardId, currency, ...load }
  const key = deriveLoadKey(issuer.crypto, issuer.loadMaster, cardId)
  return { order, tag: issuer.crypto.mac(key, loadOrderLayout.encode(order)) }
}
