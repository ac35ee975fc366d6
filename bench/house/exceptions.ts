// What stands against the law, and why. A line that nothing needs any more breaks the law itself: the list only shrinks.

import type { Exception } from './law.ts'

const THREADS = 'the engine shares its hashing among threads, and each processor can have one'

export const EXCEPTIONS: readonly Exception[] = [
  { rule: 'src is pure', file: 'src/payment/ikp/coupon/engine/pool.ts', what: 'node:worker_threads', because: THREADS },
  {
    rule: 'src is pure',
    file: 'src/payment/ikp/coupon/engine/pool-serve.ts',
    what: 'node:worker_threads',
    because: THREADS,
  },
  {
    rule: 'src is pure',
    file: 'src/card/tokens/piv-terminal.ts',
    what: 'node:zlib',
    because: 'SP 800-73 lets a card hold its certificate packed; unpacking is a function of bytes',
  },
]
