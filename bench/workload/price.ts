// What a document costs. The rule is stated beside every result, because revenue means nothing without it.

export interface PriceRule {
  /** For people, e.g. `1 unit per request`. */
  readonly text: string
  /** Minor units, above zero; `sizeBytes` is what the server delivered, 0 where the log says `-`. */
  priceOf(sizeBytes: number): bigint
  /** The price depends on the size, so a log without sizes cannot be priced. */
  readonly isBySize: boolean
  /** What is larger is not sold: its price would be no micro-payment's. */
  readonly largestBytes: number
}

/** The default: a request is a request. */
export const unitPerRequest: PriceRule = {
  text: '1 unit per request',
  isBySize: false,
  largestBytes: Infinity,
  priceOf: () => 1n,
}

/** `units` for each started KiB, and for an empty answer as for one KiB. Throws `RangeError` unless `units` > 0. */
export function unitsPerKib(units: bigint): PriceRule {
  if (units <= 0n) throw new RangeError(`${units} units per KiB would make documents free; give 1 or more`)
  return {
    text: `${units} ${units === 1n ? 'unit' : 'units'} per started KiB`,
    isBySize: true,
    largestBytes: LARGEST_BYTES,
    priceOf: (sizeBytes) => units * BigInt(Math.max(1, Math.ceil(sizeBytes / BYTES_PER_KIB))),
  }
}

const BYTES_PER_KIB = 1024

/** 16 GiB are sixteen of the longest chains; a line of a log can claim any size, and would be paid for ever. */
const LARGEST_BYTES = 2 ** 34
