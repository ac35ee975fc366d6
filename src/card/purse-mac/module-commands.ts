// The commands of the seller's security module, with the instruction codes of EN 1546-3 (purse-mac/SPEC.md 3 and 5).

import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import type { Done } from '../../payment/outcome.ts'
import {
  iepSignatureLayout,
  psamPurchaseRequestLayout,
  psamReceiptLayout,
  psamStatusLayout,
  type IepSignature,
  type PsamPurchaseRequest,
  type PsamReceipt,
  type PsamStatus,
} from '../../payment/purse-mac/exchanges.ts'
import {
  macedCollectionLayout,
  macedCollectionPaidLayout,
  macedHotListLayout,
  macedOrderLayout,
  macedTakenLayout,
  type Collection,
  type CollectionPaid,
  type HotList,
  type Maced,
  type Purchase,
} from '../../payment/purse-mac/messages.ts'
import { psamPersonalisationLayout, type PsamPersonalisation } from '../../payment/purse-mac/module-state.ts'
import {
  PSAM_INITIALIZE_REFUSALS,
  type AcknowledgeRefusal,
  type CollectRefusal,
  type HotListRefusal,
  type PreviousPsamRefusal,
  type PsamCreditRefusal,
  type PsamInitializeRefusal,
  type PsamPersonaliseRefusal,
} from '../../payment/purse-mac/module.ts'
import { nothing, type CardCommand, type RefusalOf, type StatusTable } from '../commands.ts'

/** "tick" and "psam" under F, the category that nobody owns. */
export const PURSE_MAC_MODULE_AID: Aid = parseAid('F0 7469636B 7073616D')

export const PURSE_MAC_MODULE_STATUSES: StatusTable<RefusalOf<PsamCommands>> = {
  alreadyPersonalised: { sw: SW.nameExists, meaning: 'the module belongs to somebody already' },
  notPersonalised: { sw: SW.referencedDataNotFound, meaning: 'the module has not been personalised' },
  noSuchRecord: { sw: SW.recordNotFound, meaning: 'nothing has been bought yet' },
  purseForged: { sw: SW.securityStatusNotSatisfied, meaning: 'S1 is wrong: no genuine purse' },
  noPurchase: { sw: SW.conditionsNotSatisfied, meaning: 'no purchase is under way: INITIALIZE PSAM first' },
  keyUnknown: { sw: SW.referenceDataNotUsable, meaning: 'the module holds no master of this version' },
  keysWrong: { sw: 0x9401, meaning: 'no masters, twice the same version, or a limit of zero' },
  currencyWrong: { sw: 0x9403, meaning: 'the purse has another currency' },
  amountZero: { sw: 0x9406, meaning: 'an amount of zero' },
  batchFull: { sw: 0x9407, meaning: 'the total or the number would run over: collect first' },
  amountOverLimit: { sw: 0x940d, meaning: 'the amount exceeds the limit of the module' },
  purseExpired: { sw: 0x9420, meaning: 'the purse is past its date' },
  purseHot: { sw: 0x9421, meaning: 'the purse is on the hot list' },
  debitForged: { sw: 0x9422, meaning: 'S3 is wrong: the purse has not paid this' },
  nothingToCollect: { sw: 0x9423, meaning: 'no purchase since the last collection' },
  otherCollection: { sw: 0x9424, meaning: 'the word is not about the last collection of this module' },
  paymentForged: { sw: 0x9425, meaning: "the acquirer's MAC is wrong" },
  listForged: { sw: 0x9426, meaning: "the list's MAC is wrong" },
  listOld: { sw: 0x9427, meaning: 'the module has a newer list' },
}

export interface PsamCommands {
  readonly personalise: CardCommand<PsamPersonalisation, Done, PsamPersonaliseRefusal>
  readonly readStatus: CardCommand<Done, PsamStatus, 'notPersonalised'>
  readonly initialize: CardCommand<PsamPurchaseRequest, Maced<Purchase>, PsamInitializeRefusal>
  readonly credit: CardCommand<IepSignature, PsamReceipt, PsamCreditRefusal>
  readonly beginCollection: CardCommand<Done, Maced<Collection>, CollectRefusal>
  readonly endCollection: CardCommand<Maced<CollectionPaid>, Done, AcknowledgeRefusal>
  readonly updateHotList: CardCommand<Maced<HotList>, Done, HotListRefusal>
  readonly previousPurchase: CardCommand<Done, Maced<Purchase>, PreviousPsamRefusal>
}

const common = { cla: 0x80, p1: 0, p2: 0, statuses: PURSE_MAC_MODULE_STATUSES } as const

export const PURSE_MAC_MODULE_COMMANDS: PsamCommands = {
  personalise: {
    ...common,
    name: 'PERSONALISE',
    ins: 0xe2,
    meaning: 'gives the module its keys and its limit, once',
    request: psamPersonalisationLayout,
    response: nothing,
    refusals: ['alreadyPersonalised', 'keysWrong'],
  },
  readStatus: {
    ...common,
    name: 'GET DATA (status)',
    ins: 0xca,
    p1: 0x01,
    meaning: 'what the module has taken in since the last collection',
    request: nothing,
    response: psamStatusLayout,
    refusals: ['notPersonalised'],
  },
  initialize: {
    ...common,
    name: 'INITIALIZE PSAM',
    ins: 0x70,
    meaning: 'checks S1 and orders the purse to pay: S2',
    request: psamPurchaseRequestLayout,
    response: macedOrderLayout,
    refusals: PSAM_INITIALIZE_REFUSALS,
  },
  credit: {
    ...common,
    name: 'CREDIT PSAM',
    ins: 0x72,
    meaning: 'checks S3 and counts the purchase; repeated, it counts nothing',
    request: iepSignatureLayout,
    response: psamReceiptLayout,
    refusals: ['noPurchase', 'debitForged'],
  },
  beginCollection: {
    ...common,
    name: 'INITIALIZE PSAM FOR ONLINE COLLECTION',
    ins: 0x76,
    meaning: 'hands the batch out under a MAC; until it is acknowledged, the same one again',
    request: nothing,
    response: macedCollectionLayout,
    refusals: ['notPersonalised', 'nothingToCollect'],
  },
  endCollection: {
    ...common,
    name: 'PSAM COLLECT',
    ins: 0x78,
    meaning: 'the acquirer has paid: the collection is closed',
    request: macedCollectionPaidLayout,
    response: nothing,
    refusals: ['notPersonalised', 'otherCollection', 'paymentForged'],
  },
  updateHotList: {
    ...common,
    name: 'UPDATE PSAM PARAMETER',
    ins: 0x82,
    meaning: 'replaces the hot list by a newer one',
    request: macedHotListLayout,
    response: nothing,
    refusals: ['notPersonalised', 'listForged', 'listOld'],
  },
  previousPurchase: {
    ...common,
    name: 'GET PREVIOUS PSAM SIGNATURE',
    ins: 0x86,
    meaning: 'the last purchase counted; changes nothing',
    request: nothing,
    response: macedTakenLayout,
    refusals: ['notPersonalised', 'noSuchRecord'],
  },
}
