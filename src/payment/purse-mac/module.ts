// The seller's security module of EN 1546: INITIALIZE PSAM, CREDIT PSAM, GET PREVIOUS PSAM SIGNATURE, collection and hot
// list as pure transitions (SPEC.md 5). Whatever could refuse a purchase is checked before the purse pays.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { fits } from '../../money/amount.ts'
import { accept, unchanged, type Done } from '../outcome.ts'
import type { IepSignature, PsamPurchaseRequest, PsamReceipt, PsamStatus } from './exchanges.ts'
import { LAST_NUMBER } from './purse-state.ts'
import { deviceKey, isSigned, sessionKey, withSignature } from './keys.ts'
import {
  chainedPurchaseLayout,
  collectionLayout,
  collectionPaidLayout,
  hotListLayout,
  purchaseDoneLayout,
  purchaseOfferLayout,
  purchaseOrderLayout,
  purchaseTakenLayout,
  type Collection,
  type CollectionPaid,
  type HotList,
  type Maced,
  type Purchase,
  type PurchaseOffer,
} from './messages.ts'
import {
  emptied,
  MOST_MASTERS,
  type PsamBatch,
  type PsamPersonalisation,
  type PsamState,
  type PsamStep,
  type PsamTools,
} from './module-state.ts'

export type PsamPersonaliseRefusal = 'alreadyPersonalised' | 'keysWrong'

export function personalisePsam(
  state: PsamState,
  request: PsamPersonalisation,
): PsamStep<Done, PsamPersonaliseRefusal> {
  if (state.identity !== undefined) return unchanged(state, 'alreadyPersonalised')
  const versions = new Set(request.masters.map(({ version }) => version))
  const distinct = versions.size === request.masters.length && versions.size >= 1 && versions.size <= MOST_MASTERS
  if (!distinct || request.largestPurchase < 1n) return unchanged(state, 'keysWrong')
  return [{ ...state, identity: request }, accept({})]
}

export const PSAM_INITIALIZE_REFUSALS = [
  'notPersonalised',
  'currencyWrong',
  'purseExpired',
  'purseHot',
  'amountZero',
  'amountOverLimit',
  'batchFull',
  'keyUnknown',
  'purseForged',
] as const
export type PsamInitializeRefusal = (typeof PSAM_INITIALIZE_REFUSALS)[number]

/** Checks S1 and orders the purse to pay (S2). Writes nothing: NT_PSAM is taken when the purse has paid. */
export function initializePsam(
  { mac }: PsamTools,
  state: PsamState,
  request: PsamPurchaseRequest,
): PsamStep<Maced<Purchase>, PsamInitializeRefusal> {
  const { identity, batch } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const refused = refusePurchase(identity, state, request)
  if (refused !== undefined) return unchanged(state, refused)
  const { iepId, iepNumber, keyVersion } = request.offer.body
  const master = identity.masters.find(({ version }) => version === keyVersion)
  if (master === undefined) return unchanged(state, 'keyUnknown')
  const key = sessionKey(mac, deviceKey(mac, master.key, 'purchase', iepId), iepNumber)
  if (!isSigned(mac, key, purchaseOfferLayout, request.offer)) return unchanged(state, 'purseForged')
  const { psamId, currency } = identity
  const purchase = { iepId, iepNumber, psamId, psamNumber: batch.number + 1, currency, units: request.units }
  return [{ ...state, session: { purchase, key } }, accept(withSignature(mac, key, purchaseOrderLayout, purchase))]
}

export type PsamCreditRefusal = 'noPurchase' | 'debitForged'

/** Takes S3 as proof that the purse has paid, and counts the purchase. Repeated, it counts nothing. */
export function creditPsam(
  { mac, hash }: PsamTools,
  state: PsamState,
  { signature }: IepSignature,
): PsamStep<PsamReceipt, PsamCreditRefusal> {
  const { batch, session } = state
  if (session === undefined) return unchanged(state, 'noPurchase')
  const { key, purchase } = session
  if (!isSigned(mac, key, purchaseDoneLayout, { body: purchase, signature })) return unchanged(state, 'debitForged')
  if (purchase.psamNumber === batch.number) return [state, accept({ purchase, total: batch.total })]
  const taken: PsamBatch = {
    number: purchase.psamNumber,
    total: batch.total + purchase.units,
    count: batch.count + 1,
    digest: hash(chainedPurchaseLayout.encode({ previous: batch.digest, purchase })),
    lastIepId: purchase.iepId,
    lastIepNumber: purchase.iepNumber,
    lastUnits: purchase.units,
  }
  return [{ ...state, batch: taken }, accept({ purchase, total: taken.total })]
}

