// What an applet is to the card that runs it: install, select, process, deselect, as in the Java Card runtime.
// An applet sees whole commands: chaining, GET RESPONSE, 6Cxx and logical channels end at the card.

import type { AnyLayout } from '../src/bytes/layout.ts'
import type { Crypto, RandomBytes } from '../src/crypto/crypto.ts'
import type { OperationObserver } from '../src/crypto/operations.ts'
import type { Aid } from '../src/iso7816/aid.ts'
import type { CommandApdu } from '../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../src/iso7816/response-apdu.ts'
import type { StatusWord } from '../src/iso7816/status-word.ts'
import type { AppletMemory } from './memory/applet-memory.ts'

/** Which of an applet's cells may be shown, and what lies in them. Of any other nothing is shown but its size. */
export interface ShownCells {
  /** The cell's name without the digits behind it: `account` stands for `account0` to `account7`. */
  readonly name: string
  /** Where a field of it is secret, that is declared there. */
  readonly layout: AnyLayout
}

export interface AppletFactory {
  readonly aid: Aid
  /** For people who look into the memory. */
  readonly shown?: readonly ShownCells[]
  /**
   * Makes the applet instance. All memory is allocated here and nowhere else, as Java Card allocates in constructors
   * only. Runs at every power-up and finds its cells by name again, so that what an applet keeps elsewhere is lost.
   */
  install(platform: CardPlatform): Applet
}

/** What the card lends to an applet. */
export interface CardPlatform {
  readonly memory: AppletMemory
  readonly random: RandomBytes
  /** Every operation is seen by the card's tally and clock. */
  readonly crypto: Crypto
  /** Reports operations done outside `crypto`, such as chain steps. */
  readonly observe: OperationObserver
}

export interface Applet {
  /** True when the applet may be selected on several logical channels at once (Java Card `MultiSelectable`). */
  readonly multiselectable?: boolean
  /** Without it the applet is always willing, and its FCI carries no proprietary part. */
  select?(session: AppletSession): Selection
  /**
   * Runs one command. The class byte still carries secure messaging and channel bits, never the chaining bit.
   * Its data may be overwritten by the next command: what is kept of them is copied.
   * Data beside an error status never leaves the card. A `DecodeError` is answered 6A80; anything else thrown aborts
   * the open transaction and is answered 6F00.
   */
  process(command: CommandApdu, session: AppletSession): ResponseApdu
  /** Called before another applet is selected or the channel closes; never on reset or power loss. */
  deselect?(session: AppletSession): void
}

/** Where a command came from. */
export interface AppletSession {
  /** The logical channel, 0 to 3. */
  readonly channel: number
}

/** An applet's answer to SELECT: its FCI's proprietary template A5, or a refusal, which the card answers 6999. */
export type Selection =
  | {
      readonly kind: 'selected'
      /** The content of tag A5: BER-TLVs of the applet's own. */
      readonly proprietary?: Uint8Array
      /** In place of the whole FCI: other standards have templates of their own. */
      readonly information?: Uint8Array
      /** A warning such as 6283 instead of 9000. */
      readonly sw?: StatusWord
    }
  | { readonly kind: 'refused' }
