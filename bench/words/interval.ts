// A figure with its uncertainty. Nothing in the bench is passed on, compared or printed as a lone number.

export interface Interval {
  readonly median: number
  readonly low: number
  readonly high: number
}
