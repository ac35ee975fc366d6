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

  it('answers the ioctls of hidraw as the kernel does, and writes nothing that was not asked for', async (test) => {
    const { code, out } = await withToken(test, ['/usr/bin/python3', '-c', IOCTLS])
    expect(code).toBe(0)
    const untouched = 'ee'.repeat(4)
    expect(JSON.parse(out)).toEqual({
      size: [0, `22000000${untouched}`],
      info: [0, `0300000050100704${untouched}`],
      half: [0, `10000000${DESCRIPTOR.slice(0, 32)}${untouched}`],
      whole: [0, `22000000${DESCRIPTOR}${untouched}`],
      most: [0, `ff0f0000${DESCRIPTOR}${untouched}`],
      tooMuch: [22, ''],
      name: [25, `${Buffer.from('tickbench emulated token').toString('hex')}00${untouched}`],
      cut: [4, `${Buffer.from('tick').toString('hex')}${untouched}`],
      serial: [2, `3100${untouched}`],
      feature: [25, ''],
    })
  })

  it('is listed by python-fido2, which asks for its version', async (test) => {
    const python = process.env['TICKBENCH_PYTHON_FIDO2']
    if (python === undefined) return test.skip('TICKBENCH_PYTHON_FIDO2 names no Python that has fido2')
    const { code, out } = await withToken(test, [python, '-c', PYTHON_FIDO2])
    expect({ code, out }).toEqual({ code: 0, out: 'tickbench emulated token U2F_V2\n' })
  })

  it('tells fido2-token its CTAPHID version and capabilities', async (test) => {
    const program = findProgram('fido2-token')
    if (program === undefined) return test.skip('fido2-token is not installed (fido2-tools)')
    const { out } = await withToken(test, [program, '-I', TOKEN_PATH])
    expect(out).toMatch(/proto: 0x02[^]*caps: 0x01 \(wink, nocbor, msg\)/)
  })
})

const PYTHON_FIDO2 = `
from fido2.ctap1 import Ctap1
from fido2.hid import CtapHidDevice
for device in CtapHidDevice.list_devices():
    print(device.product_name, Ctap1(device).get_version())
`

const DESCRIPTOR = '06d0f10901a1010920150026ff007508954081020921150026ff00750895409102c0'

/** Each call gets more memory than it names, and shows what came back and the first bytes that have to stay as they were. */
const IOCTLS = `
import fcntl, json, os
device = os.open("/dev/hidraw0", os.O_RDWR)
def ask(request, shown, begin=b""):
    memory = bytearray(begin + bytes([0xEE]) * (5000 - len(begin)))
    try:
        code = fcntl.ioctl(device, request, memory, True)
    except OSError as error:
        return [error.errno, ""]
    assert set(memory[shown:]) == {0xEE}
    return [code, memory[:shown + 4].hex()]
def descriptor(size, shown):
    return ask(0x90044802, 4 + shown, size.to_bytes(4, "little"))
text = lambda number, room: 0x80004800 | number | room << 16
print(json.dumps({
    "size": ask(0x80044801, 4), "info": ask(0x80084803, 8),
    "half": descriptor(16, 16), "whole": descriptor(34, 34), "most": descriptor(4095, 34), "tooMuch": descriptor(4096, 0),
    "name": ask(text(4, 256), 25), "cut": ask(text(4, 4), 4), "serial": ask(text(8, 64), 2), "feature": ask(0xC0404807, 0),
}))
`

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
