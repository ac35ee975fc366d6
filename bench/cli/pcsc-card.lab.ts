// `tickbench card` and a comparison over the real PC/SC library, with an emulated card behind the stand-in: consent, an
// issuer in a file, and the same purse again. Needs libpcsclite; changes nothing on any real card.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasNoLibrary, MAIN, serveCard, type ServedCard } from './testing/served-card.ts'

const run = promisify(execFile)
const noLibrary = await hasNoLibrary()

describe.skipIf(noLibrary)('one card through the PC/SC library (skipped without libpcsclite)', () => {
  let served: ServedCard

  beforeAll(async () => {
    served = await serveCard()
  })
  afterAll(() => served.stop())

  async function ended(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    const { env } = served
    const issuer = ['--issuer', join(served.folder, 'issuer')]
    const args = [MAIN, ...words, '--reader', 'pcsc:', ...issuer]
    try {
      const { stdout } = await run(process.execPath, args, { env, maxBuffer: 1e8 })
      return { code: 0, text: stdout }
    } catch (error) {
      const { code, stderr } = error as { readonly code: number; readonly stderr: string }
      return { code, text: stderr }
    }
  }

  const CONSENT = '--yes-change-this-card'

  it('is only changed with its holder’s consent', async () => {
    expect(await ended('card', 'new')).toMatchObject({ code: 2, text: expect.stringContaining(CONSENT) as string })
    expect((await ended('card', 'info')).text).toContain('a blank tick purse')
    expect(existsSync(join(served.folder, 'issuer'))).toBe(false)
  })

  it('is made, loaded, paid with twice, and its books agree', async () => {
    expect((await ended('card', 'new', CONSENT, '--load', '300')).code).toBe(0)
    expect((await ended('card', 'load', '200', CONSENT)).text).toContain('500 minor units of CHF')
    for (const left of [460, 420]) {
      const paid = await ended('compare', '--payments', '40', '--scheme', 'cafe-tick', CONSENT, '--json')
      expect(JSON.parse(paid.text)).toMatchObject({ holds: true, schemes: [{ payments: 40 }] })
      expect((await ended('card', 'info')).text).toContain(`so ${left} should be left; standing: good`)
    }
  })
})
