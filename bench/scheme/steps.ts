// The steps of all schemes that must succeed, whether a card takes part in them, and what the other side can refuse there:
// closed lists, gathered from the parties of src/payment.

import type { SignRefusal } from '../../src/card/tokens/card-signer.ts'
import type { CommonRefusal } from '../../src/card/commands.ts'
import type { BuyRefusal } from '../../src/card/purse-mac/terminal.ts'
import type { TakeRefusal } from '../../src/card/cafe-tick/terminal.ts'
import type { U2fRefusal } from '../../src/card/tokens/u2f-commands.ts'
import type { TranslateRefusal } from '../../src/payment/ikp/broker/broker.ts'
import type { GrantRefusal, TokenProductRefusal, UseRefusal } from '../../src/payment/ikp/broker/buyer.ts'
import type { TokenRefusal } from '../../src/payment/ikp/broker/seller.ts'
import type { LoadOrderRefusal } from '../../src/payment/card-account.ts'
import type { ClaimRefusal } from '../../src/payment/card-signature/acquirer.ts'
import type { PaymentRefusal } from '../../src/payment/card-signature/seller.ts'
import type { PayRefusal, SignerPersonaliseRefusal } from '../../src/payment/card-signature/card.ts'
import type { ClearRefusal } from '../../src/payment/ikp/coupon/acquirer.ts'
import type { SpendingRefusal } from '../../src/payment/ikp/coupon/buyer.ts'
import type { DeliveredRefusal, RequestRefusal } from '../../src/payment/ikp/coupon/delivery/buyer.ts'
import type { ClearReplyRefusal, CouponRefusal } from '../../src/payment/ikp/coupon/seller.ts'
import type { AcquirerRefusal } from '../../src/payment/ikp/acquirer.ts'
import type { BuyerRefusal } from '../../src/payment/ikp/buyer.ts'
import type { SellerRefusal } from '../../src/payment/ikp/seller.ts'
import type { CollectionRefusal } from '../../src/payment/purse-mac/acquirer.ts'
import type { CreditRefusal, IepPersonaliseRefusal, InitializeRefusal } from '../../src/payment/purse-mac/purse.ts'
import type { CreditOrderRefusal } from '../../src/payment/purse-mac/issuer.ts'
import type { AcknowledgeRefusal, CollectRefusal, PsamPersonaliseRefusal } from '../../src/payment/purse-mac/module.ts'
import type { DepositRefusal } from '../../src/payment/cafe-tick/acquirer.ts'
import type { OpenRefusal } from '../../src/payment/cafe-tick/card-ticks.ts'
import type { CloseRefusal, LoadRefusal, PersonaliseRefusal } from '../../src/payment/cafe-tick/card.ts'
import type { ReceiptRefusal } from '../../src/payment/cafe-tick/issuer.ts'
import type { CertificateRefusal, CommitmentRefusal } from '../../src/payment/cafe-tick/seller.ts'

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
export type SoftwareRefusal =
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

/** The steps of all schemes, and whether a card takes part in them. */
export const STEPS = {
  SELECT: 'card',
  'GET DATA': 'card',
  certificate: 'card',
  PERSONALISE: 'card',
  'load order': 'card',
  LOAD: 'card',
  'load receipt': 'card',
  'OPEN TICKS': 'card',
  TICK: 'card',
  CLOSE: 'card',
  deposit: 'card',
  'INITIALIZE IEP': 'card',
  'CREDIT IEP': 'card',
  purchase: 'card',
  COLLECTION: 'card',
  collection: 'card',
  'PSAM COLLECT': 'card',
  REGISTER: 'card',
  payment: 'card',
  claim: 'card',
  Invoice: 'software',
  Payment: 'software',
  'Auth-Request': 'software',
  'Auth-Response': 'software',
  Confirm: 'software',
  Receipt: 'software',
  spend: 'software',
  'Micro-Payment': 'software',
  'Clear-Request': 'software',
  'Clear-Reply': 'software',
  order: 'software',
  translation: 'software',
  grant: 'software',
  token: 'software',
  use: 'software',
  redemption: 'software',
  product: 'software',
} as const

export type Step = keyof typeof STEPS
export type RefusalAt<At extends Step> = (typeof STEPS)[At] extends 'card' ? CardRefusal : SoftwareRefusal
