// The suite `chain` as users run it: compiled, in a process of its own, with whatever peers are installed.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageFolder } from '../measure/package-folder.ts'
import { measureInChildren } from './in-child.ts'
import { findSuite } from './suites.ts'

const compiled = join(packageFolder(), 'dist', 'bench', 'suites', 'chain.js')
const suite = findSuite('chain')!

describe.skipIf(!existsSync(compiled))('the compiled suite (needs npm run build)', { timeout: 300_000 }, () => {
  it('measures in a child without the quick compiler, reports progress and gives a document', async () => {
    const seen: number[] = []
    const document = await measureInChildren(suite, {
      seed: 1,
      effort: 'quick',
      rounds: 2,
      progress: (done, total) => seen.push(done / total),
    })
    expect(document.environment.flags).toContain('--no-liftoff')
    const unresolved = document.results.filter(({ origin, perSecond }) => origin === 'measured' && perSecond === null)
    expect(unresolved).toEqual([])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  it('ends early with what there is when it is told to stop', async () => {
    const controller = new AbortController()
    const document = await measureInChildren(suite, {
      seed: 1,
      effort: 'quick',
      rounds: 4,
      signal: controller.signal,
      progress: (done, total) => {
        if (done / total > 0.6) controller.abort()
      },
    })
    expect(document.rounds).toBeLessThan(4)
    expect(document.notes.join()).toContain('it was interrupted')
  })
})
