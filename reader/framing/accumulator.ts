// Bytes of a stream until enough of them have come. Sockets cut where they like; the formats above them do not care.

/**
 * Holds what was appended and not taken; its owner bounds what it waits for. Joins only what is taken, so that a peer
 * that sends byte by byte costs linear time.
 */
export class Accumulator {
  #chunks: Uint8Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    // Sockets give Buffers, whose slices would be Buffers again: inside there are only plain byte arrays.
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    this.#length += chunk.length
  }

  /** Takes the first `count` bytes, or nothing when fewer are there. */
  take(count: number): Uint8Array | undefined {
    if (count > this.#length) return undefined
    const joined = this.#joined()
    this.#chunks = [joined.subarray(count)]
    this.#length -= count
    return joined.subarray(0, count)
  }

  #joined(): Uint8Array {
    const [first, ...more] = this.#chunks
    if (first !== undefined && more.length === 0) return first
    const joined = new Uint8Array(this.#length)
    let at = 0
    for (const chunk of this.#chunks) {
      joined.set(chunk, at)
      at += chunk.length
    }
    this.#chunks = [joined]
    return joined
  }
}
