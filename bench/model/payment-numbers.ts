// The numbers of payments whose costs are counted: all of the first dozen, so that early break-evens are exact, those
// around the end of the first chain, then about six a decade.

export const COUNTED_PAYMENTS: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000,
]

export const MANY_PAYMENTS: readonly number[] = [...COUNTED_PAYMENTS, 2000, 3000, 5000, 10_000]
