// A key on a card that somebody owns already, whichever application holds it, as those who want signatures see it.

import type { CardKey } from '../../crypto/card-keys.ts'
import type { Outcome } from '../../payment/outcome.ts'
import type { CommonRefusal } from '../commands.ts'
import type { ForeignPinRefusal } from './foreign-pin.ts'

export type SignRefusal = CommonRefusal | ForeignPinRefusal | 'pinRequired' | 'keyMissing' | 'touchMissing'

/** What an application of a card can sign with. Found by reading alone. */
export interface SigningKey extends CardKey {
  /** Which of them, in the application's words: `9E`, `signature`. */
  readonly name: string
  readonly needsPin: boolean
  /** Somebody has to touch the card for each signature: no loop can measure it. */
  readonly needsTouch: boolean
  /** A signature changes the card: a counter is written. */
  readonly writes: boolean
}

export type Signed = Outcome<Uint8Array, SignRefusal>
