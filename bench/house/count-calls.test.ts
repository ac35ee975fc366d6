import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** In a process of its own: what a test runner makes of a module calls functions that the program does not have. */
function countCalls(scheme: string): readonly string[] {
  const program = join(import.meta.dirname, 'count-calls.ts')
  return execFileSync(process.execPath, ['--import', 'tsx', program, scheme], { encoding: 'utf8' }).trim().split('\n')
}

/** What a steady payment may take: whoever adds a layer takes one away. */
it.each([
  ['ikp-coupon', 45],
  ['cafe-tick', 150],
])(
  'a steady payment of %s takes at most %i calls',
  (scheme, most) => {
    const lines = countCalls(scheme)
    expect(lines).toContain('    1 src/chain/chain.ts refuseSpend') // all of the payment was seen
    expect(Number.parseInt(lines.at(-1) ?? '', 10)).toBeLessThanOrEqual(most)
  },
  60_000,
)
