// What stands against the law, and why. A line that nothing needs any more breaks the law itself: the list only shrinks.

import type { Exception } from './law.ts'

/** Lists of schemes by hand: the schemes' own declarations take their place. */
const NAMING_SCHEMES = [
  'bench/cli/compare-settings.ts',
  'bench/cli/module-at.ts',
  'bench/cli/signer-option.ts',
  'bench/compare/find-answer.ts',
  'bench/compare/side-by-side.ts',
  'bench/model/scheme-counts.ts',
  'bench/report/figures/cumulative-cost.ts',
  'bench/reproduce/document.ts',
  'bench/scheme/build.ts',
  'bench/scheme/policy.ts',
  'bench/scheme/scheme.ts',
  'bench/suites/card/mac-operations.ts',
  'bench/suites/card/purse-operations.ts',
  'bench/suites/card/signer-operations.ts',
  'bench/suites/scale/scheme-axes.ts',
  'bench/suites/scheme.ts',
]

/** What schemes take from another's folder: it goes to a file beside the folders. */
const BORROWING = [
  'bench/scheme/cafe-tick/checks.ts',
  'bench/scheme/card-signature/checks.ts',
  'bench/scheme/card-signature/run.ts',
  'bench/scheme/card-signature/signers.ts',
  'bench/scheme/purse-mac/checks.ts',
  'bench/scheme/purse-mac/issuer.ts',
  'bench/scheme/purse-mac/run.ts',
]

const THREADS = 'the engine shares its hashing among threads, and each processor can have one'

export const EXCEPTIONS: readonly Exception[] = [
  ...NAMING_SCHEMES.map((file): Exception => ({ rule: 'scheme by name', file, because: 'not yet declared' })),
  ...BORROWING.map((file): Exception => ({ rule: 'scheme sees scheme', file, because: 'not yet shared' })),
  {
    rule: 'scheme sees scheme',
    file: 'bench/scheme/cafe-tick/kept/lab-card.ts',
    because: 'a card of the lab bears the applets of all schemes',
  },
  { rule: 'src is pure', file: 'src/payment/ikp/coupon/engine/pool.ts', what: 'node:worker_threads', because: THREADS },
  {
    rule: 'src is pure',
    file: 'src/payment/ikp/coupon/engine/pool-thread.ts',
    what: 'node:worker_threads',
    because: THREADS,
  },
  {
    rule: 'src is pure',
    file: 'src/card/tokens/piv-terminal.ts',
    what: 'node:zlib',
    because: 'SP 800-73 lets a card hold its certificate packed; unpacking is a function of bytes',
  },
  {
    rule: 'circle of files',
    file: 'bench/compare/compare-child.ts',
    because: 'the types of its messages are its parent’s',
  },
  { rule: 'circle of folders', file: 'bench/scheme/cafe-tick/', because: 'the kept issuer is not yet shared' },
]
