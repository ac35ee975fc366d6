// Unmodified PC/SC programs at the stand-in, as an ordinary user: what they show and carry is what the card gave.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { echoPort } from '../../testing/echo-port.ts'
import { findProgram, run, type Ran } from '../../testing/programs.ts'
import { serveStandIn, type StandInServer } from './server.ts'
import { StandIn } from './service.ts'

const NAME = 'Stand-in 00 00'
let folder = ''
let server: StandInServer
const standIn = new StandIn()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o755)
  standIn.attach(NAME, echoPort())
  server = await serveStandIn(standIn, join(folder, 'pcscd.comm'), { everyone: true })
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** Skips, naming the Debian package, where the program is missing. */
async function program(test: TestContext, [name, ...args]: readonly [string, ...string[]], input = ''): Promise<Ran> {
  const path = findProgram(name)
  if (path === undefined) test.skip(`${name} is not installed (${PACKAGES[name] ?? name})`)
  return run(path ?? '', args, { env: { ...server.environment }, input })
}

const PACKAGES: Readonly<Record<string, string>> = {
  pcsc_scan: 'pcsc-tools',
  scriptor: 'pcsc-tools',
  python3: 'python3-pyscard',
}

describe('programs at the stand-in', () => {
  it('pcsc_scan -r lists the reader', async (test) => {
    expect((await program(test, ['pcsc_scan', '-r'])).stdout).toContain(`0: ${NAME}`)
  })

  it('opensc-tool -l lists the reader with a card', async (test) => {
    expect((await program(test, ['opensc-tool', '-l'])).stdout).toMatch(new RegExp(`0\\s+Yes\\s+${NAME}`))
  })

  it('opensc-tool -a shows the ATR', async (test) => {
    expect((await program(test, ['opensc-tool', '-a'])).stdout).toContain('3b:80:01:81')
  })

  it('opensc-tool -s sends commands', async (test) => {
    const ran = await program(test, [
      'opensc-tool',
      '-c',
      'default',
      '-s',
      '00A4040006F00000000001',
      '-s',
      '8010000002AABB00',
    ])
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/SW1=0x90, SW2=0x00[^]*AA BB/) })
  })

  it('scriptor sends commands and shows the answers', async (test) => {
    const ran = await program(test, ['scriptor', '-r', NAME], 'reset\n8010000002AABB00\n')
    expect(ran.stdout).toContain('AA BB 90 00')
  })

  it('pyscard connects, sends short and extended commands', async (test) => {
    const ran = await program(test, ['/usr/bin/python3', '-c', PYSCARD])
    if (ran.stderr.includes('ModuleNotFoundError')) test.skip('pyscard is not installed (python3-pyscard)')
    expect(ran).toMatchObject({ code: 0, stdout: '[170, 187] 0x9000\n1024 0x9000\n' })
  })
})

const PYSCARD = `
from smartcard.System import readers
link = readers()[0].createConnection()
link.connect()
data, sw1, sw2 = link.transmit([0x80, 0x10, 0, 0, 2, 0xAA, 0xBB, 0])
print(data, hex(sw1 * 256 + sw2))
data, sw1, sw2 = link.transmit([0x80, 0x10, 0, 0, 0, 4, 0] + [7] * 1024 + [0, 0])
print(len(data), hex(sw1 * 256 + sw2))
link.disconnect()
`
