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
import { entryOf, unwrapBy, type RefusalEntry, type Unwrap } from '../contract/failure.ts'

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

export const CARD_REFUSALS: Readonly<Record<CardRefusal, RefusalEntry>> = {
  numberUsedTwice: entryOf('copy', 'the number is used already'),
  numberUsed: entryOf('copy', 'the number is used already'),
  counterUsedTwice: entryOf('copy', 'the number is used already'),
  cardBroken: entryOf(
    'state',
    'its issuer holds the card for broken: it has spent a number twice, or more than it held',
  ),
  cardNotGood: entryOf('state', 'its issuer no longer holds the card for good: it is broken, lost or paid out'),
  purseBroken: entryOf('state', 'its issuer holds the purse for broken'),
  purchaseNotNew: entryOf('copy', 'a purchase is collected already'),
  collectionOutOfOrder: entryOf('copy', 'the module is behind or ahead of its acquirer'),
  txCounterWrong: entryOf('copy', 'card and issuer count differently'),
  certificateExpired: entryOf('ended', 'its validity has ended'),
  openedAfterExpiry: entryOf('ended', 'its validity has ended'),
  purseExpired: entryOf('ended', 'its validity has ended'),
  amountOverLimit: entryOf('amounts', 'it is more than one payment may be'),
  balanceOverLimit: entryOf('amounts', 'the card would hold more than it may'),
  loadedOverRange: entryOf('amounts', 'all loads together would be more than the books can hold'),
  depositedOverRange: entryOf('amounts', 'all deposits together would be more than the books can hold'),
  owedOverRange: entryOf('amounts', 'all claims together would be more than the books can hold'),
  paidOverRange: entryOf('amounts', 'all collections together would be more than the books can hold'),
  batchFull: entryOf('amounts', 'the module cannot add up so much before a collection'),
  valueOutOfRange: entryOf('amounts', 'a chain would be worth more than it may'),
  alreadyPersonalised: entryOf('state', 'it is somebody’s already: a card is made once'),
  cardBlocked: entryOf('state', 'its issuer has blocked it'),
  cardLost: entryOf('state', 'it was reported lost'),
  purseHot: entryOf('state', 'it is on the list of stopped purses'),
  counterExhausted: entryOf('state', 'it has counted as far as it can'),
  numberExhausted: entryOf('state', 'it has counted as far as it can'),
  txCounterExhausted: entryOf('state', 'it has counted as far as it can'),
  memoryWorn: entryOf('state', 'its memory is worn out'),
  noPurse: entryOf('state', 'the applet is not on it'),
  notPersonalised: entryOf('state', 'it is blank'),
  pinRequired: entryOf('state', 'it asks for a PIN'),
  pinWrong: entryOf('state', 'the PIN was wrong; it is not tried again'),
  pinSpent: entryOf('state', 'one try is left, or the PIN was wrong before; nothing was sent'),
  pinBlocked: entryOf('state', 'its PIN is blocked'),
  noPinGiven: entryOf('state', 'it asks for a PIN and none was given'),
  keyMissing: entryOf('state', 'the key is not on it'),
  touchMissing: entryOf('state', 'it waits for a touch'),
  handleUnknown: entryOf('state', 'it does not know the key that was made on it'),
  currencyWrong: entryOf('state', 'it holds another currency'),
  balanceTooLow: entryOf('state', 'it holds less than its holder knew of'),
  chainOpen: entryOf('state', 'another chain is open on it'),
  certificateForged: entryOf('state', 'its certificate is of another issuer'),
  receiptForged: entryOf('state', 'its load key is of another issuer'),
  authorisationWrong: entryOf('state', 'its load key is of another issuer'),
  tooLate: entryOf('ours', 'sellers deposit in time'),
  dateInFuture: entryOf('ours', 'the terminal asks for the date and checks it'),
  neverAuthorised: entryOf('state', 'its issuer never ordered this load'),
  amountZero: entryOf('stranger', 'it was asked for nothing'),
  batchOutOfRange: entryOf('stranger', 'it keeps no batch of that size'),
  cardFault: entryOf('stranger', 'it reports a fault of its own'),
  chainClosed: entryOf('stranger', 'the chain is closed'),
  claUnknown: entryOf('stranger', 'it does not know the class'),
  collectionForged: entryOf('stranger', 'the MAC of the collection is wrong'),
  commitmentForged: entryOf('stranger', 'the signature of the commitment is wrong'),
  countNotNext: entryOf('stranger', 'ticks must come one by one'),
  countOutOfRange: entryOf('stranger', 'the chain is not that long'),
  debitForged: entryOf('stranger', 'the MAC of the debit is wrong'),
  insUnknown: entryOf('stranger', 'it does not know the command'),
  keyUnknown: entryOf('stranger', 'it has no key of this version'),
  keysWrong: entryOf('stranger', 'it takes the keys for wrong'),
  limitOutOfRange: entryOf('stranger', 'the chain may not be that long'),
  limitWrong: entryOf('stranger', 'it takes the limit for wrong'),
  limitsWrong: entryOf('stranger', 'it takes the limits for wrong'),
  noChain: entryOf('stranger', 'no chain is open on it'),
  noPurchase: entryOf('stranger', 'no purchase is under way'),
  noSuchRecord: entryOf('stranger', 'it has no such record'),
  notPayee: entryOf('stranger', 'another seller was to be paid'),
  nothingNew: entryOf('stranger', 'nothing new was paid'),
  nothingToCollect: entryOf('stranger', 'there is nothing to collect'),
  nothingToLoad: entryOf('stranger', 'it was to load nothing'),
  offerForged: entryOf('stranger', 'the MAC of the load offer is wrong'),
  orderForged: entryOf('stranger', 'the MAC of the load order is wrong'),
  otherCard: entryOf('stranger', 'another card answered'),
  otherChain: entryOf('stranger', 'another chain is open'),
  otherCollection: entryOf('stranger', 'it is another collection'),
  otherCount: entryOf('stranger', 'it paid another count'),
  otherCurrency: entryOf('stranger', 'it answered in another currency'),
  otherDate: entryOf('stranger', 'it answered for another date'),
  otherIep: entryOf('stranger', 'another purse answered'),
  otherLimit: entryOf('stranger', 'it answered with another limit'),
  otherNonce: entryOf('stranger', 'it answered another request'),
  otherNumber: entryOf('stranger', 'it answered with another number'),
  otherPayee: entryOf('stranger', 'it answered for another seller'),
  otherPsam: entryOf('stranger', 'another module answered'),
  otherPurse: entryOf('stranger', 'another purse is in the slot'),
  otherRequest: entryOf('stranger', 'it answered another request'),
  otherValue: entryOf('stranger', 'it answered with another value'),
  paymentForged: entryOf('stranger', 'the proof of the payment is wrong'),
  purchasesAltered: entryOf('stranger', 'the purchases are not those that it counted'),
  purchasesMissing: entryOf('stranger', 'purchases that it counted are missing'),
  purseForged: entryOf('stranger', 'the MAC of the purse is wrong'),
  skipTooLong: entryOf('stranger', 'it went further down the chain than it may'),
  spentNotWhole: entryOf('stranger', 'it paid no whole count'),
  spentOutOfRange: entryOf('stranger', 'it paid more than the chain has'),
  totalWrong: entryOf('stranger', 'the total is not what it counted'),
  valueNotOnChain: entryOf('stranger', 'the value is not on the chain'),
  valueWrongSize: entryOf('stranger', 'the value has the wrong size'),
  wrongData: entryOf('stranger', 'it takes the data for wrong'),
  wrongLength: entryOf('stranger', 'it takes the length for wrong'),
  wrongParameters: entryOf('stranger', 'it takes P1 and P2 for wrong'),
}

export const unwrap: Unwrap<CardRefusal> = unwrapBy(CARD_REFUSALS)
