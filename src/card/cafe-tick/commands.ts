// The commands of the tick purse and their status words (src/payment/cafe-tick/SPEC.md 4). GET DATA is ISO 7816-4:2005,
// 7.4.2; the other instructions are proprietary, below 60 and even, as T=0 wants them.

import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import type { Done } from '../../payment/outcome.ts'
import {
  LOAD_REFUSALS,
  type CloseRefusal,
  type ControlRefusal,
  type LoadRefusal,
  type PersonaliseRefusal,
} from '../../payment/cafe-tick/card.ts'
import {
  closeRequestLayout,
  lastAnswerLayout,
  logRecordLayout,
  logRequestLayout,
  openRequestLayout,
  personalisationLayout,
  purseStatusLayout,
  signedControlLayout,
  tickAnswerLayout,
  tickRequestLayout,
  type CloseRequest,
  type LastAnswer,
  type LogRecord,
  type LogRequest,
  type OpenRequest,
  type Personalisation,
  type PurseStatus,
  type SignedControl,
  type TickAnswer,
  type TickRequest,
} from '../../payment/cafe-tick/card-messages.ts'
import {
  OPEN_REFUSALS,
  TICK_REFUSALS,
  type LastRefusal,
  type OpenRefusal,
  type TickRefusal,
} from '../../payment/cafe-tick/card-ticks.ts'
import {
  closingStatementLayout,
  loadAuthorisationLayout,
  loadReceiptLayout,
  signedCommitmentLayout,
  type ClosingStatement,
  type LoadAuthorisation,
  type LoadReceipt,
  type SignedCommitment,
} from '../../payment/cafe-tick/messages.ts'
import { signedCertificateLayout, type SignedCertificate } from '../../payment/card-certificate.ts'
import { PIN_COMMANDS, PIN_STATUSES, type PinCommands } from '../pin-commands.ts'
import { nothing, type CardCommand, type RefusalOf, type StatusTable } from '../commands.ts'

/** "tick" and "purse" under F, the category that nobody owns. */
export const CAFE_TICK_AID: Aid = parseAid('F0 7469636B 7075727365')

/** ISO 7816-4 words where they say it; 94XX, which that standard leaves to applications, for the rest. */
export const CAFE_TICK_STATUSES: StatusTable<RefusalOf<CafeTickCommands>> = {
  alreadyPersonalised: { sw: SW.nameExists, meaning: 'the card belongs to somebody already' },
  notPersonalised: { sw: SW.referencedDataNotFound, meaning: 'the card has not been personalised' },
  noSuchRecord: { sw: SW.recordNotFound, meaning: 'no such record, or it was overwritten' },
  ...PIN_STATUSES,
  pinRequired: { sw: SW.securityStatusNotSatisfied, meaning: 'present the PIN first' },
  cardBlocked: { sw: SW.conditionsNotSatisfied, meaning: 'the issuer has blocked the purse' },
  authorisationWrong: { sw: SW.secureMessagingIncorrect, meaning: 'the MAC of the order is wrong' },
  limitsWrong: { sw: 0x9401, meaning: 'a limit is zero, or chains could be longer than any seller takes' },
  otherCard: { sw: 0x9402, meaning: 'the order is for another card' },
  currencyWrong: { sw: 0x9403, meaning: 'the purse has another currency' },
  txCounterWrong: { sw: 0x9404, meaning: 'the order is not for the next number of this card' },
  txCounterExhausted: { sw: 0x9405, meaning: 'all numbers are used up: the card must be replaced' },
  nothingToLoad: { sw: 0x9406, meaning: 'a load of zero' },
  balanceOverLimit: { sw: 0x9407, meaning: 'the balance would exceed the limit of the purse' },
  balanceTooLow: { sw: 0x9408, meaning: 'the balance does not cover it' },
  chainOpen: { sw: 0x9409, meaning: 'another chain is open: CLOSE it first' },
  noChain: { sw: 0x940a, meaning: 'there is no such chain' },
  otherChain: { sw: 0x940b, meaning: 'the present chain has another number' },
  chainClosed: { sw: 0x940c, meaning: 'the chain is closed, only its last tick can be repeated' },
  valueOutOfRange: { sw: 0x940d, meaning: 'v is zero, or v * T exceeds the limit of the purse' },
  limitOutOfRange: { sw: 0x940e, meaning: 'T is zero or over the limit of the purse' },
  batchOutOfRange: { sw: 0x940f, meaning: 'the batch is zero or larger than T' },
  countOutOfRange: { sw: 0x9410, meaning: 'the count is zero or larger than T' },
  countNotNext: { sw: 0x9411, meaning: 'the count is below the last one, or TICK was to skip' },
  orderOld: { sw: 0x9413, meaning: 'the order is older than the last one' },
  lastUnknown: { sw: 0x9412, meaning: 'a reset inside a batch: ask TICK for the count that is in doubt' },
}

