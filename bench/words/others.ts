// What others did on the machine while it measured, as a clause.

import { formatShare } from './format.ts'

export interface Others {
  /** The share of the time in which they had the processor. */
  readonly waitedShare?: number
  /** The share of the other processors' time that they had. */
  readonly busyShare?: number
}

/** `others had the processor for 2 % of the time and kept the other processors 31 % busy` */
export function othersText({ waitedShare = 0, busyShare = 0 }: Others): string {
  const waited = `others had the processor for ${formatShare(waitedShare)} of the time`
  return busyShare < DISTURBED ? waited : `${waited} and kept the other processors ${formatShare(busyShare)} busy`
}

/** From here on a quieter machine would tell more. */
export function isDisturbed({ waitedShare = 0, busyShare = 0 }: Others): boolean {
  return waitedShare >= DISTURBED || busyShare >= DISTURBED
}

const DISTURBED = 0.05
