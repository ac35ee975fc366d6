// What every driver offers: list, open, close. Which card answers behind an open channel cannot be seen from it.
// A driver that meets no service, library, rights, reader or card throws a WireFailure whose message is one line that
// says what is missing and how to get it.

import type { OpenCard } from '../src/card/channel.ts'

/** One slot as it is now. `atr` is empty without a card. */
export interface ReaderState {
  readonly reader: string
  readonly card: 'absent' | 'present' | 'mute' | 'unknown'
  /** Another program holds the card for itself. */
  readonly taken: boolean
  readonly atr: Uint8Array
}

export type ReaderChange =
  | { readonly kind: 'attached' | 'detached' | 'removed'; readonly reader: string }
  | { readonly kind: 'inserted'; readonly reader: string; readonly atr: Uint8Array }
  /** Watching ended: the service or the library is gone. */
  | { readonly kind: 'ended'; readonly why: string }

/** What happens to the card when the conversation ends, in the words of PC/SC part 5. */
type Disposition = 'leave' | 'reset' | 'unpower'

export interface OpenOptions {
  /** `exclusive` keeps other programs away, `direct` speaks to the reader without a card. Default `shared`. */
  readonly share?: 'shared' | 'exclusive' | 'direct'
  /** Default: whichever the card and the reader agree on. */
  readonly protocol?: 'T=0' | 'T=1'
  /** Default `leave`. */
  readonly disposition?: Disposition
  /** The longest that one command may take, and also opening and closing. Default 30 s: a key generation fits. */
  readonly limitMs?: number
}

export interface ReaderDriver {
  readonly name: string
  /** The readers that are there now, in a stable order. Throws `WireFailure`. */
  list(): Promise<readonly ReaderState[]>
  /** Opens the card in `reader`, or the first card found when none is named. Throws `WireFailure`. */
  open(reader?: string, options?: OpenOptions): Promise<OpenCard>
  /** Ends every conversation and lets the process exit. Never throws. */
  close(): Promise<void>
}

/** A driver that can wait for cards. */
export interface WatchingDriver extends ReaderDriver {
  /** Tells what is there at once, then every change, until the returned function is called. */
  watch(tell: (change: ReaderChange) => void): () => void
}

export const DEFAULT_LIMIT_MS = 30_000
