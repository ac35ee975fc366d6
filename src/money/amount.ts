// Money is a whole number of minor units, 0 to 2^63 - 1, so that it fits signed 64-bit fields everywhere. Nothing here
// divides: the value of a coupon is given, never derived (ARCHITECTURE.md, "Money"). `fits` asks before money moves; `minorUnits` of `fields.ts` holds
// the same range on the wire. The law of the house keeps every other file from comparing or encoding on its own.

export const LARGEST_MINOR_UNITS: bigint = 2n ** 63n - 1n

/** True when the amount, or the product with `count`, stays inside the range. */
export function fits(minorUnits: bigint, count = 1): boolean {
  return (
    minorUnits >= 0n && Number.isSafeInteger(count) && count >= 0 && minorUnits * BigInt(count) <= LARGEST_MINOR_UNITS
  )
}
