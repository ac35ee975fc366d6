// The whole comparison over the real PC/SC library: an emulated card behind the stand-in, the run in a process of its
// own. Needs libpcsclite; changes nothing on any real card.

import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompareDocument } from '../compare/document.ts'
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

describe.skipIf(noLibrary)('compare through the PC/SC library (skipped without libpcsclite)', () => {
  let folder: string
  let serving: ChildProcess

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcsc-'))
    serving = spawn(process.execPath, [main, 'serve', '--pcsc', join(folder, 'socket')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await new Promise((ready) => serving.stderr?.once('data', ready))
  })
  afterAll(() => {
    serving.kill()
    rmSync(folder, { recursive: true })
  })

  async function compared(...args: readonly string[]): Promise<CompareDocument> {
    const env = { ...process.env, PCSCLITE_CSOCK_NAME: join(folder, 'socket') }
    const words = [main, 'compare', '--scheme', 'cafe-tick', '--json', ...args]
    const { stdout } = await run(process.execPath, words, { env, maxBuffer: 1e8 })
    return JSON.parse(stdout) as CompareDocument
  }

  it('gives the revenue, the counts and the APDUs of the emulated card in this process', async () => {
    const real = await compared('--reader', 'pcsc:', '--yes-change-this-card')
    const emulated = await compared('--reader', 'emulated:', '--one-card')
    const [over, within] = [real.schemes[0], emulated.schemes[0]]
    expect(real.holds).toBe(true)
    expect(over?.revenueBySeller).toEqual(within?.revenueBySeller)
    expect([over?.apdus, over?.messages, over?.bytes]).toEqual([within?.apdus, within?.messages, within?.bytes])
    expect(over?.operations['seller']).toEqual(within?.operations['seller'])
    expect(over?.operations['issuer']).toEqual(within?.operations['issuer'])
  })

  it('leaves a card alone that nobody allowed to be changed', async () => {
    const { reader } = await compared()
    expect(reader).toMatch(/^emulated card \(a card in tickbench emulated card 00 00, .*--yes-change-this-card/)
  })
})
