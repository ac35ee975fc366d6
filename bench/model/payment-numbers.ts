// The numbers of payments whose costs are counted: all of the first dozen, so that early break-evens are exact, the last
// of each chain with the first of the next, where costs jump and a line between other numbers would cut across, then
// about six a decade.

export const COUNTED_PAYMENTS: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 20, 30, 48, 49, 70, 100, 112, 113, 150, 200, 240, 241, 300, 496,
  497, 700, 1000,
]

export const MANY_PAYMENTS: readonly number[] = [...COUNTED_PAYMENTS, 1008, 1009, 2000, 3000, 5000, 10_000]
