// Who makes and loads the purses that are measured, as the operations see it; issuers.ts keeps them.

import type { RandomBytes } from '../../../src/crypto/crypto.ts'
import type { CardAccount } from '../../../src/payment/cafe-tick/issuer.ts'
import type { KeptIssuer } from '../../party/issuer-file.ts'

/** The issuer of an applet with this number. */
export interface CardIssuer {
  readonly number: Uint8Array
  readonly kept: KeptIssuer
  /** For the keys of what it makes. */
  readonly random: RandomBytes
  /** To be waited for before anything is sent that relies on it. */
  keep(account: CardAccount): Promise<void>
}

export interface CardIssuers {
  /** Throws `OperationMissing` where nobody here knows who made the applet with this number. */
  of(number: Uint8Array): Promise<CardIssuer>
  /** For a blank applet: the issuer of others on the card, or a new one, kept from now on. Throws `OperationMissing`. */
  forBlank(): Promise<CardIssuer>
  /** Gives the files back to others. */
  release(): void
}
