// Money is a whole number of minor units with a currency. One gate checks the range; nothing here divides:
// the value of a coupon is given, never derived (ARCHITECTURE.md, "Money").

/** An amount from 0 to 2^63 - 1 minor units, so that it fits signed 64-bit fields everywhere. */
export interface Amount {
  readonly minorUnits: bigint
  /** ISO 4217 alphabetic code, three capitals. */
  readonly currency: string
}

export const LARGEST_MINOR_UNITS: bigint = 2n ** 63n - 1n

/** The one gate through which every amount comes. Throws `RangeError`. */
export function amount(minorUnits: bigint, currency: string): Amount {
  if (minorUnits < 0n || minorUnits > LARGEST_MINOR_UNITS) {
    throw new RangeError(`${minorUnits} minor units are outside 0 to 2^63 - 1`)
  }
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is not a currency code of three capitals`)
  return { minorUnits, currency }
}

/** Throws `RangeError` when the currencies differ or the sum leaves the range. */
export function add(a: Amount, b: Amount): Amount {
  return amount(a.minorUnits + b.minorUnits, sameCurrency(a, b))
}

/** Throws `RangeError` when the currencies differ or the result would be below zero. */
export function subtract(a: Amount, b: Amount): Amount {
  return amount(a.minorUnits - b.minorUnits, sameCurrency(a, b))
}

/** `count` times the amount. Throws `RangeError` on a count that is no whole number from 0, or on overflow. */
export function times(a: Amount, count: number): Amount {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a count`)
  return amount(a.minorUnits * BigInt(count), a.currency)
}

/** True when the product stays inside the range: for checks before money moves. */
export function fits(minorUnits: bigint, count: number): boolean {
  return (
    minorUnits >= 0n && Number.isSafeInteger(count) && count >= 0 && minorUnits * BigInt(count) <= LARGEST_MINOR_UNITS
  )
}

function sameCurrency(a: Amount, b: Amount): string {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not mix`)
  return a.currency
}
