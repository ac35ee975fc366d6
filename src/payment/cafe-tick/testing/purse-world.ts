// An issuer, a loaded card and a seller for tests, all in plain values.

import { indexedChain } from '../../../chain/step.ts'
import { nobleCrypto } from '../../../crypto/noble-engine.ts'
import { seededRandom } from '../../../crypto/random.ts'
import type { Outcome } from '../../outcome.ts'
import { load, personalise } from '../card.ts'
import type { OpenRequest, Personalisation, PurseLimits } from '../card-messages.ts'
import { NEW_PURSE, type CardTools, type PurseState } from '../card-state.ts'
import { authoriseLoad, createIssuer, makeCard, type CardAccount, type Issuer } from '../issuer.ts'

export const NOW = 1_700_000_000_000
export const DAY: number = 24 * 60 * 60 * 1000
export const BALANCE = 1000n
export const PAYEE: Uint8Array = new Uint8Array(16).fill(0xaa)
export const OTHER_PAYEE: Uint8Array = new Uint8Array(16).fill(0xbb)
export const LIMITS: PurseLimits = { largestBalance: 2000n, longestChain: 100, largestChainValue: 800n }

export interface PurseWorld {
  readonly card: CardTools
  readonly issuer: Issuer
  readonly personalisation: Personalisation
  /** Personalised and loaded with `BALANCE` as transaction 1. */
  readonly state: PurseState
  readonly account: CardAccount
}

export function purseWorld(): PurseWorld {
  const crypto = nobleCrypto('ed25519')
  if (crypto === undefined) throw new Error('noble offers Ed25519')
  const random = seededRandom(1)
  const card = { crypto, chain: indexedChain, random }
  const issuer = createIssuer(card, random, 7 * DAY)
  const cardId = new Uint8Array(8).fill(0x11)
  const order = { cardId, currency: 'CHF', limits: LIMITS, expires: NOW + 300 * DAY }
  const [opened, personalisation] = makeCard(issuer, random, order)
  const [blank] = personalise(card, NEW_PURSE, personalisation)
  const [account, authorised] = authoriseLoad(issuer, opened, { txCounter: 1, units: BALANCE })
  const [state] = load(card, blank, must(authorised))
  return { card, issuer, personalisation, state, account }
}

/** A request that the card of `purseWorld` accepts: 10 ticks of 5. */
export function openingOf(changes: Partial<OpenRequest> = {}): OpenRequest {
  const terminalNonce = new Uint8Array(16).fill(0xcc)
  const terms = { currency: 'CHF', tickValue: 5n, limit: 10, batch: 1 }
  return { payee: PAYEE, terminalNonce, date: NOW, ...terms, ...changes }
}

/** The value of an outcome that the test expects to be one. */
export function must<Value>(outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refused}`)
  return outcome.value
}
