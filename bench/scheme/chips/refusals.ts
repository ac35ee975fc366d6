// Every refusal that a scheme with a card can meet, and who can have caused it. The table is complete, or the compiler says
// so: a new reason in any of the closed lists has no exit code before it stands here.

import type { SignRefusal } from '../../../src/card/tokens/card-signer.ts'
import type { CommonRefusal } from '../../../src/card/commands.ts'
import type { BuyRefusal } from '../../../src/card/purse-mac/terminal.ts'
import type { TakeRefusal } from '../../../src/card/cafe-tick/terminal.ts'
import type { U2fRefusal } from '../../../src/card/tokens/u2f-commands.ts'
import type { LoadOrderRefusal } from '../../../src/payment/card-account.ts'
import type { ClaimRefusal } from '../../../src/payment/card-signature/acquirer.ts'
import type { PaymentRefusal } from '../../../src/payment/card-signature/seller.ts'
import type { PayRefusal, SignerPersonaliseRefusal } from '../../../src/payment/card-signature/card.ts'
import type { CollectionRefusal } from '../../../src/payment/purse-mac/acquirer.ts'
import type { CreditRefusal, IepPersonaliseRefusal, InitializeRefusal } from '../../../src/payment/purse-mac/purse.ts'
import type { CreditOrderRefusal } from '../../../src/payment/purse-mac/issuer.ts'
import type {
  AcknowledgeRefusal,
  CollectRefusal,
  PsamPersonaliseRefusal,
} from '../../../src/payment/purse-mac/module.ts'
import type { DepositRefusal } from '../../../src/payment/cafe-tick/acquirer.ts'
import type { OpenRefusal } from '../../../src/payment/cafe-tick/card-ticks.ts'
import type { CloseRefusal, LoadRefusal, PersonaliseRefusal } from '../../../src/payment/cafe-tick/card.ts'
import type { ReceiptRefusal } from '../../../src/payment/cafe-tick/issuer.ts'
import type { CommitmentRefusal } from '../../../src/payment/cafe-tick/seller.ts'
import type { CertificateRefusal } from '../../../src/payment/card-certificate.ts'
import { unwrapBy, type Cause, type RefusalEntry, type Unwrap } from '../contract/failure.ts'

export type CardRefusal =
  | CommonRefusal
  | 'noPurse'
  | 'notPersonalised'
  | PersonaliseRefusal
  | CloseRefusal
  | LoadRefusal
  | LoadOrderRefusal
  | ReceiptRefusal
  | DepositRefusal
  | CertificateRefusal
  | OpenRefusal
  | CommitmentRefusal
  | TakeRefusal
  | InitializeRefusal
  | CreditOrderRefusal
  | CreditRefusal
  | CollectRefusal
  | CollectionRefusal
  | AcknowledgeRefusal
  | IepPersonaliseRefusal
  | PsamPersonaliseRefusal
  | BuyRefusal
  | SignerPersonaliseRefusal
  | U2fRefusal
  | PayRefusal
  | PaymentRefusal
  | SignRefusal
  | ClaimRefusal

function of(cause: Cause, words: string): RefusalEntry {
  return { cause, words }
}

