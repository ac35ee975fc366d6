// Every refusal that iKP, coupons and broker can meet where both sides are software of the run: faults of our own, but for
// amounts. The table is complete, or the compiler says so.

import type { TranslateRefusal } from '../../../src/payment/ikp/broker/broker.ts'
import type { GrantRefusal, TokenProductRefusal, UseRefusal } from '../../../src/payment/ikp/broker/buyer.ts'
import type { TokenRefusal } from '../../../src/payment/ikp/broker/seller.ts'
import type { ClearRefusal } from '../../../src/payment/ikp/coupon/acquirer.ts'
import type { SpendingRefusal } from '../../../src/payment/ikp/coupon/buyer.ts'
import type { DeliveredRefusal, RequestRefusal } from '../../../src/payment/ikp/coupon/delivery/buyer.ts'
import type { ClearReplyRefusal, CouponRefusal } from '../../../src/payment/ikp/coupon/seller.ts'
import type { AcquirerRefusal } from '../../../src/payment/ikp/acquirer.ts'
import type { BuyerRefusal } from '../../../src/payment/ikp/buyer.ts'
import type { SellerRefusal } from '../../../src/payment/ikp/seller.ts'
import { entryOf, unwrapBy, type RefusalEntry, type Unwrap } from '../contract/failure.ts'

export type IkpRefusal =
  | BuyerRefusal
  | SellerRefusal
  | AcquirerRefusal
  | SpendingRefusal
  | CouponRefusal
  | ClearReplyRefusal
  | ClearRefusal
  | TokenProductRefusal
  | UseRefusal
  | TranslateRefusal
  | TokenRefusal
  | RequestRefusal
  | GrantRefusal
  | DeliveredRefusal

const HONEST = entryOf('ours', 'both sides are of this run, and neither lies nor errs')
const ORDER = entryOf('ours', 'the scheme asks in the right order, once')
const ENROLLED = entryOf('ours', 'all parties are enrolled before the run')
const CLOCK = entryOf('ours', 'terms are made from the clock of the run, which only goes forward')
const LENGTH = entryOf('ours', 'chains are made long enough, and payments are split at what a seller follows')
const RANGE = entryOf('amounts', 'it is more than an account of the run can hold')

export const IKP_REFUSALS: Readonly<Record<IkpRefusal, RefusalEntry>> = {
  acceptMissing: ORDER,
  acceptWrong: HONEST,
  accountUnknown: ENROLLED,
  acquirerNotCertified: ENROLLED,
  acquirerSignatureWrong: HONEST,
  alreadyExpired: CLOCK,
  anchorUsedBefore: ORDER,
  anotherChain: HONEST,
  anotherItem: HONEST,
  anotherPayment: HONEST,
  anotherSession: HONEST,
  anotherUse: HONEST,
  buyerKeyNotRegistered: ENROLLED,
  buyerNotCertified: ENROLLED,
  buyerSignatureWrong: HONEST,
  buyerUnknown: ENROLLED,
  cancelWrong: HONEST,
  chainClosed: ORDER,
  chainExhausted: LENGTH,
  chainExpired: CLOCK,
  chainUnknown: ORDER,
  changedRepeat: ORDER,
  closingUnproven: HONEST,
  commonDiffers: HONEST,
  contradiction: HONEST,
  countOutOfRange: ORDER,
  dateOutsideWindow: CLOCK,
  gapTooLong: LENGTH,
  holdExpired: CLOCK,
  holdTooLong: CLOCK,
  indexOutOfRange: HONEST,
  listFull: ORDER,
  noExactChange: LENGTH,
  notAuthorised: RANGE,
  notPending: ORDER,
  notReadable: HONEST,
  notSold: ORDER,
  notUsed: ORDER,
  notWaiting: ORDER,
  nothingNew: ORDER,
  otherCount: HONEST,
  otherItem: HONEST,
  otherSeller: HONEST,
  otherTerms: HONEST,
  outOfOrder: ORDER,
  outdated: ORDER,
  paidTooLittle: HONEST,
  paymentUnknown: ORDER,
  pinBlocked: ENROLLED,
  pinWrong: ENROLLED,
  proofWrong: HONEST,
  requestOpen: ORDER,
  sellerNotCertified: ENROLLED,
  sellerSignatureWrong: HONEST,
  sessionClosing: ORDER,
  skipTooLong: ORDER,
  slipForAnotherOrder: HONEST,
  slipNotIntact: HONEST,
  spentNotWhole: HONEST,
  spentOutOfRange: HONEST,
  tagWrong: HONEST,
  termsNotSane: RANGE,
  tokenExpired: CLOCK,
  tokenTagWrong: HONEST,
  tokenUsed: ORDER,
  tooLateToCancel: ORDER,
  tooSoon: CLOCK,
  unitsNotWhole: LENGTH,
  useOfAnotherToken: HONEST,
  useTagWrong: HONEST,
  valueNotOnChain: HONEST,
  valueWrongSize: HONEST,
  variantHasNoCancel: ORDER,
  wrongAmount: HONEST,
  wrongPrice: HONEST,
  wrongShape: ORDER,
}

export const unwrap: Unwrap<IkpRefusal> = unwrapBy(IKP_REFUSALS)
