import { expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'
import { randomLog } from './testing/random-log.ts'
import { testFolder } from './testing/small-log.ts'

const written = testFolder()

const LOGS = 400

const PARTS = 8

/** Mostly one scheme at a time: what two of them cost a pair of parties is reckoned afterwards, and takes longer. */
const OPTIONS: readonly (readonly string[])[] = [
  [],
  ['--scheme', 'ikp-coupon', '--price-per-kib', '1', '--clear-policy', 'interval:3600'],
  ['--scheme', 'cafe-tick', '--client-field', '2', '--clear-policy', 'coupons:1'],
  ['--scheme', 'ikp-broker', '--client-field', 'remote_addr', '--clear-proof', 'maced', '--chain-length', '1'],
  ['--scheme', 'cafe-tick', '--chain-length', '1', '--price-per-kib', '1'],
  ['--scheme', 'purse-mac'],
  ['--scheme', 'card-signature'],
  ['--scheme', 'ikp-coupon', '--clear-proof', 'maced'],
]

/** A log may be of no use, but it is never a fault of the program's own, and books that were kept agree. */
it.each(Array.from({ length: PARTS }, (_, part) => part))(
  'any log is compared or refused in a line, part %i',
  async (part) => {
    const codes = new Set<number>()
    for (let seed = part; seed < LOGS; seed += PARTS) {
      const { bytes, made } = randomLog(seed)
      const options = OPTIONS[Math.floor(seed / PARTS) % OPTIONS.length] ?? []
      const file = written(`${seed}.log`, bytes)
      const { exitCode, err } = await tickbench(
        'compare',
        file,
        ...options,
        '--reader',
        'emulated:',
        '--suite',
        'ed25519',
        '--json',
      )
      codes.add(exitCode)
      expect({ exitCode: exitCode === 0 ? 0 : 2, err }, `seed ${seed}: ${made}`).toEqual({
        exitCode,
        err: exitCode === 0 ? '' : expect.stringMatching(/^tickbench: [^\n]+\n$/),
      })
    }
    expect([...codes].toSorted((a, b) => a - b)).toEqual([0, 2])
  },
)
