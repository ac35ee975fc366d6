// An issuer, a loaded purse, a module and their accounts for tests, all in plain values.

import { sha256 } from '@noble/hashes/sha2.js'
import { aesCmac } from '../../../crypto/cmac.ts'
import { seededRandom } from '../../../crypto/random.ts'
import type { Outcome } from '../../outcome.ts'
import { NEW_IEP, type IepPersonalisation, type IepState, type IepTools } from '../purse-state.ts'
import { credit, debit, initializeLoad, initializePurchase, personaliseIep } from '../purse.ts'
import {
  confirmCredit,
  createMacIssuer,
  makeIep,
  makePsam,
  orderCredit,
  type IepAccount,
  type MacIssuer,
  type PsamAccount,
} from '../issuer.ts'
import type { Purchase } from '../messages.ts'
import { NEW_PSAM, type PsamPersonalisation, type PsamState, type PsamTools } from '../module-state.ts'
import { creditPsam, initializePsam, personalisePsam } from '../module.ts'

export const NOW = 1_700_000_000_000
export const BALANCE = 1000n
export const KEY_VERSION = 2

export interface MacWorld {
  readonly tools: IepTools & PsamTools
  readonly issuer: MacIssuer
  readonly iepPersonalisation: IepPersonalisation
  readonly psamPersonalisation: PsamPersonalisation
  /** Loaded with `BALANCE` as transaction 1. */
  readonly iep: IepState
  readonly psam: PsamState
  readonly account: IepAccount
  readonly seller: PsamAccount
}

export function macWorld(): MacWorld {
  const tools = { mac: aesCmac, hash: sha256 }
  const issuer = createMacIssuer(tools, seededRandom(1), [1, KEY_VERSION])
  const order = { currency: 'CHF', expires: NOW + 1000, keyVersion: KEY_VERSION }
  const limits = { largestBalance: 2000n, largestPurchase: 500n }
  const [opened, iepPersonalisation] = makeIep(issuer, { iepId: new Uint8Array(8).fill(1), ...order, ...limits })
  const [seller, psamPersonalisation] = makePsam(issuer, {
    psamId: new Uint8Array(8).fill(2),
    currency: 'CHF',
    keyVersions: [KEY_VERSION],
    largestPurchase: 600n,
  })
  const [blank] = personaliseIep(NEW_IEP, iepPersonalisation)
  const [psam] = personalisePsam(NEW_PSAM, psamPersonalisation)
  const [offering, offer] = initializeLoad(tools, blank)
  const [ordered, loadOrder] = orderCredit(issuer, opened, must(offer), BALANCE)
  const [iep, receipt] = credit(tools, offering, must(loadOrder))
  const [account] = confirmCredit(issuer, ordered, must(loadOrder).body, must(receipt))
  return { tools, issuer, iepPersonalisation, psamPersonalisation, iep, psam, account, seller }
}

export interface Bought {
  readonly iep: IepState
  readonly psam: PsamState
  readonly purchase: Purchase
}

/** The four steps of a purchase, none of which may be refused. */
export function buy({ tools }: MacWorld, from: Pick<Bought, 'iep' | 'psam'>, units: bigint): Bought {
  const [offering, offer] = initializePurchase(tools, from.iep)
  const [ordering, order] = initializePsam(tools, from.psam, { offer: must(offer), units, date: NOW })
  const [iep, signature] = debit(tools, offering, must(order))
  const [psam, receipt] = creditPsam(tools, ordering, must(signature))
  return { iep, psam, purchase: must(receipt).purchase }
}

/** The value of an outcome that the test expects to be one. */
export function must<Value>(outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refused}`)
  return outcome.value
}