const CLA = 0x80
const GET_DATA = 0xca

export interface CafeTickCommands extends PinCommands {
  readonly personalise: CardCommand<Personalisation, Done, PersonaliseRefusal>
  readonly readStatus: CardCommand<Done, PurseStatus, 'notPersonalised'>
  readonly readCertificate: CardCommand<Done, SignedCertificate, 'notPersonalised'>
  readonly readLog: CardCommand<LogRequest, LogRecord, 'noSuchRecord'>
  readonly load: CardCommand<LoadAuthorisation, LoadReceipt, LoadRefusal>
  readonly openTicks: CardCommand<OpenRequest, SignedCommitment, OpenRefusal>
  readonly tick: CardCommand<TickRequest, TickAnswer, TickRefusal>
  readonly tickTo: CardCommand<TickRequest, TickAnswer, TickRefusal>
  readonly getLast: CardCommand<Done, LastAnswer, LastRefusal>
  readonly close: CardCommand<CloseRequest, ClosingStatement, CloseRefusal>
  readonly control: CardCommand<SignedControl, Done, ControlRefusal>
}

const common = { cla: CLA, p1: 0, p2: 0, statuses: CAFE_TICK_STATUSES } as const

/** For `send` at the terminal, and for the applet that parses them; byte by byte in card-applets/PROTOCOL.md. */
export const CAFE_TICK_COMMANDS: CafeTickCommands = {
  personalise: {
    ...common,
    name: 'PERSONALISE',
    ins: 0xe2,
    meaning: 'gives the card its keys, certificate and limits, once',
    request: personalisationLayout,
    response: nothing,
    refusals: ['alreadyPersonalised', 'limitsWrong'],
  },
  readStatus: {
    ...common,
    name: 'GET DATA (status)',
    ins: GET_DATA,
    p1: 0x01,
    meaning: 'balance, currency and where the purse stands',
    request: nothing,
    response: purseStatusLayout,
    refusals: ['notPersonalised'],
  },
  readCertificate: {
    ...common,
    name: 'GET DATA (certificate)',
    ins: GET_DATA,
    p1: 0x02,
    meaning: 'the certificate with which a seller checks commitments',
    request: nothing,
    response: signedCertificateLayout,
    refusals: ['notPersonalised'],
  },
  readLog: {
    ...common,
    name: 'GET DATA (log)',
    ins: GET_DATA,
    p1: 0x03,
    meaning: 'one record of the log, by its age',
    request: logRequestLayout,
    response: logRecordLayout,
    refusals: ['noSuchRecord'],
  },
  load: {
    ...common,
    name: 'LOAD',
    ins: 0x3a,
    meaning: 'adds what the issuer ordered; repeated, it repeats its receipt',
    request: loadAuthorisationLayout,
    response: loadReceiptLayout,
    refusals: LOAD_REFUSALS,
  },
  openTicks: {
    ...common,
    name: 'OPEN TICKS',
    ins: 0x30,
    meaning: 'commits to a chain for one payee; repeated, it repeats the commitment',
    request: openRequestLayout,
    response: signedCommitmentLayout,
    refusals: OPEN_REFUSALS,
  },
  tick: {
    ...common,
    name: 'TICK',
    ins: 0x32,
    meaning: 'pays one tick more; for the count reached last it repeats the answer',
    request: tickRequestLayout,
    response: tickAnswerLayout,
    refusals: TICK_REFUSALS,
  },
  tickTo: {
    ...common,
    name: 'TICK TO',
    ins: 0x34,
    meaning: 'pays up to the given count, all at once',
    request: tickRequestLayout,
    response: tickAnswerLayout,
    refusals: TICK_REFUSALS,
  },
  getLast: {
    ...common,
    name: 'GET LAST',
    ins: 0x36,
    meaning: 'repeats the last answer and changes nothing',
    request: nothing,
    response: lastAnswerLayout,
    refusals: ['notPersonalised', 'noSuchRecord', 'lastUnknown'],
  },
  close: {
    ...common,
    name: 'CLOSE',
    ins: 0x38,
    meaning: 'ends the chain; repeated, it repeats the statement',
    request: closeRequestLayout,
    response: closingStatementLayout,
    refusals: ['notPersonalised', 'noChain', 'otherChain'],
  },
  control: {
    ...common,
    name: 'CONTROL',
    ins: 0x3e,
    meaning: "blocks or unblocks the purse at the issuer's order; repeated, it changes nothing",
    request: signedControlLayout,
    response: nothing,
    refusals: ['notPersonalised', 'otherCard', 'orderOld', 'authorisationWrong'],
  },
  ...PIN_COMMANDS,
}
