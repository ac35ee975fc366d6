// `tickbench card` and a comparison over the real PC/SC library, with an emulated card behind the stand-in: consent, an
// issuer in a file, and the same purse again. Needs libpcsclite; changes nothing on any real card.

import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pcscDriver } from '../../reader/drivers/pcsc/pcsc.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'

const main = resolve(import.meta.dirname, '../../dist/bench/cli/main.js')
const run = promisify(execFile)

const driver = pcscDriver()
const failure = await driver.list().then(
  () => undefined,
  (error: unknown) => error,
)
await driver.close()
const noLibrary = failure instanceof WireFailure && failure.code === 'noLibrary'

describe.skipIf(noLibrary)('one card through the PC/SC library (skipped without libpcsclite)', () => {
  let folder: string
  let serving: ChildProcess

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcsc-card-'))
    const args = [main, 'serve', '--pcsc', join(folder, 'socket')]
    serving = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    await new Promise((ready) => serving.stderr?.once('data', ready))
  })
  afterAll(() => {
    serving.kill()
    rmSync(folder, { recursive: true })
  })

  async function ended(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    const env = { ...process.env, PCSCLITE_CSOCK_NAME: join(folder, 'socket') }
    const issuer = ['--issuer', join(folder, 'issuer')]
    const args = [main, ...words, '--reader', 'pcsc:', ...issuer, '--suite', 'ed25519']
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
    expect(existsSync(join(folder, 'issuer'))).toBe(false)
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