export type PreviousPsamRefusal = 'notPersonalised' | 'noSuchRecord'

/** GET PREVIOUS PSAM SIGNATURE: the last purchase again, under the collection key. */
export function previousPurchase({ mac }: PsamTools, state: PsamState): PsamStep<Maced<Purchase>, PreviousPsamRefusal> {
  const { identity, batch } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  if (batch.number === 0) return unchanged(state, 'noSuchRecord')
  const { psamId, currency, collectionKey } = identity
  const { lastIepId: iepId, lastIepNumber: iepNumber, lastUnits: units, number: psamNumber } = batch
  const purchase = { iepId, iepNumber, psamId, psamNumber, currency, units }
  return [state, accept(withSignature(mac, collectionKey, purchaseTakenLayout, purchase))]
}

export type CollectRefusal = 'notPersonalised' | 'nothingToCollect'

/** Hands the batch out as a collection. Until it is acknowledged, asking again gives the same one. */
export function beginCollection({ mac }: PsamTools, state: PsamState): PsamStep<Maced<Collection>, CollectRefusal> {
  const { identity, batch, collection } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  if (collection.open) return [state, accept(statement(mac, identity, state))]
  if (batch.count === 0) return unchanged(state, 'nothingToCollect')
  const { total, count, digest } = batch
  const handedOut = { number: collection.number + 1, total, count, digest, open: true }
  const next = { ...state, batch: emptied(batch), collection: handedOut }
  return [next, accept(statement(mac, identity, next))]
}

export type AcknowledgeRefusal = 'notPersonalised' | 'otherCollection' | 'paymentForged'

/** The acquirer has paid: the collection is closed. Repeated, it stays closed. */
export function endCollection(
  { mac }: PsamTools,
  state: PsamState,
  paid: Maced<CollectionPaid>,
): PsamStep<Done, AcknowledgeRefusal> {
  const { identity, collection } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const { psamId, number, total } = paid.body
  const same = number === collection.number && total === collection.total
  if (!same || !equalConstantTime(psamId, identity.psamId)) return unchanged(state, 'otherCollection')
  if (!isSigned(mac, identity.collectionKey, collectionPaidLayout, paid)) return unchanged(state, 'paymentForged')
  if (!collection.open) return [state, accept({})]
  return [{ ...state, collection: { ...collection, open: false } }, accept({})]
}

export type HotListRefusal = 'notPersonalised' | 'listForged' | 'listOld'

/** UPDATE PSAM PARAMETER: a newer list of purses to refuse. The same list again changes nothing. */
export function updateHotList(
  { mac }: PsamTools,
  state: PsamState,
  list: Maced<HotList>,
): PsamStep<Done, HotListRefusal> {
  const { identity, hotList } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  if (!isSigned(mac, identity.collectionKey, hotListLayout, list)) return unchanged(state, 'listForged')
  if (list.body.version < hotList.version) return unchanged(state, 'listOld')
  return [list.body.version === hotList.version ? state : { ...state, hotList: list.body }, accept({})]
}

export function readPsam(state: PsamState): PsamStep<PsamStatus, 'notPersonalised'> {
  const { identity, batch } = state
  if (identity === undefined) return unchanged(state, 'notPersonalised')
  const { psamId, currency } = identity
  return [state, accept({ psamId, currency, number: batch.number, total: batch.total, count: batch.count })]
}

/** The checks that need no key, cheapest first. */
function refusePurchase(
  identity: PsamPersonalisation,
  { batch, hotList }: PsamState,
  { offer: { body: offer }, units, date }: PsamPurchaseRequest,
): Exclude<PsamInitializeRefusal, 'notPersonalised' | 'keyUnknown' | 'purseForged'> | undefined {
  if (offer.currency !== identity.currency) return 'currencyWrong'
  if (date > offer.expires) return 'purseExpired'
  if (isHot(hotList, offer)) return 'purseHot'
  if (units < 1n) return 'amountZero'
  if (units > identity.largestPurchase) return 'amountOverLimit'
  const full = !fits(batch.total + units) || batch.number >= LAST_NUMBER
  return full ? 'batchFull' : undefined
}

function isHot({ purses }: HotList, { iepId }: PurchaseOffer): boolean {
  return purses.some((hot) => equalConstantTime(hot, iepId))
}

function statement(
  mac: PsamTools['mac'],
  { psamId, currency, collectionKey }: PsamPersonalisation,
  { collection: { number, total, count, digest } }: PsamState,
): Maced<Collection> {
  return withSignature(mac, collectionKey, collectionLayout, { psamId, number, currency, total, count, digest })
}
