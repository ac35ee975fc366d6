// Several processes against one, as users run them: the books, the counts and the modelled time must be the same.

import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../reader/testing/programs.ts'
import type { CompareDocument } from './document.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { DEFAULT_SCHEMES, SCHEME_NAMES } from '../scheme/named.ts'

const program = join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')
const LIMIT_MS = 300_000

async function compare(
  names: readonly string[],
  payments: string,
  ...more: readonly string[]
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const schemes = names.flatMap((name) => ['--scheme', name])
  const given = ['--payments', payments, '--suite', 'p256', '--card-profile', 'jcop4-j3r180', '--json', ...more]
  const ran = await run(process.execPath, [program, 'compare', ...schemes, ...given], { limitMs: LIMIT_MS })
  return (JSON.parse(ran.stdout) as { readonly schemes: readonly Readonly<Record<string, unknown>>[] }).schemes
}

describe.skipIf(!existsSync(program))('compare --jobs (needs npm run build)', () => {
  it(
    'finds what one process finds, but for the host’s time',
    async () => {
      const [one, several] = [await compare(SCHEME_NAMES, '200'), await compare(SCHEME_NAMES, '200', '--jobs', '3')]
      expect(several.map(plain)).toEqual(one.map(plain))
      expect(several.length).toBe(SCHEME_NAMES.length)
    },
    LIMIT_MS,
  )

  it(
    'of a long run finds the same with judges beside the payments and with judges at the end',
    async () => {
      // with one process there is a processor for the judges, with as many as there are processors there is none
      const [beside, atEnd] = [['--jobs', '1'] as const, ['--jobs', String(availableParallelism())] as const]
      const found = await Promise.all([beside, atEnd].map((jobs) => compare(DEFAULT_SCHEMES, '6000', ...jobs)))
      expect(found[0]?.map(plain)).toEqual(found[1]?.map(plain))
    },
    LIMIT_MS,
  )
})

/** What a run measured on the host, and what ikp-auto says of it, differ between any two runs. */
function plain(scheme: Readonly<Record<string, unknown>>): unknown {
  return { ...scheme, hostNs: undefined, notes: undefined }
}

const TRACE = resolve(packageFolder(), '../shared/traces/apache-2015.log.gz')

describe.skipIf(!existsSync(program) || !existsSync(TRACE))(
  'the whole log of 2015 (needs npm run build, ../shared)',
  () => {
    it(
      'is paid by 1,666 buyers with the same revenue for every seller in five schemes',
      async () => {
        const names = ['ikp-coupon', 'cafe-tick', 'ikp-broker', 'ikp-auto', 'purse-mac']
        const given = ['--reader', 'emulated:', '--json', ...names.flatMap((name) => ['--scheme', name])]
        const ran = await run(process.execPath, [program, 'compare', '-', ...given], {
          input: readFileSync(TRACE),
          limitMs: LIMIT_MS,
        })
        const { trace, schemes, holds } = JSON.parse(ran.stdout) as CompareDocument
        expect({ holds, payments: trace.transactions, buyers: trace.buyers }).toEqual({
          holds: true,
          payments: 9138,
          buyers: 1666,
        })
        for (const { revenueBySeller } of schemes) expect(revenueBySeller).toEqual(schemes[0]?.revenueBySeller)
      },
      LIMIT_MS,
    )
  },
)
