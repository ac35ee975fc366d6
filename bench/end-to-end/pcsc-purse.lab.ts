// The purse read by unmodified PC/SC programs through the stand-in, as an ordinary user; and the whole comparison over
// `pcsc:`, which must cost and earn what it does on the emulated card.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { serveStandIn, type StandInServer } from '../../reader/serve/pcscd/server.ts'
import { StandIn } from '../../reader/serve/pcscd/service.ts'
import { pcscChild } from '../../reader/testing/child.ts'
import { findProgram, plainEnvironment, run, type Ran } from '../../reader/testing/programs.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { commandFor } from '../../src/card/commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { DEFAULT_SUITE } from '../../src/crypto/engines.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { blankCard, purseCard } from './testing/purse-card.ts'

const PURSE_READER = 'Purse 00 00'
const BLANK_READER = 'Blank 00 00'
const SELECT = encodeCommand(commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: CAFE_TICK_AID.bytes, ne: 256 }))
const READ = encodeCommand(commandFor(CAFE_TICK_COMMANDS.readStatus, {}))

let folder = ''
let server: StandInServer
/** What the card itself answers to SELECT and to the read, with the status words. */
let truth: readonly [string, string] = ['', '']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o777)
  await writeFile(join(folder, 'access.log'), requestLog())
  const card = await purseCard(1, 1234n)
  card.powerOn()
  truth = [printHex(card.exchange(SELECT)), printHex(card.exchange(READ))]
  card.powerOff()
  const standIn = new StandIn()
  standIn.attach(PURSE_READER, card)
  standIn.attach(BLANK_READER, blankCard(2, DEFAULT_SUITE))
  server = await serveStandIn(standIn, join(folder, 'pcscd.comm'), { everyone: true })
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function program(test: TestContext, name: string, args: readonly string[], input = ''): Promise<Ran> {
  const path = findProgram(name)
  if (path === undefined) test.skip(`${name} is not installed`)
  return run(path ?? '', args, { env: { ...server.environment }, input, limitMs: 60_000 })
}

/** Programs print bytes in columns, with or without text beside them. */
function spaced(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(' ')
}

describe('a purse on the stand-in', () => {
  it('is there and says the balance that was loaded', () => {
    expect(truth[1]).toMatch(/04d2.*9000$/)
  })

  it('is read by opensc-tool', async (test) => {
    const commands = [SELECT, READ].flatMap((command) => ['-s', printHex(command)])
    const { stdout } = await program(test, 'opensc-tool', ['-r', PURSE_READER, '-c', 'default', ...commands])
    expect(stdout.match(/SW1=0x90, SW2=0x00/g)).toHaveLength(2)
    const data = stdout.replace(/^(.{48}).*$/gm, '$1').replace(/\s+/g, ' ')
    expect(data).toContain(spaced(truth[1].slice(0, -4)).slice(0, 47))
  })

  it('is read by scriptor', async (test) => {
    const { stdout } = await program(
      test,
      'scriptor',
      ['-r', PURSE_READER],
      `reset\n${printHex(SELECT)}\n${printHex(READ)}\n`,
    )
    expect(stdout.replace(/\s+/g, ' ')).toContain(spaced(truth[1]))
  })

  it('is read by pyscard', async (test) => {
    const source = PYSCARD.replace('NAME', PURSE_READER)
      .replace('SELECT', printHex(SELECT))
      .replace('READ', printHex(READ))
    const ran = await program(test, '/usr/bin/python3', ['-c', source])
    if (ran.stderr.includes('ModuleNotFoundError')) test.skip('pyscard is not installed (python3-pyscard)')
    expect(ran.stdout.trim().split('\n')).toEqual(truth)
  })

  it.each(['pcsclite', 'pcsc-mini'])('is read through npm %s', async (binding) => {
    const child = pcscChild(binding, server.environment)
    await child.step(`open ${PURSE_READER}`)
    const [selected, read] = [await child.step(`send ${printHex(SELECT)}`), await child.step(`send ${printHex(READ)}`)]
    expect([selected, read].map((answer) => String(answer).replace(' ', ''))).toEqual(truth)
    expect(await child.end()).toBe(0)
  })
})

