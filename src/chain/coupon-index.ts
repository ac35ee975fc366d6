// The one place where the papers' coupon number j, which falls from n to 0, meets the project's `spent`, which rises.
// The paper spends PB_(n-1) first and PB_0 last (SPEC.md 1); PayWord counts the other way.

/** j of PB_j once `spent` of `length` coupons have been paid. */
export function couponIndex(length: number, spent: number): number {
  return length - spent
}

/** How many coupons PB_j has paid in all. */
export function spentOfIndex(length: number, index: number): number {
  return length - index
}
