// What a clearing costs the seller. Without fees neither the trade-off between signed and unsigned claims nor the
// question when to clear can be seen (SPEC.md 5).

import type { OwnAccount, SellerAccount } from '../ledger.ts'

export interface FeeModel {
  /** For every claim that moves money, minor units. */
  readonly perClearing: bigint
  /** Of the amount paid, in hundredths of a per cent. */
  readonly basisPoints: number
}

export const NO_FEES: FeeModel = { perClearing: 0n, basisPoints: 0 }

const WHOLE = 10_000n

/** Rounded up to whole minor units, so that no stream of small claims escapes the percentage. Nothing for nothing. */
export function feeOf({ perClearing, basisPoints }: FeeModel, paid: bigint): bigint {
  if (paid === 0n) return 0n
  return perClearing + (paid * BigInt(basisPoints) + WHOLE - 1n) / WHOLE
}

/** Bills the seller and books the same amount as earned: the claim itself is paid in full. */
export function chargeFee(
  seller: SellerAccount,
  own: OwnAccount,
  fee: bigint,
): { readonly seller: SellerAccount; readonly own: OwnAccount } {
  return { seller: { ...seller, fees: seller.fees + fee }, own: { fees: own.fees + fee } }
}
