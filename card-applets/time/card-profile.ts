// What is known of a card's speed: durations of its operations, and the wires that it was measured on.

import type { Figure } from './figures.ts'
import type { Wire } from './wire.ts'

/** The operations that the applets of this project need, by the names of the measuring tool where it has them. */
export const CARD_OPERATIONS = [
  'sha1',
  'sha256',
  'retailMac3Des',
  'aesCbcMac',
  'aesCbcEncrypt',
  'ecdsaP256Sign',
  'ecdsaP256Verify',
  'rsa1024Sign',
  'rsa1024Verify',
  'rsa2048Sign',
  'rsa2048Verify',
  'random',
  'writeAtomic',
  'writeNonAtomic',
] as const

export type CardOperation = (typeof CARD_OPERATIONS)[number]

/** One measured card as the data files hold it; which reader measured it, and when, stands in a comment. */
export interface MeasuredCard {
  readonly name: string
  readonly title: string
  readonly measured: readonly {
    readonly interface: 'contact' | 'contactless' | 'usb-token'
    readonly protocol: 'T=0' | 'T=1'
    readonly atr: string
    /** The slowest median of the tool's command that does nothing, through this interface (dispatch.ts). */
    readonly emptyCommandMs?: number
  }[]
  readonly commitCapacity?: number
  /** In the form of `parseFigures`. */
  readonly figures: Readonly<Partial<Record<CardOperation, string>>>
}

export interface CardProfile {
  readonly name: string
  readonly title: string
  /** Where the figures are from, with their licence. */
  readonly source: string
  readonly figures: Readonly<Partial<Record<CardOperation, readonly Figure[]>>>
  /** The most bytes that a transaction can change, where the card was asked (`getMaxCommitCapacity`). */
  readonly commitCapacity?: number
  /** The wires that the card was measured on, by name; the first is the default. */
  readonly wires: Readonly<Record<string, Wire>>
}
