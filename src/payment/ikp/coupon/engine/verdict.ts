// What the engine says to a payment, one byte each.

/** What a payment was worth, by code. `accepted` paid its price; `repeated` is the best coupon once more and pays nothing. */
export const VERDICTS = [
  'accepted',
  'repeated',
  'anotherChain',
  'chainClosed',
  'chainExpired',
  'wrongPrice',
  'spentOutOfRange',
  'nothingNew',
  'skipTooLong',
  'valueNotOnChain',
] as const

export type PaymentVerdict = (typeof VERDICTS)[number]

export const CODE = Object.fromEntries(VERDICTS.map((verdict, code) => [verdict, code])) as Record<
  PaymentVerdict,
  number
>
