// The issuer of symmetric purses and modules: makes them, loads purses, keeps their accounts (SPEC.md 6).
// Transitions: persist the account, then send.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { CMAC_KEY_BYTES, type Cmac } from '../../crypto/cmac.ts'
import type { Crypto, RandomBytes } from '../../crypto/crypto.ts'
import {
  confirmOrdered,
  newAccount,
  orderLoad,
  shadowBalance,
  type CardAccount as Account,
  type ConfirmRefusal,
  type LoadOrderRefusal,
} from '../card-account.ts'
import { controlOrderLayout, type ControlOrder } from '../card-control.ts'
import type { HolderProtection } from '../card-guard.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { IepPersonalisation } from './purse-state.ts'
import type { IepSignature } from './exchanges.ts'
import { deviceKey, isSigned, sessionKey, withSignature } from './keys.ts'
import {
  creditDoneLayout,
  creditOrderLayout,
  DIGEST_BYTES,
  hotListLayout,
  loadOfferLayout,
  type Credit,
  type HotList,
  type LoadOffer,
  type Maced,
  type Purchase,
} from './messages.ts'
import type { PsamPersonalisation, PurchaseMaster } from './module-state.ts'

export interface MacIssuer {
  readonly mac: Cmac
  readonly hash: Crypto['hash']
  readonly purchaseMasters: readonly PurchaseMaster[]
  readonly loadMaster: Uint8Array
  readonly collectionMaster: Uint8Array
}

/** `versions` partitions the purses: a module that is opened gives away the masters that it holds, no others. */
export function createMacIssuer(
  tools: Pick<MacIssuer, 'mac' | 'hash'>,
  random: RandomBytes,
  versions: readonly number[],
): MacIssuer {
  const purchaseMasters = versions.map((version) => ({ version, key: random(CMAC_KEY_BYTES) }))
  const [loadMaster, collectionMaster] = [random(CMAC_KEY_BYTES), random(CMAC_KEY_BYTES)]
  return { ...tools, purchaseMasters, loadMaster, collectionMaster }
}

/** The account of a symmetric purse. */
export type IepAccount = Account<Purchase>

export interface IepOrder {
  readonly iepId: Uint8Array
  readonly currency: string
  readonly expires: number
  readonly keyVersion: number
  readonly largestBalance: bigint
  readonly largestPurchase: bigint
  /** Without it the purse never asks for a PIN. */
  readonly holder?: HolderProtection
}

/** Throws `RangeError` for a key version that the issuer does not have. */
export function makeIep(issuer: MacIssuer, order: IepOrder): Transition<IepAccount, IepPersonalisation> {
  const { mac, loadMaster } = issuer
  const { iepId, currency, keyVersion } = order
  const purchaseKey = deviceKey(mac, masterOf(issuer, keyVersion).key, 'purchase', iepId)
  const loadKey = deviceKey(mac, loadMaster, 'load', iepId)
  return [newAccount(iepId, currency), { ...order, holder: order.holder, purchaseKey, loadKey }]
}

/** The acquirer's record of one module. */
export interface PsamAccount {
  readonly psamId: Uint8Array
  readonly currency: string
  /** The last collection paid: its number, total and digest. */
  readonly collected: number
  readonly total: bigint
  readonly digest: Uint8Array
  /** NT_PSAM of the last purchase paid for. */
  readonly number: number
  /** All that the seller was paid. */
  readonly paid: bigint
}

export interface PsamOrder {
  readonly psamId: Uint8Array
  readonly currency: string
  readonly keyVersions: readonly number[]
  readonly largestPurchase: bigint
}

/** Throws `RangeError` for a key version that the issuer does not have. */
export function makePsam(
  issuer: MacIssuer,
  { psamId, currency, keyVersions, largestPurchase }: PsamOrder,
): Transition<PsamAccount, PsamPersonalisation> {
  const masters = keyVersions.map((version) => masterOf(issuer, version))
  const digest = new Uint8Array(DIGEST_BYTES)
  const account = { psamId, currency, collected: 0, total: 0n, digest, number: 0, paid: 0n }
  return [account, { psamId, currency, masters, collectionKey: collectionKeyOf(issuer, psamId), largestPurchase }]
}

export type CreditOrderRefusal = 'otherIep' | 'currencyWrong' | 'offerForged' | 'purseBroken' | LoadOrderRefusal

/** Checks S1 and orders the load (S2). A purse that shows more than its shadow balance is broken. */
export function orderCredit(
  issuer: MacIssuer,
  account: IepAccount,
  offer: Maced<LoadOffer>,
  units: bigint,
): Transition<IepAccount, Outcome<Maced<Credit>, CreditOrderRefusal>> {
  const { iepId, iepNumber, currency, balance } = offer.body
  if (!equalConstantTime(iepId, account.cardId)) return [account, refuse('otherIep')]
  if (currency !== account.currency) return [account, refuse('currencyWrong')]
  const key = loadSessionKey(issuer, iepId, iepNumber)
  if (!isSigned(issuer.mac, key, loadOfferLayout, offer)) return [account, refuse('offerForged')]
  const orderedNow = account.loads.get(iepNumber)?.units ?? 0n // a load ordered under this very number is not yet there
  if (balance > shadowBalance(account) - orderedNow) return [{ ...account, standing: 'broken' }, refuse('purseBroken')]
  const [next, ordered] = orderLoad(account, { txCounter: iepNumber, units })
  if (!ordered.ok) return [next, ordered]
  return [next, accept(withSignature(issuer.mac, key, creditOrderLayout, { iepId, iepNumber, currency, units }))]
}

/** Takes S3: the load has happened. */
export function confirmCredit(
  issuer: MacIssuer,
  account: IepAccount,
  credit: Credit,
  { signature }: IepSignature,
): Transition<IepAccount, Outcome<bigint, 'otherIep' | 'receiptForged' | ConfirmRefusal>> {
  if (!equalConstantTime(credit.iepId, account.cardId)) return [account, refuse('otherIep')]
  const key = loadSessionKey(issuer, credit.iepId, credit.iepNumber)
  if (!isSigned(issuer.mac, key, creditDoneLayout, { body: credit, signature })) {
    return [account, refuse('receiptForged')]
  }
  return confirmOrdered(account, { txCounter: credit.iepNumber, units: credit.units })
}

/** Blocks or unblocks a purse; `number` must be higher than that of any order to it before. */
export function controlPurse({ mac, loadMaster }: MacIssuer, order: ControlOrder): Maced<ControlOrder> {
  return withSignature(mac, deviceKey(mac, loadMaster, 'load', order.cardId), controlOrderLayout, order)
}

/** A hot list for one module. */
export function hotListFor(issuer: MacIssuer, psamId: Uint8Array, list: HotList): Maced<HotList> {
  return withSignature(issuer.mac, collectionKeyOf(issuer, psamId), hotListLayout, list)
}

export function collectionKeyOf({ mac, collectionMaster }: MacIssuer, psamId: Uint8Array): Uint8Array {
  return deviceKey(mac, collectionMaster, 'collection', psamId)
}

function loadSessionKey({ mac, loadMaster }: MacIssuer, iepId: Uint8Array, number: number): Uint8Array {
  return sessionKey(mac, deviceKey(mac, loadMaster, 'load', iepId), number)
}

function masterOf({ purchaseMasters }: MacIssuer, wanted: number): PurchaseMaster {
  const master = purchaseMasters.find(({ version }) => version === wanted)
  if (master === undefined) throw new RangeError(`the issuer has no purchase master of version ${wanted}`)
  return master
}
