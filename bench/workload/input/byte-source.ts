// A stream of bytes that can be looked into before it is read, and given back what was read too much.

import { concat } from '../../../src/bytes/bytes.ts'

export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array()

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next bytes, never none; undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#held.length > 0) {
      const held = this.#held
      this.#held = new Uint8Array()
      return held
    }
    for (;;) {
      const next = await this.#chunks.next()
      if (next.done === true) return undefined
      if (next.value.length > 0) return next.value
    }
  }

  /** At least `wanted` bytes, or all that are left; they stay where they are. */
  async peek(wanted: number): Promise<Uint8Array> {
    let seen = this.#held
    while (seen.length < wanted) {
      const next = await this.#chunks.next()
      if (next.done === true) break
      seen = concat(seen, next.value)
    }
    this.#held = seen
    return seen
  }

  /** `count` bytes, or undefined where there are fewer. */
  async take(count: number): Promise<Uint8Array | undefined> {
    const seen = await this.peek(count)
    if (seen.length < count) return undefined
    this.#held = seen.subarray(count)
    return seen.subarray(0, count)
  }

  giveBack(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : concat(bytes, this.#held)
  }

  /** Nothing more will be read. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk
  }
}
