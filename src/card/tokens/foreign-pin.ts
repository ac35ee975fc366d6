// PINs of cards that are not ours. A wrong one costs a try and the last try costs the card, so: one is sent only when its
// holder gave it, never twice after it was wrong, and never when it would be the last try.

import { commandApdu } from '../../iso7816/command-apdu.ts'
import { readStatusWord, SW } from '../../iso7816/status-word.ts'
import { accept, refuse, type Done, type Outcome } from '../../payment/outcome.ts'
import type { CardChannel } from '../channel.ts'

/** `pinSpent`: it was wrong before, or this would be the last try. */
export type ForeignPinRefusal = 'pinWrong' | 'pinBlocked' | 'pinSpent' | 'noPinGiven'

export type TriesLeft =
  | { readonly kind: 'left'; readonly tries: number }
  | { readonly kind: 'verified' | 'blocked' | 'unknown' }

const VERIFY = 0x20
/** The last try is its holder's own. */
const FEWEST_TRIES = 2

/** VERIFY without data costs no try (ISO/IEC 7816-4:2005, 7.5.6). */
export async function triesLeft(channel: CardChannel, reference: number): Promise<TriesLeft> {
  const { sw } = await channel.transmit(commandApdu({ cla: 0, ins: VERIFY, p2: reference }))
  const reading = readStatusWord(sw)
  if (reading.kind === 'ok') return { kind: 'verified' }
  if (reading.kind === 'counter') return { kind: 'left', tries: reading.count }
  return { kind: sw === SW.authenticationBlocked ? 'blocked' : 'unknown' }
}

/** For its holder, before the PIN is sent. */
export function printTries(left: TriesLeft): string {
  switch (left.kind) {
    case 'left':
      return `${left.tries} ${left.tries === 1 ? 'try' : 'tries'} left`
    case 'verified':
      return 'the PIN counts already'
    case 'blocked':
      return 'the PIN is blocked'
    case 'unknown':
      return 'the card does not say how many tries are left'
  }
}

export interface ForeignPin {
  /** Throws `WireFailure`. */
  present(channel: CardChannel, reference: number): Promise<Outcome<Done, ForeignPinRefusal>>
}

/** As holders gave them. None is sent to another application than the one that it was given for. */
export interface TokenPins {
  readonly piv?: string
  readonly openpgp?: string
  /** Told before one is sent. */
  readonly tellTries: (left: TriesLeft) => void
}

export interface ForeignPinOptions {
  /** As its holder gave it; undefined where nobody did. */
  readonly digits: string | undefined
  /** How the application wants it, e.g. padded to 8 bytes. */
  readonly encode: (digits: string) => Uint8Array
  /** Told before the PIN is sent. */
  readonly tellTries: (left: TriesLeft) => void
}

export function foreignPin({ digits, encode, tellTries }: ForeignPinOptions): ForeignPin {
  let wasWrong = false
  return {
    async present(channel, reference) {
      if (digits === undefined) return refuse('noPinGiven')
      if (wasWrong) return refuse('pinSpent')
      const left = await triesLeft(channel, reference)
      if (left.kind === 'verified') return accept({})
      tellTries(left)
      if (left.kind === 'blocked') return refuse('pinBlocked')
      if (left.kind === 'left' && left.tries < FEWEST_TRIES) return refuse('pinSpent')
      // A wire that breaks here has perhaps taken the try: until the card says otherwise it counts as wrong.
      wasWrong = true
      const { sw } = await channel.transmit(commandApdu({ cla: 0, ins: VERIFY, p2: reference, data: encode(digits) }))
      wasWrong = sw !== SW.ok
      if (!wasWrong) return accept({})
      return refuse(sw === SW.authenticationBlocked ? 'pinBlocked' : 'pinWrong')
    },
  }
}
