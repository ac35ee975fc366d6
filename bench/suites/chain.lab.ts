// The suite `chain` as users run it: compiled, in a process of its own, with whatever peers are installed.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { packageFolder } from '../measure/package-folder.ts'

const compiled = join(packageFolder(), 'dist', 'bench', 'suites', 'chain.js')

describe.skipIf(!existsSync(compiled))('the compiled suite (needs npm run build)', () => {
  it('measures in a child without the quick compiler, reports progress and gives a document', async () => {
    const { runChainSuite } = (await import(pathToFileURL(compiled).href)) as typeof import('./chain.ts')
    const seen: number[] = []
    const document = await runChainSuite({ seed: 1, effort: 'quick', progress: (done) => seen.push(done) })
    expect(document.environment.flags).toContain('--no-liftoff')
    expect(document.results.filter(({ perSecond }) => perSecond === null)).toEqual([])
    expect(seen.at(-1)).toBe(seen.length)
  })

  it('ends early with what there is when it is told to stop', async () => {
    const { runChainSuite } = (await import(pathToFileURL(compiled).href)) as typeof import('./chain.ts')
    const controller = new AbortController()
    const document = await runChainSuite({
      seed: 1,
      effort: 'quick',
      signal: controller.signal,
      progress: (done) => {
        if (done === 100) controller.abort()
      },
    })
    expect(document.results[0]?.samples).toBeLessThan(21)
  })
})
