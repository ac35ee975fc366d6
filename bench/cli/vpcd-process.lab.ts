// `serve --vpcd` as a program, compiled, with this process as the virtual reader.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadCardImage, saveCardImage } from '../../card-applets/image-file.ts'
import { fullCard } from './full-card.ts'
import { PLANTED_COMMANDS } from './testing/planted.ts'
import { afterEach, expect, it } from 'vitest'
import { concat } from '../../src/bytes/bytes.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { encodeVpcdControl, encodeVpcdFrame, VpcdSplitter } from '../../reader/framing/vpcd.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { descendantsOf, HAS_PROC, isRunning, until } from '../run/testing/processes.ts'

const MAIN = join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')
const LIMIT_MS = 60_000
const SELECT_ECHO = '00A4040C09F07469636B6563686F'

let listening: Server | undefined
let program: ChildProcess | undefined

afterEach(() => {
  listening?.close()
  program?.kill('SIGKILL')
})

interface Served {
  readonly program: ChildProcess
  readonly card: Socket
  /** Exit code and what was said, once it has ended. */
  readonly ended: Promise<{ readonly code: number; readonly said: string }>
}

async function served(...words: readonly string[]): Promise<Served> {
  const server = createServer({ noDelay: true })
  listening = server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const joined = once(server, 'connection') as Promise<[Socket]>
  const address = `127.0.0.1:${Reflect.get(Object(server.address()), 'port')}`
  const started = spawn(process.execPath, [MAIN, 'serve', '--vpcd', address, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  program = started
  let said = ''
  started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(started, 'close').then(([code]) => ({ code: Number(code), said }))
  const [card] = await joined
  card.on('error', () => undefined)
  return { program: started, card, ended }
}

/** Sends frames as one write and gives the answers, so many. */
async function answers(card: Socket, frames: readonly Uint8Array[], count: number): Promise<readonly string[]> {
  const splitter = new VpcdSplitter()
  const found: string[] = []
  const enough = new Promise<void>((resolve) => {
    card.on('data', (chunk) => {
      found.push(...splitter.push(chunk).map(printHex))
      if (found.length >= count) resolve()
    })
  })
  card.write(concat(...frames))
  await enough
  return found
}

function command(hex: string): Uint8Array {
  return encodeVpcdFrame(parseHex(hex, 'command'))
}

it(
  'answers commands that come one behind the other, and ends when the reader hangs up',
  { timeout: LIMIT_MS },
  async () => {
    const { card, ended } = await served()
    const controls = [encodeVpcdControl('reset'), encodeVpcdControl('getAtr')]
    const frames = [...controls, command(SELECT_ECHO), command('8010000002AABB00')]
    expect(await answers(card, frames, 3)).toEqual([expect.stringMatching(/^3b/), '9000', 'aabb9000'])
    card.end()
    const { code, said } = await ended
    expect(code).toBe(4)
    expect(said).toMatch(/^tickbench: the virtual reader at 127\.0\.0\.1:\d+ hung up: pcscd has stopped, or/m)
  },
)

it('tells what the reader asks of the card, in lines and in a file', { timeout: LIMIT_MS }, async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'vpcd-')), 'session.jsonl')
  const { card, ended } = await served('--trace=apdus', '--trace-file', file)
  await answers(card, [encodeVpcdControl('reset'), command(SELECT_ECHO)], 1)
  card.end()
  const { said } = await ended
  expect(said).toMatch(/^ {6}reader 0 {7}> SELECT .*\n {6}reader 0 {7}< 9000 done$/m)
  const [header, ...events] = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(JSON.parse(header ?? '')).toMatchObject({
    schema: 'tickbench.lab/1',
    command: expect.stringContaining('serve'),
  })
  expect(events.at(-2)).toContain('"kind":"response"')
  expect(events.at(-1)).toContain('"state":"off"')
  rmSync(dirname(file), { recursive: true })
})

it('keeps the card of a file when it is stopped', { timeout: LIMIT_MS }, async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'vpcd-')), 'my.card')
  await saveCardImage(file, fullCard('p256').card.image())
  const before = readFileSync(file)
  const { program, card, ended } = await served('--card-image', file)
  const commands = PLANTED_COMMANDS.slice(1, 4).map((bytes) => encodeVpcdFrame(bytes))
  expect(await answers(card, [encodeVpcdControl('powerOn'), ...commands], 3)).toContain('9000')
  program.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect(readFileSync(file)).not.toEqual(before)
  expect((await loadCardImage(file)).applets).toHaveLength(10)
  rmSync(dirname(file), { recursive: true })
})

it('ends with what the reader sent wrong', { timeout: LIMIT_MS }, async () => {
  const { card, ended } = await served()
  card.write(encodeVpcdFrame(Uint8Array.of(9)))
  expect(await ended).toEqual({ code: 4, said: expect.stringContaining("does not speak vpcd's protocol") })
})

it.runIf(HAS_PROC)('takes the card along, whatever ends it', { timeout: LIMIT_MS }, async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const { program, card } = await served()
    await answers(card, [encodeVpcdControl('getAtr')], 1)
    const [one] = descendantsOf(program.pid ?? 0)
    program.kill(signal)
    await once(card, 'close')
    await until(() => !isRunning(one ?? 0))
    listening?.close()
  }
})
