// The one port over the native PC/SC bindings. Each adapter absorbs the faults of its own binding, so that the driver
// above never asks which one it has. Every rejection is a WireFailure; nothing here has a time limit of its own.

import type { WireFailure } from '../../../src/card/wire-failure.ts'

export interface PcscBinding {
  /** The npm package. */
  readonly name: string
  /** Watches all readers from now on. Throws `WireFailure`. Called once. */
  start(tell: (event: BindingEvent) => void): void
  /** `share` and `protocols` are PC/SC's numbers. */
  connect(reader: string, share: number, protocols: number): Promise<PcscConnection>
  /** Ends watching. Blocks for ever when the service hangs: the driver asks the service first. */
  stop(): void
}

export type BindingEvent =
  /** `state` is the whole word, its high half counts events. `atr` is undefined where the binding cannot tell it. */
  | { readonly kind: 'state'; readonly reader: string; readonly state: number; readonly atr: Uint8Array | undefined }
  | { readonly kind: 'gone'; readonly reader: string }
  | { readonly kind: 'ended'; readonly failure: WireFailure }

export interface PcscConnection {
  /** PC/SC's number of the active protocol. */
  readonly protocol: number
  /** `room` is the longest response that can be taken, status word included. */
  transmit(command: Uint8Array, room: number): Promise<Uint8Array>
  control(code: number, data: Uint8Array, room: number): Promise<Uint8Array>
  /** Gives the protocol that is active afterwards. */
  reconnect(initialization: number): Promise<number>
  /** Undefined where the binding has no transactions. Gives the function that ends it. */
  readonly begin: (() => Promise<() => Promise<void>>) | undefined
  disconnect(disposition: number): Promise<void>
}

/** The native call and nothing around it: what any driver over it costs at least. For measuring drivers only. */
export interface BareCard {
  exchange(command: Uint8Array): Promise<Uint8Array>
  close(): void
}

/** A reader that is there is reported within milliseconds. */
export const BARE_LIMIT_MS = 3_000
/** A short response, status word included. */
export const BARE_ROOM = 258
