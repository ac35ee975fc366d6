// T=0 from end to end: the emulated card behind `serve --protocol T=0`, and programs that nobody here wrote. At T=0 a
// client sees 61XX and 6CXX itself, and no extended length passes.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest'
import { MAIN } from '../cli/testing/served-card.ts'
import type { CompareDocument } from '../compare/document.ts'
import { findProgram, run, type Ran } from '../../reader/testing/programs.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o777)
})

afterAll(() => rm(folder, { recursive: true }))

async function served(...command: readonly string[]): Promise<Ran> {
  const service = ['serve', '--pcsc', join(folder, 'cards'), '--protocol', 'T=0']
  // where the issuer of a card is kept that was made over PC/SC
  const env = { XDG_DATA_HOME: join(folder, 'data') }
  return run(process.execPath, [MAIN, ...service, '--', ...command], { env, limitMs: 200_000 })
}

function needs(test: TestContext, name: string, packageName: string): string {
  const path = findProgram(name)
  if (path === undefined) test.skip(`${name} is not installed (${packageName})`)
  return path ?? ''
}

it('pyscard meets 61XX, 6CXX and GET RESPONSE in both classes, and no extended length', async (test) => {
  const ran = await served(needs(test, '/usr/bin/python3', 'python3'), '-c', PYSCARD)
  if (ran.stderr.includes('ModuleNotFoundError')) test.skip('pyscard is not installed (python3-pyscard)')
  expect(ran).toMatchObject({ code: 0 })
  expect(ran.stdout.trim().split('\n')).toEqual([
    'T=0, T=1 refused',
    '00a4040009f07469636b6563686f 610d',
    '00c000000d 6f0b8409f07469636b6563686f9000',
    '8010000003aabbcc 6103',
    '80c0000003 aabbcc9000',
    '8012000300 6c03',
    '8012000303 0001029000',
    '801000000000020102 6700',
  ])
})

it('opensc-tool reads the ATR and a command of each case', async (test) => {
  const opensc = needs(test, 'opensc-tool', 'opensc')
  const commands = ['00A4040009F07469636B6563686F', '8010000003AABBCC00', '8012000500', '8014000000']
  const ran = await served(opensc, '-c', 'default', ...commands.flatMap((command) => ['-s', command]))
  expect(ran.stdout.match(/SW1=0x90, SW2=0x00/g)).toHaveLength(4)
  expect(ran.stdout).toMatch(/AA BB CC[^]*00 01 02 03 04/)
})

it('the comparison earns and costs over PC/SC at T=0 what it does on one emulated card', async () => {
  const compare = ['compare', '--json', '--quiet', '--seed', '7', '--payments', '60', '--scheme', 'cafe-tick']
  const over = await served(process.execPath, MAIN, ...compare, '--reader', 'pcsc:', '--yes-change-this-card')
  expect(over).toMatchObject({ code: 0 })
  const within = await run(process.execPath, [MAIN, ...compare, '--reader', 'emulated:', '--one-card'])
  const [pcsc, emulated] = [over, within].map(({ stdout }) => (JSON.parse(stdout) as CompareDocument).schemes[0])
  expect(pcsc?.revenueBySeller).toEqual(emulated?.revenueBySeller)
  expect(pcsc?.operations['seller']).toEqual(emulated?.operations['seller'])
  // Each answer to a command with data is fetched by a GET RESPONSE of its own.
  expect(pcsc?.apdus).toBeGreaterThan(emulated?.apdus ?? 0)
})

const PYSCARD = `
from smartcard.scard import *
_, context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
reader = SCardListReaders(context, [])[1][0]
refused, _, _ = SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T1)
_, card, protocol = SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
print("T=%d, T=1 %s" % (protocol - 1, "refused" if refused & 0xFFFFFFFF == 0x8010000F else "taken"))
for command in ("00a4040009f07469636b6563686f", "00c000000d", "8010000003aabbcc", "80c0000003", "8012000300", "8012000303",
                "801000000000020102"):
    _, answer = SCardTransmit(card, SCARD_PCI_T0, list(bytes.fromhex(command)))
    print(command, bytes(answer).hex())
`
