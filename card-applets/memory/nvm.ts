// Non-volatile memory as the chip programs it: one page at a time, each programming a numbered event that can tear.
// Assumed of the chip: a single byte is programmed whole or not at all. Nothing is assumed of longer writes.

import type { OperationObserver } from '../../src/crypto/operations.ts'
import { PowerLost } from './memory-fault.ts'

/** A cell's bytes on the chip, and how often they were programmed. */
export interface Region {
  readonly name: string
  readonly bytes: Uint8Array
  programs: number
}

export type TearMoment = 'before' | 'during' | 'after'

/** Cuts the power at a physical write, counted from 1 from now on. `during` leaves a write of several bytes torn. */
export interface PowerCut {
  readonly write: number
  readonly when: TearMoment
}

/** A physical write that is about to be programmed. The bytes are the chip's own: to be read now and not kept. */
export interface Program {
  /** Of all writes of this card, from 1. */
  readonly number: number
  readonly region: string
  readonly offset: number
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** Told of each write before it is programmed, and says whether and when the power goes. */
export type ProgramWatch = (program: Program) => TearMoment | undefined

export interface NvmOptions {
  /** Longer writes are split at multiples of this many bytes. */
  readonly pageBytes: number
  readonly observe: OperationObserver
  readonly watch?: ProgramWatch | undefined
}

export class Nvm {
  readonly #pageBytes: number
  readonly #observe: OperationObserver
  readonly #watch: ProgramWatch | undefined
  #powered = true
  #programs = 0
  #cut: PowerCut | undefined

  constructor({ pageBytes, observe, watch }: NvmOptions) {
    this.#pageBytes = pageBytes
    this.#observe = observe
    this.#watch = watch
  }

  /** Physical writes since the card was made. */
  get programs(): number {
    return this.#programs
  }

  cutPowerAt(cut: PowerCut | undefined): void {
    this.#cut = cut === undefined ? undefined : { write: this.#programs + cut.write, when: cut.when }
  }

  powerUp(): void {
    this.#powered = true
  }

  /** Throws `PowerLost` at an injected cut and from then on until the next power-up. */
  program(region: Region, offset: number, bytes: Uint8Array): void {
    const left = this.#pageBytes - (offset % this.#pageBytes)
    if (bytes.length > left) {
      this.program(region, offset, bytes.subarray(0, left))
      this.program(region, offset + left, bytes.subarray(left))
      return
    }
    if (!this.#powered) throw new PowerLost()
    this.#programs++
    if (this.#watch !== undefined) this.#tellWatch(this.#watch, region, offset, bytes)
    if (this.#cut !== undefined && this.#cut.write === this.#programs) this.#tear(this.#cut.when, region, offset, bytes)
    if (bytes.length === 1) region.bytes[offset] = bytes[0] ?? 0
    else region.bytes.set(bytes, offset)
    region.programs++
    this.#observe('cardWrite', bytes.length, 1)
  }

  /** An order that was given before decides before the one that is asked for. */
  #tellWatch(watch: ProgramWatch, region: Region, offset: number, after: Uint8Array): void {
    const before = region.bytes.subarray(offset, offset + after.length)
    const when = watch({ number: this.#programs, region: region.name, offset, before, after })
    if (when !== undefined) this.#cut ??= { write: this.#programs, when }
  }

  #tear(when: TearMoment, region: Region, at: number, bytes: Uint8Array): never {
    this.#powered = false
    this.#cut = undefined
    if (when === 'after') region.bytes.set(bytes, at)
    if (when === 'during') region.bytes.set(torn(region.bytes.subarray(at, at + bytes.length), bytes), at)
    throw new PowerLost()
  }
}

/** The first half new, one byte that is neither old nor new, the rest old. */
function torn(before: Uint8Array, after: Uint8Array): Uint8Array {
  const mixed = before.slice()
  const half = after.length >> 1
  if (half === 0) return mixed
  mixed.set(after.subarray(0, half))
  const [old = 0, fresh = 0] = [before[half], after[half]]
  mixed[half] = [0xff, 0x00, 0x5a].find((garbage) => garbage !== old && garbage !== fresh) ?? 0xff
  return mixed
}
