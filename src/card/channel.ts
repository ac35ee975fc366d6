// The waist of the house: one verb, transmit(command) → response. Drivers end it at a chip, wrappers stack on it.

import type { CommandApdu } from '../iso7816/command-apdu.ts'
import type { ResponseApdu } from '../iso7816/response-apdu.ts'

/**
 * An open conversation with one card. Commands are sent one at a time, in order.
 * Whether a TypeScript applet, a recording or a chip answers cannot be seen from here.
 */
export interface CardChannel {
  /** One command, one response, 61xx and 6Cxx included as they come. Throws `WireFailure` when the wire breaks. */
  transmit(command: CommandApdu): Promise<ResponseApdu>
}

/** A channel that its holder must give back. */
export interface OpenCard extends CardChannel {
  /** Facts that the driver learned: they go into every run and recording. */
  readonly facts: CardFacts
  /** Resets the card: selection and transient memory are gone. */
  reset(): Promise<void>
  /** Ends the conversation. Never throws. */
  close(): Promise<void>
}

export interface CardFacts {
  /** The address that the user could give to `--reader`, e.g. `pcsc:Virtual PCD 00 00`. */
  readonly address: string
  readonly driver: string
  readonly reader: string
  /** The answer to reset, empty where the link has none (HID). */
  readonly atr: Uint8Array
  readonly protocol: 'T=0' | 'T=1' | 'raw' | 'none'
  /** The largest number of command bytes that the reader takes, where known. */
  readonly maxCommandBytes: number | undefined
}