const PYSCARD = `
from smartcard.System import readers
link = [reader for reader in readers() if str(reader) == "NAME"][0].createConnection()
link.connect()
for command in ("SELECT", "READ"):
    data, sw1, sw2 = link.transmit(list(bytes.fromhex(command)))
    print(bytes(data + [sw1, sw2]).hex())
`

interface SchemeFigures {
  readonly name: string
  readonly payments: number
  readonly revenue: string
  readonly revenueBySeller: Readonly<Record<string, string>>
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly apdus: number
}

/** 600 requests of 20 clients for five sellers; nearly all clients come back. */
function requestLog(): string {
  return Array.from({ length: 600 }, (_, at) => {
    const time = `23/Nov/2026:08:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')} +0000`
    return `10.0.0.${(at * 7) % 20} - - [${time}] "GET /${'abcde'[(at * 3) % 5] ?? ''}/${at} HTTP/1.1" 200 ${at * 10}`
  }).join('\n')
}

async function compare(...reader: readonly string[]): Promise<readonly SchemeFigures[]> {
  const args = ['--import', import.meta.resolve('tsx'), MAIN, ...COMPARE, ...reader, join(folder, 'access.log')]
  const env = { ...server.environment, XDG_DATA_HOME: join(folder, 'data') } // where the card's issuer is kept
  const ran = await run(process.execPath, args, { env, limitMs: 110_000 })
  expect(ran).toMatchObject({ code: 0 })
  return figuresIn(ran.stdout)
}

/** Without the times, which differ, and what the card did, which a reader does not see. */
function figuresIn(json: string): readonly SchemeFigures[] {
  const { schemes }: { readonly schemes: readonly SchemeFigures[] } = JSON.parse(json)
  return schemes.map(({ name, payments, revenue, revenueBySeller, operations, apdus }) => {
    const { card: _, ...others } = operations
    return { name, payments, revenue, revenueBySeller, operations: others, apdus }
  })
}

const COMPARE = ['compare', '--json', '--quiet', '--seed', '7']
const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

describe('the comparison over pcsc:', () => {
  it('earns and costs what it does on one emulated card', async () => {
    const overPcsc = await compare('--reader', `pcsc:${BLANK_READER}`, '--yes-change-this-card')
    expect(overPcsc.map(({ name }) => name)).toContain('cafe-tick')
    expect(overPcsc).toEqual(await compare('--reader', 'emulated:', '--one-card'))
  })

  it('does so through a real pcscd with vpcd, too', async (test) => {
    if (process.getuid?.() !== 0) test.skip('namespaces of its own for pcscd take root')
    if (findProgram('pcscd') === undefined) test.skip('pcscd is not installed')
    if (!existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so')) test.skip('vsmartcard-vpcd is not installed')
    const node = `"${process.execPath}" --import "${import.meta.resolve('tsx')}" "${MAIN}"`
    const reader = `--reader "pcsc:Virtual PCD 00 00" --yes-change-this-card`
    const script = [
      'set -e; mount -t tmpfs tmpfs /run; ip link set lo up; mkdir /run/pcscd',
      // Quick acknowledgements: else each APDU waits 44 ms for TCP.
      'ip route change local 127.0.0.1 dev lo table local quickack 1',
      'pcscd --foreground >/dev/null 2>&1 &',
      'until [ -S /run/pcscd/pcscd.comm ]; do sleep 0.1; done',
      `${node} serve --vpcd 127.0.0.1:35963 >/dev/null 2>&1 &`,
      `until ${node} readers 2>/dev/null | grep -q "Virtual PCD 00 00 (card present"; do sleep 0.3; done`,
      `${node} ${COMPARE.join(' ')} ${reader} ${join(folder, 'access.log')}`,
    ].join('\n')
    const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', 'sh', '-c', script]
    const child = spawn(findProgram('unshare') ?? '', args, {
      env: { ...plainEnvironment(), XDG_DATA_HOME: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), 110_000)
    const code = await new Promise((resolve) => child.once('close', resolve))
    clearTimeout(timer)
    expect(code).toBe(0)
    expect(figuresIn(out)).toEqual(await compare('--reader', 'emulated:', '--one-card'))
  }, 240_000)
})
