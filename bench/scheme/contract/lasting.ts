// Cards, modules and issuers that outlive a run: what their keepers must remember, and call before anything is sent that
// relies on it.

import type { KeyPair, RandomBytes } from '../../../src/crypto/crypto.ts'
import type { CardAccount } from '../../../src/payment/cafe-tick/issuer.ts'
import type { PsamAccount } from '../../../src/payment/purse-mac/issuer.ts'
import type { CardRack } from './rack.ts'

export interface LastingPurse {
  readonly rack: CardRack
  readonly issuer: LastingIssuer
}

/** An issuer that outlives the run: its cards may come back, and its accounts go to where they are kept. */
export interface LastingIssuer {
  readonly certificateKey: KeyPair
  readonly loadMaster: Uint8Array
  /** For the numbers and keys of its cards, which must not come again with the seed of a run. */
  readonly random: RandomBytes
  /** Of the one card that is there, whatever applets are made on it; else each card gets a number of its own. */
  readonly cardNumber?: Uint8Array | undefined
  accountOf(cardId: Uint8Array): CardAccount | undefined
  /** Called before an applet without an account here is made with its keys. */
  keepKeys(): Promise<void> | void
  /** Called before anything is sent that relies on it. */
  keep(account: CardAccount): Promise<void> | void
}

/** A module in a reader: what is kept of it from run to run. */
export interface LastingModule {
  /** Of its issuer, and of all purses that pay to it. */
  readonly loadMaster: Uint8Array
  readonly psamId: Uint8Array
  /** Undefined for a blank one. */
  readonly account: PsamAccount | undefined
  /** Called before anything is sent that relies on it. */
  keep(account: PsamAccount): Promise<void>
}

/**
 * Of a card in a reader, whatever applets are on it. Beside a purse in an image file, other schemes have emulated cards of
 * their own, made anew.
 */
export function issuerOfReal(settings: {
  readonly cards: unknown
  readonly purse?: LastingPurse | undefined
}): LastingIssuer | undefined {
  return typeof settings.cards === 'string' ? undefined : settings.purse?.issuer
}
