// The whole comparison over the real PC/SC library: an emulated card behind the stand-in, the run in a process of its
// own. Needs libpcsclite; changes nothing on any real card.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasNoLibrary, MAIN, serveCard, type ServedCard } from './testing/served-card.ts'
import type { CompareDocument } from '../compare/document.ts'

const run = promisify(execFile)
const noLibrary = await hasNoLibrary()

describe.skipIf(noLibrary)('compare through the PC/SC library (skipped without libpcsclite)', () => {
  let served: ServedCard

  beforeAll(async () => {
    served = await serveCard()
  })
  afterAll(() => served.stop())

  async function compared(...args: readonly string[]): Promise<CompareDocument> {
    const { env } = served
    const words = [MAIN, 'compare', '--scheme', 'cafe-tick', '--json', ...args]
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
