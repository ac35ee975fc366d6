// `tickbench/payment`: the protocols as pure steps, one function a message: iKP, its coupons, and the seller's and issuer's
// side of ticks. A step gives the next state and what to send, or a refusal; the clock and randomness are handed in.

export { deposit } from './cafe-tick/acquirer.ts'
export { authoriseLoad, confirmLoad, createIssuer, makeCard, type Issuer } from './cafe-tick/issuer.ts'
export { acceptChain, acceptTick, depositOf } from './cafe-tick/seller.ts'
export { checkCertificate } from './card-certificate.ts'
export { authorise, type Acquirer } from './ikp/acquirer.ts'
export { confirm, initiate, pay, type Buyer } from './ikp/buyer.ts'
export { clear, type ClearingAcquirer } from './ikp/coupon/acquirer.ts'
export { couponsLeft, makeChain, spend, type BuyerChain } from './ikp/coupon/buyer.ts'
export { judgeCoupons, type CouponEvidence } from './ikp/coupon/judge.ts'
export { openChains, requestClearing, takeClearReply, takeCoupons, type SellerChain } from './ikp/coupon/seller.ts'
export { createScheme, enrolAcquirer, enrolBuyer, enrolSeller, type Scheme } from './ikp/enrol.ts'
export { createMemoryLedger, type MemoryLedger } from './ikp/ledger.ts'
export { answered, invoice, requestAuthorisation, type Seller } from './ikp/seller.ts'
export { VARIANTS, type Variant } from './ikp/variant.ts'
export { accept, refuse, type Outcome, type Transition } from './outcome.ts'
