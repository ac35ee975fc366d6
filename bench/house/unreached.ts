// Code that no verb, example, generator or entry point reaches, tests not counted as users, and that stays because an issue
// that is still open will reach it. All else that is found is deleted or connected; so is what its issue left out.

export interface Waiting {
  /** The number of the issue. */
  readonly issue: number
  /** What it will reach the code with. */
  readonly for: string
  /** A file that nothing imports, or `file: export`. */
  readonly code: readonly string[]
}

const IKP = 'src/payment/ikp'

export const WAITING: readonly Waiting[] = [
  {
    issue: 14,
    for: 'the lab, whose server hands the page out',
    code: ['bench/lab/page-shell.ts'],
  },
  {
    issue: 15,
    for: 'the judge as a command, over evidence that left the run',
    code: [
      `${IKP}/judge.ts: provesBuyerToAcquirer`,
      `${IKP}/judge.ts: provesSellerToAcquirer`,
      `${IKP}/judge.ts: provesAcquirerToSeller`,
      `${IKP}/judge.ts: provesBuyerToSeller`,
      `${IKP}/judge.ts: provesReceipt`,
      `${IKP}/judge.ts: canConfirmOrder`,
      `${IKP}/judge.ts: buyerIsKnownToSeller`,
    ],
  },
  {
    issue: 15,
    for: 'a seller that starts again from its store',
    code: [`${IKP}/coupon/engine/pool.ts: restoreEnginePool`],
  },
  {
    issue: 16,
    for: 'escrow with both ends of a dispute',
    code: [
      `${IKP}/broker/escrow-buyer.ts`,
      `${IKP}/broker/escrow-seller.ts`,
      `${IKP}/broker/escrow-messages.ts: escrowUseLayout`,
      `${IKP}/broker/escrow-messages.ts: encryptedGoodsLayout`,
      `${IKP}/broker/escrow-messages.ts: goodsAnswerLayout`,
      `${IKP}/broker/escrow.ts: noticeOf`,
      `${IKP}/broker/escrow.ts: takeGoodsSent`,
      `${IKP}/broker/escrow.ts: takeGoodsReceived`,
      `${IKP}/broker/escrow.ts: giveBack`,
    ],
  },
  {
    issue: 16,
    for: 'actual exchange rates, and tokens that end',
    code: [`${IKP}/broker/quote.ts`, `${IKP}/broker/report.ts: takeReceipt`],
  },
  {
    issue: 16,
    for: 'cancel and inquiry',
    code: [`${IKP}/cancel.ts`, `${IKP}/inquiry.ts`, `${IKP}/buyer.ts: confirmByAcquirer`],
  },
  {
    issue: 16,
    for: 'void and refunds',
    code: [
      `${IKP}/settle.ts`,
      `${IKP}/settlement.ts: refundToBuyer`,
      `${IKP}/settlement-order.ts: openSettlement`,
      `${IKP}/settlement-order.ts: orderSettlement`,
      `${IKP}/settlement-order.ts: takeSettlementReply`,
    ],
  },
  {
    issue: 16,
    for: 'delivery with acknowledgement, retransmission and closing (--delivery, --tries)',
    code: [
      `${IKP}/coupon/closing.ts`,
      `${IKP}/coupon/delivery/buyer.ts: openRequest`,
      `${IKP}/coupon/delivery/buyer.ts: requestClose`,
      `${IKP}/coupon/delivery/seller.ts: retransmit`,
      `${IKP}/coupon/delivery/seller.ts: takeAcknowledgement`,
      `${IKP}/coupon/delivery/seller.ts: takeClose`,
    ],
  },
  {
    issue: 16,
    for: 'blocking, loss and refund, hot lists',
    code: [
      'src/payment/cafe-tick/issuer.ts: controlCard',
      'src/payment/card-account.ts: reportLost',
      'src/payment/card-account.ts: recoverLoss',
      'src/payment/purse-mac/issuer.ts: controlPurse',
      'src/payment/purse-mac/issuer.ts: hotListFor',
    ],
  },
]

/** What is wrong between the code that was found unreached and the list, a line each. */
export function wrongWith(found: readonly string[], waiting: readonly Waiting[]): readonly string[] {
  const listed = waiting.flatMap(({ code }) => code)
  return [
    ...found.filter((one) => !listed.includes(one)).map((one) => `nothing but tests reaches ${one}`),
    ...listed.filter((one) => !found.includes(one)).map((one) => `reached or gone, so strike it from the list: ${one}`),
  ]
}
