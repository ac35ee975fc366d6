// The commands of the symmetric purse, with the instruction codes of EN 1546-3 (src/payment/purse-mac/SPEC.md 3, 4).
// P1 of INITIALIZE IEP says what for; the standard's own values of P1 and P2 were not reachable.

import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import type { ControlOrder } from '../../payment/card-control.ts'
import type { Done } from '../../payment/outcome.ts'
import {
  iepLogRequestLayout,
  iepSignatureLayout,
  iepStatusLayout,
  previousIepLayout,
  type IepLogRequest,
  type IepSignature,
  type IepStatus,
  type PreviousIep,
} from '../../payment/purse-mac/exchanges.ts'
import {
  iepPersonalisationLayout,
  iepRecordLayout,
  type IepPersonalisation,
  type IepRecord,
} from '../../payment/purse-mac/purse-state.ts'
import {
  CREDIT_REFUSALS,
  DEBIT_REFUSALS,
  type CreditRefusal,
  type DebitRefusal,
  type IepControlRefusal,
  type IepPersonaliseRefusal,
  type InitializeRefusal,
  type PreviousRefusal,
} from '../../payment/purse-mac/purse.ts'
import {
  macedControlLayout,
  macedCreditLayout,
  macedLoadOfferLayout,
  macedOfferLayout,
  macedOrderLayout,
  type Credit,
  type LoadOffer,
  type Maced,
  type Purchase,
  type PurchaseOffer,
} from '../../payment/purse-mac/messages.ts'
import { PIN_COMMANDS, PIN_STATUSES, type PinCommands } from '../pin-commands.ts'
import { nothing, type CardCommand, type RefusalOf, type StatusTable } from '../commands.ts'

/** "tick" and "iep" under F, the category that nobody owns. */
export const PURSE_MAC_AID: Aid = parseAid('F0 7469636B 696570')

/** Where the tick purse has the same refusal, the same word. */
export const PURSE_MAC_STATUSES: StatusTable<RefusalOf<PurseMacCommands>> = {
  alreadyPersonalised: { sw: SW.nameExists, meaning: 'the purse belongs to somebody already' },
  notPersonalised: { sw: SW.referencedDataNotFound, meaning: 'the purse has not been personalised' },
  noSuchRecord: { sw: SW.recordNotFound, meaning: 'no such record, or it was overwritten' },
  ...PIN_STATUSES,
  pinRequired: { sw: SW.securityStatusNotSatisfied, meaning: 'present the PIN first' },
  cardBlocked: { sw: SW.conditionsNotSatisfied, meaning: 'the issuer has blocked the purse' },
  orderForged: { sw: SW.secureMessagingIncorrect, meaning: 'S2, or the MAC of the order, is wrong' },
  limitsWrong: { sw: 0x9401, meaning: 'a limit is zero' },
  otherIep: { sw: 0x9402, meaning: 'the order is for another purse' },
  currencyWrong: { sw: 0x9403, meaning: 'the purse has another currency' },
  otherNumber: { sw: 0x9404, meaning: 'the order is not for the next number, nor the last one again' },
  numberExhausted: { sw: 0x9405, meaning: 'all numbers are used up: the purse must be replaced' },
  amountZero: { sw: 0x9406, meaning: 'an amount of zero' },
  balanceOverLimit: { sw: 0x9407, meaning: 'the balance would exceed the limit of the purse' },
  balanceTooLow: { sw: 0x9408, meaning: 'the balance does not cover it' },
  orderOld: { sw: 0x9413, meaning: 'the order is older than the last one' },
  amountOverLimit: { sw: 0x940d, meaning: 'the amount exceeds the limit of the purse' },
}

export interface PurseMacCommands extends PinCommands {
  readonly personalise: CardCommand<IepPersonalisation, Done, IepPersonaliseRefusal>
  readonly readStatus: CardCommand<Done, IepStatus, 'notPersonalised'>
  readonly readLog: CardCommand<IepLogRequest, IepRecord, 'noSuchRecord'>
  readonly initializeLoad: CardCommand<Done, Maced<LoadOffer>, InitializeRefusal>
  readonly initializePurchase: CardCommand<Done, Maced<PurchaseOffer>, InitializeRefusal>
  readonly credit: CardCommand<Maced<Credit>, IepSignature, CreditRefusal>
  readonly debit: CardCommand<Maced<Purchase>, IepSignature, DebitRefusal>
  readonly previousSignature: CardCommand<Done, PreviousIep, PreviousRefusal>
  readonly control: CardCommand<Maced<ControlOrder>, Done, IepControlRefusal>
}

const common = { cla: 0x80, p1: 0, p2: 0, statuses: PURSE_MAC_STATUSES } as const
const GET_DATA = 0xca
const INITIALIZE_IEP = 0x50

export const PURSE_MAC_COMMANDS: PurseMacCommands = {
  personalise: {
    ...common,
    name: 'PERSONALISE',
    ins: 0xe2,
    meaning: 'gives the purse its keys and limits, once',
    request: iepPersonalisationLayout,
    response: nothing,
    refusals: ['alreadyPersonalised', 'limitsWrong'],
  },
  readStatus: {
    ...common,
    name: 'GET DATA (status)',
    ins: GET_DATA,
    p1: 0x01,
    meaning: 'balance, currency and the last number',
    request: nothing,
    response: iepStatusLayout,
    refusals: ['notPersonalised'],
  },
  readLog: {
    ...common,
    name: 'GET DATA (log)',
    ins: GET_DATA,
    p1: 0x03,
    meaning: 'one record of the log, by its age',
    request: iepLogRequestLayout,
    response: iepRecordLayout,
    refusals: ['noSuchRecord'],
  },
  initializeLoad: {
    ...common,
    name: 'INITIALIZE IEP (load)',
    ins: INITIALIZE_IEP,
    p1: 0x00,
    meaning: 'S1 for the issuer',
    request: nothing,
    response: macedLoadOfferLayout,
    refusals: ['notPersonalised', 'numberExhausted'],
  },
  initializePurchase: {
    ...common,
    name: 'INITIALIZE IEP (purchase)',
    ins: INITIALIZE_IEP,
    p1: 0x01,
    meaning: 'S1 for a module',
    request: nothing,
    response: macedOfferLayout,
    refusals: ['notPersonalised', 'numberExhausted'],
  },
  credit: {
    ...common,
    name: 'CREDIT IEP',
    ins: 0x52,
    meaning: 'loads what the issuer ordered; repeated, it repeats S3',
    request: macedCreditLayout,
    response: iepSignatureLayout,
    refusals: CREDIT_REFUSALS,
  },
  debit: {
    ...common,
    name: 'DEBIT IEP',
    ins: 0x54,
    meaning: 'pays what a genuine module ordered; repeated, it repeats S3',
    request: macedOrderLayout,
    response: iepSignatureLayout,
    refusals: DEBIT_REFUSALS,
  },
  previousSignature: {
    ...common,
    name: 'GET PREVIOUS IEP SIGNATURE',
    ins: 0x5a,
    meaning: 'the last transaction and its S3; changes nothing',
    request: nothing,
    response: previousIepLayout,
    refusals: ['notPersonalised', 'noSuchRecord'],
  },
  control: {
    ...common,
    name: 'UPDATE IEP PARAMETER',
    ins: 0x58,
    meaning: "blocks or unblocks the purse at the issuer's order; repeated, it changes nothing",
    request: macedControlLayout,
    response: nothing,
    refusals: ['notPersonalised', 'otherIep', 'orderOld', 'orderForged'],
  },
  ...PIN_COMMANDS,
}
