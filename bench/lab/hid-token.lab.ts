// The emulated U2F token as a hidraw device under umockdev: real node-hid and libfido2 meet it as they meet a Yubikey.

import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, type TestContext } from 'vitest'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { u2fApplet } from '../../card-applets/u2f/u2f-applet.ts'
import type { CompareDocument } from '../compare/document.ts'
import { HidToken } from '../../reader/serve/hid/token.ts'
import { runWithToken, TOKEN_PATH } from '../../reader/serve/hid/umockdev.ts'
import { findProgram, run, type Ran } from '../../reader/testing/programs.ts'
import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'

function token(): HidToken {
  const crypto = nobleCrypto('p256')
  if (crypto === undefined) throw new Error('noble offers P-256')
  const card = createEmulatedCard({ applets: [u2fApplet()], crypto, random: seededRandom(1) })
  return new HidToken(card, () => process.hrtime.bigint())
}

async function withToken(test: TestContext, command: readonly string[]): Promise<{ code: number; out: string }> {
  if (!existsSync('/usr/bin/umockdev-wrapper')) test.skip('umockdev is not installed')
  let out = ''
  const code = await runWithToken(token(), command, { stdio: 'pipe', onOutput: (text) => (out += text) })
  return { code, out }
}

describe('the emulated token under umockdev', () => {
  it('takes PING of 1 to 7,609 bytes, U2F register and authenticate from real node-hid', async (test) => {
    const program = fileURLToPath(new URL('../../reader/testing/hid-child.ts', import.meta.url))
    const { code, out } = await withToken(test, [process.execPath, '--import', import.meta.resolve('tsx'), program])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      device: '1050:407 emulated token',
      pings: [1, 57, 58, 1024, 7609],
      version: 'U2F_V2',
      certificate: 'CN=tickbench U2F',
      counter: '0100000001',
      words: [0x9000, 0x9000, 0x9000],
    })
  })

  it('is listed by fido2-token', async (test) => {
    const program = findProgram('fido2-token')
    if (program === undefined) return test.skip('fido2-token is not installed (fido2-tools)')
    const { code, out } = await withToken(test, [program, '-L'])
    expect(code).toBe(0)
    expect(out).toContain(`${TOKEN_PATH}: vendor=0x1050, product=0x0407`)
  })

  it('tells fido2-token its CTAPHID version and capabilities', async (test) => {
    const program = findProgram('fido2-token')
    if (program === undefined) return test.skip('fido2-token is not installed (fido2-tools)')
    const { out } = await withToken(test, [program, '-I', TOKEN_PATH])
    expect(out).toMatch(/proto: 0x02[^]*caps: 0x01 \(wink, nocbor, msg\)/)
  })
})

describe('tickbench serve --hid', () => {
  const main = fileURLToPath(new URL('../../dist/bench/cli/main.js', import.meta.url))

  async function served(test: TestContext, command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    if (!existsSync('/usr/bin/umockdev-wrapper')) test.skip('umockdev is not installed')
    return run(process.execPath, [main, 'serve', '--hid', '--', ...command], { env, limitMs: 120_000 })
  }

  it('shows the token to one program, as an ordinary user', async (test) => {
    const ran = await served(test, [process.execPath, main, 'apdu', '--reader', 'hid:', '00030000'])
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('5532465f56329000') })
  })

  it('pays by U2F over real node-hid what it pays on the emulated card', async (test) => {
    const words = ['compare', '--scheme', 'card-signature', '--card-signer', 'u2f', '--suite', 'p256']
    const compare = [process.execPath, main, ...words, '--payments', '60', '--quiet', '--json']
    const over = await served(test, [...compare, '--reader', 'hid:', '--yes-change-this-card'])
    expect(over).toMatchObject({ code: 0 })
    const [node, ...rest] = [...compare, '--reader', 'emulated:', '--one-card']
    const within = await run(node, rest, { limitMs: 120_000 })
    const [hid, emulated] = [over, within].map(({ stdout }) => (JSON.parse(stdout) as CompareDocument).schemes[0])
    expect(hid?.revenueBySeller).toEqual(emulated?.revenueBySeller)
    expect(hid?.operations['seller']).toEqual(emulated?.operations['seller'])
    expect(hid?.apdus).toBe(emulated?.apdus)
  })

  it('leaves nothing in the folder for temporary files, which the program has as ever', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
    chmodSync(folder, 0o777)
    try {
      const { stdout } = await served(test, ['sh', '-c', 'echo "$TMPDIR"'], { TMPDIR: folder })
      expect(stdout.split('\n')).toContain(folder)
      expect(readdirSync(folder)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says what became of the program', async (test) => {
    expect(await served(test, ['sh', '-c', 'exit 3'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('sh ended with code 3'),
    })
    expect(await served(test, ['no-such-program'])).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/^no-such-program: /m),
    })
  })
})
