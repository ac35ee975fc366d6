// The memory that an applet is given (Java Card runtime 3.0.4, clauses 5 and 7): persistent cells, transactions,
// transient bytes, try counters. Names are unique within the applet; an image finds its cells by them again.

/** Bytes that survive power loss. Offsets default to 0, lengths to the rest of the cell. */
export interface Cell {
  readonly name: string
  readonly size: number
  /** A copy of the present content. */
  read(offset?: number, length?: number): Uint8Array
  /** Four bytes as a number, big-endian. */
  u32At(offset: number): number
  /** Writes all of `bytes` or nothing, whatever happens to the power; part of the transaction when one is open. */
  write(bytes: Uint8Array, offset?: number): void
  /** Writes page by page: a tear leaves any part written. Neither logged nor rolled back, so cheap and dangerous. */
  writeNonAtomic(bytes: Uint8Array, offset?: number): void
}

/** Bytes in RAM, zeroed by the event they are named after. */
export type ClearedOn = 'reset' | 'deselect'

/** Tries left to present a secret. Changes outside transactions, so that a tear gives no try back. */
export interface TryCounter {
  readonly limit: number
  remaining(): number
  /** Takes one try; call it before comparing. False when none is left. */
  take(): boolean
  /** Gives all tries back after a success. */
  restore(): void
}

export interface AppletMemory {
  /** `initial` fills the cell when the applet is first installed, never again at a power-up or from an image. */
  allocate(name: string, size: number, initial?: () => Uint8Array): Cell
  allocateTryCounter(name: string, limit: number): TryCounter
  allocateTransient(size: number, clearedOn: ClearedOn): Uint8Array
  /**
   * Runs `change`; all its atomic writes happen or none. Throwing aborts. Transactions do not nest and cannot be
   * left open. Throws `MemoryFault` when the before-images exceed the commit capacity.
   */
  transaction<T>(change: () => T): T
}