export const CARD_REFUSALS: Readonly<Record<CardRefusal, RefusalEntry>> = {
  numberUsedTwice: of('copy', 'the number is used already'),
  numberUsed: of('copy', 'the number is used already'),
  counterUsedTwice: of('copy', 'the number is used already'),
  cardBroken: of('state', 'its issuer holds the card for broken: it has spent a number twice, or more than it held'),
  cardNotGood: of('state', 'its issuer no longer holds the card for good: it is broken, lost or paid out'),
  purseBroken: of('state', 'its issuer holds the purse for broken'),
  purchaseNotNew: of('copy', 'a purchase is collected already'),
  collectionOutOfOrder: of('copy', 'the module is behind or ahead of its acquirer'),
  txCounterWrong: of('copy', 'card and issuer count differently'),
  certificateExpired: of('ended', 'its validity has ended'),
  openedAfterExpiry: of('ended', 'its validity has ended'),
  purseExpired: of('ended', 'its validity has ended'),
  amountOverLimit: of('amounts', 'it is more than one payment may be'),
  balanceOverLimit: of('amounts', 'the card would hold more than it may'),
  loadedOverRange: of('amounts', 'all loads together would be more than the books can hold'),
  depositedOverRange: of('amounts', 'all deposits together would be more than the books can hold'),
  owedOverRange: of('amounts', 'all claims together would be more than the books can hold'),
  paidOverRange: of('amounts', 'all collections together would be more than the books can hold'),
  batchFull: of('amounts', 'the module cannot add up so much before a collection'),
  valueOutOfRange: of('amounts', 'a chain would be worth more than it may'),
  alreadyPersonalised: of('state', 'it is somebody’s already: a card is made once'),
  cardBlocked: of('state', 'its issuer has blocked it'),
  cardLost: of('state', 'it was reported lost'),
  purseHot: of('state', 'it is on the list of stopped purses'),
  counterExhausted: of('state', 'it has counted as far as it can'),
  numberExhausted: of('state', 'it has counted as far as it can'),
  txCounterExhausted: of('state', 'it has counted as far as it can'),
  memoryWorn: of('state', 'its memory is worn out'),
  noPurse: of('state', 'the applet is not on it'),
  notPersonalised: of('state', 'it is blank'),
  pinRequired: of('state', 'it asks for a PIN'),
  pinWrong: of('state', 'the PIN was wrong; it is not tried again'),
  pinSpent: of('state', 'one try is left, or the PIN was wrong before; nothing was sent'),
  pinBlocked: of('state', 'its PIN is blocked'),
  noPinGiven: of('state', 'it asks for a PIN and none was given'),
  keyMissing: of('state', 'the key is not on it'),
  touchMissing: of('state', 'it waits for a touch'),
  handleUnknown: of('state', 'it does not know the key that was made on it'),
  currencyWrong: of('state', 'it holds another currency'),
  balanceTooLow: of('state', 'it holds less than its holder knew of'),
  chainOpen: of('state', 'another chain is open on it'),
  certificateForged: of('state', 'its certificate is of another issuer'),
  receiptForged: of('state', 'its load key is of another issuer'),
  authorisationWrong: of('state', 'its load key is of another issuer'),
  tooLate: of('ours', 'sellers deposit in time'),
  dateInFuture: of('ours', 'the terminal asks for the date and checks it'),
  neverAuthorised: of('state', 'its issuer never ordered this load'),
  amountZero: of('stranger', 'it was asked for nothing'),
  batchOutOfRange: of('stranger', 'it keeps no batch of that size'),
  cardFault: of('stranger', 'it reports a fault of its own'),
  chainClosed: of('stranger', 'the chain is closed'),
  claUnknown: of('stranger', 'it does not know the class'),
  collectionForged: of('stranger', 'the MAC of the collection is wrong'),
  commitmentForged: of('stranger', 'the signature of the commitment is wrong'),
  countNotNext: of('stranger', 'ticks must come one by one'),
  countOutOfRange: of('stranger', 'the chain is not that long'),
  debitForged: of('stranger', 'the MAC of the debit is wrong'),
  insUnknown: of('stranger', 'it does not know the command'),
  keyUnknown: of('stranger', 'it has no key of this version'),
  keysWrong: of('stranger', 'it takes the keys for wrong'),
  limitOutOfRange: of('stranger', 'the chain may not be that long'),
  limitWrong: of('stranger', 'it takes the limit for wrong'),
  limitsWrong: of('stranger', 'it takes the limits for wrong'),
  noChain: of('stranger', 'no chain is open on it'),
  noPurchase: of('stranger', 'no purchase is under way'),
  noSuchRecord: of('stranger', 'it has no such record'),
  notPayee: of('stranger', 'another seller was to be paid'),
  nothingNew: of('stranger', 'nothing new was paid'),
  nothingToCollect: of('stranger', 'there is nothing to collect'),
  nothingToLoad: of('stranger', 'it was to load nothing'),
  offerForged: of('stranger', 'the MAC of the load offer is wrong'),
  orderForged: of('stranger', 'the MAC of the load order is wrong'),
  otherCard: of('stranger', 'another card answered'),
  otherChain: of('stranger', 'another chain is open'),
  otherCollection: of('stranger', 'it is another collection'),
  otherCount: of('stranger', 'it paid another count'),
  otherCurrency: of('stranger', 'it answered in another currency'),
  otherDate: of('stranger', 'it answered for another date'),
  otherIep: of('stranger', 'another purse answered'),
  otherLimit: of('stranger', 'it answered with another limit'),
  otherNonce: of('stranger', 'it answered another request'),
  otherNumber: of('stranger', 'it answered with another number'),
  otherPayee: of('stranger', 'it answered for another seller'),
  otherPsam: of('stranger', 'another module answered'),
  otherPurse: of('stranger', 'another purse is in the slot'),
  otherRequest: of('stranger', 'it answered another request'),
  otherValue: of('stranger', 'it answered with another value'),
  paymentForged: of('stranger', 'the proof of the payment is wrong'),
  purchasesAltered: of('stranger', 'the purchases are not those that it counted'),
  purchasesMissing: of('stranger', 'purchases that it counted are missing'),
  purseForged: of('stranger', 'the MAC of the purse is wrong'),
  skipTooLong: of('stranger', 'it went further down the chain than it may'),
  spentNotWhole: of('stranger', 'it paid no whole count'),
  spentOutOfRange: of('stranger', 'it paid more than the chain has'),
  totalWrong: of('stranger', 'the total is not what it counted'),
  valueNotOnChain: of('stranger', 'the value is not on the chain'),
  valueWrongSize: of('stranger', 'the value has the wrong size'),
  wrongData: of('stranger', 'it takes the data for wrong'),
  wrongLength: of('stranger', 'it takes the length for wrong'),
  wrongParameters: of('stranger', 'it takes P1 and P2 for wrong'),
}

export const unwrap: Unwrap<CardRefusal> = unwrapBy(CARD_REFUSALS)
