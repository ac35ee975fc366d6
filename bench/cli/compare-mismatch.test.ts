// Books that do not agree end a comparison with exit code 1, whoever reads the result. The schemes here are the real
// ones; only what they say of their sellers is altered.

import { expect, it, vi } from 'vitest'
import type { CompareDocument } from '../compare/document.ts'
import type { Scheme } from '../scheme/open.ts'
import { EXIT } from './exit.ts'
import { tickbench } from './testing/captured.ts'

vi.mock(import('../scheme/open.ts'), async (original) => {
  const { openSchemes } = await original()
  return { openSchemes: async (...given) => (await openSchemes(...given)).map(robbed) }
})

/** One unit of the first seller is the second's. */
function robbed(scheme: Scheme): Scheme {
  return {
    ...scheme,
    books() {
      const books = scheme.books()
      const [[first, had] = ['', 0n], [second, has] = ['', 0n], ...others] = books.revenueBySeller
      return { ...books, revenueBySeller: new Map([[first, had - 1n], [second, has + 1n], ...others]) }
    },
  }
}

const ARGS = ['compare', '--payments', '40', '--scheme', 'ikp-coupon', '--reader', 'emulated:']

it('a mismatch is one line on standard error, the failed check in the text, and exit code 1', async () => {
  const { exitCode, out, err } = await tickbench(...ARGS)
  expect(exitCode).toBe(EXIT.selfCheckFailed)
  expect(out).toMatch(/^(?!ok ).*ikp-coupon: revenue agrees with the log, seller by seller \(.*instead of/m)
  expect(err).toMatch(/^tickbench: a self-check failed: .+\n$/)
})

it('the same in JSON, which says that it does not hold', async () => {
  const { exitCode, out } = await tickbench(...ARGS, '--json')
  expect(exitCode).toBe(EXIT.selfCheckFailed)
  const { holds, schemes } = JSON.parse(out) as CompareDocument
  expect(holds).toBe(false)
  expect(schemes[0]?.checks.filter((check) => !check.holds)).toHaveLength(1)
})
