import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compared, testFolder } from './testing/small-log.ts'

const TRACE = resolve(import.meta.dirname, '../../../shared/traces/apache-2015.log.gz')

const written = testFolder()

function firstLines(count: number): string {
  return gunzipSync(readFileSync(TRACE)).toString('latin1').split('\n').slice(0, count).join('\n')
}

/** In this process: others can only be started of the compiled program, which side-by-side.lab.ts does. */
const IN_TURNS = ['--jobs', '1'] as const

/** Nine thousand payments, on a machine that may be busy otherwise. */
const A_LONG_RUN_MS = 600_000

describe.skipIf(!existsSync(TRACE))(
  'the real log of 2015 (skipped where ../shared is absent)',
  { timeout: A_LONG_RUN_MS },
  () => {
    it('pays its beginning with the same revenue for every seller in both schemes', async () => {
      const { trace, schemes } = await compared(written('both.log', firstLines(1500)), ...IN_TURNS)
      expect(trace.transactions).toBeGreaterThan(1000)
      const [coupon, tick] = schemes
      expect(coupon?.revenue).toBe(String(trace.transactions))
      expect(tick?.revenueBySeller).toEqual(coupon?.revenueBySeller)
    })

    it('pays the same by coupons, through the broker, and by the choice between the two, for its beginning', async () => {
      const { trace, schemes } = await compared(
        written('beginning.log', firstLines(700)),
        ...IN_TURNS,
        '--scheme',
        'ikp-coupon',
        '--scheme',
        'ikp-broker',
        '--scheme',
        'ikp-auto',
      )
      for (const { revenueBySeller } of schemes) expect(revenueBySeller).toEqual(schemes[0]?.revenueBySeller)
      expect(trace.transactions).toBeGreaterThan(500)
      expect(schemes.map(({ revenue }) => revenue)).toEqual(schemes.map(() => String(trace.transactions)))
    })
  },
)
