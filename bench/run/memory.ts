// What a long run keeps may not fit: V8 then ends the process with a page of its own insides and exit code 134. This says it
// in one line just before. Only what is left after a collection counts, and only when it fills the heap nearly: how a run
// grows is not foreseen (chains are opened once, evidence comes late), so that nothing is refused that would have fitted.

import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** `message` is one line. */
export class OutOfMemory extends Error {
  constructor(what: string) {
    super(`${what} does not fit into memory: shorten it, or ${roomAdvice()}`)
    this.name = 'OutOfMemory'
  }
}

/** What to do for twice the memory that there is now. */
export function roomAdvice(): string {
  const twice = Math.ceil((2 * getHeapStatistics().heap_size_limit) / MIB)
  return `allow more with NODE_OPTIONS=--max-old-space-size=${twice} (in MiB)`
}

export interface Heap {
  readonly limitBytes: number
  /** What has not been collected yet included. */
  used(): number
  /** Collects, which takes up to seconds, and says what is left. */
  collect(): number
}

/** To be called now and then; throws `OutOfMemory`. It costs microseconds while three quarters of the heap are not in use. */
export function memoryGuard(what: string, heap: Heap = nodeHeap()): () => void {
  let nextLook = heap.limitBytes * FIRST_LOOK
  return () => {
    if (heap.used() < nextLook) return
    const bytes = heap.collect()
    if (bytes > heap.limitBytes * FULL) throw new OutOfMemory(what)
    nextLook = Math.max(heap.limitBytes * FIRST_LOOK, (bytes + heap.limitBytes) / 2)
  }
}

const FIRST_LOOK = 0.75
/** Behind this V8 collects all the time and then gives up. */
const FULL = 0.9
const MIB = 2 ** 20
/** What V8 sets aside for what is new, which nothing that is kept can use. */
const YOUNG_BYTES = 48 * MIB

function nodeHeap(): Heap {
  return {
    limitBytes: getHeapStatistics().heap_size_limit - YOUNG_BYTES,
    used: usedBytes,
    collect() {
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc') as () => void
      collect()
      return usedBytes()
    },
  }
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size
}
