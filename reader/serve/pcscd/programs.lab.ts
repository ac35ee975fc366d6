// Unmodified PC/SC programs at the stand-in, with an old and a new libpcsclite, as an ordinary user: what they show and
// carry is what the card gave.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { echoPort } from '../../testing/echo-port.ts'
import { pcscliteLibraries } from '../../testing/pcsclite-libraries.ts'
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

type Program = readonly [string, ...string[]]

/** Skips, naming the Debian package, where the program is missing. */
async function start(
  test: TestContext,
  [name, ...args]: Program,
  { env, input = '' }: { env: NodeJS.ProcessEnv; input?: string },
): Promise<Ran> {
  const path = findProgram(name)
  if (path === undefined) test.skip(`${name} is not installed (${PACKAGES[name] ?? name})`)
  return run(path ?? '', args, { env: { ...server.environment, ...env }, input })
}

const PACKAGES: Readonly<Record<string, string>> = {
  pcsc_scan: 'pcsc-tools',
  scriptor: 'pcsc-tools',
  python3: 'python3-pyscard',
}

describe.each(pcscliteLibraries().map((library) => [library.name, library] as const))('with %s', (_, library) => {
  const program = async (test: TestContext, command: Program, input = ''): Promise<Ran> => {
    if (library.missing !== undefined) test.skip(library.missing)
    return start(test, command, { env: library.env, input })
  }

  it('pcsc_scan -r lists the reader', async (test) => {
    expect((await program(test, ['pcsc_scan', '-r'])).stdout).toContain(`0: ${NAME}`)
  })

  it('pcsc_scan waits for changes and shows the card', async (test) => {
    const ran = await program(test, ['timeout', '-s', 'INT', '3', findProgram('pcsc_scan') ?? 'pcsc_scan', '-n'])
    expect(ran.stdout).toMatch(/ATR: 3B 80 01 81/)
  })

  it('nfc-pcsc meets the card and talks to it', async (test) => {
    const folder = process.env['TICKBENCH_NFC_PCSC']
    if (folder === undefined) return test.skip('TICKBENCH_NFC_PCSC names no folder with npm nfc-pcsc')
    const ran = await program(test, [process.execPath, '-e', NFC_PCSC.replace('FOLDER', folder)])
    expect(ran).toMatchObject({ code: 0, stdout: '3b800181 aabb9000\n' })
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

const NFC_PCSC = `
const { NFC } = require('FOLDER/node_modules/nfc-pcsc')
const fail = (error) => { console.log(error.message); process.exit(1) }
new NFC().on('error', fail).on('reader', (reader) => {
  reader.autoProcessing = false
  reader.on('error', fail).on('card', async (card) => {
    const answer = await reader.transmit(Buffer.from('8010000002aabb00', 'hex'), 40)
    console.log(card.atr.toString('hex'), answer.toString('hex'))
    process.exit(0)
  })
})
`

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
