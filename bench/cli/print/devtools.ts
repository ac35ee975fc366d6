// A conversation with a browser over two pipes: the DevTools protocol, a JSON object a message, each ended by a zero byte
// (chromedevtools.github.io, "remote-debugging-pipe"). No port is opened and nothing is asked of the network.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

/** One line: what the browser did not do. */
export class PrintingFailed extends Error {
  override readonly name = 'PrintingFailed'
}

export type Answer = Readonly<Record<string, unknown>>
/** Calls a method of the page. Throws `PrintingFailed`. */
export type Call = (method: string, params?: object) => Promise<Answer>

/** Printing takes a second; a browser that does not answer is ended. */
const LIMIT_MS = 60_000

const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-sync',
  '--disable-component-update',
  '--disable-background-networking',
]

/** Starts a browser with an empty page of its own, and ends it with all that it wrote when `use` has ended. */
export async function withPage<Result>(browser: string, use: (call: Call) => Promise<Result>): Promise<Result> {
  const profile = mkdtempSync(join(tmpdir(), 'tickbench-print-'))
  // A browser refuses to run as root inside its sandbox; the only page that it sees is ours, without a script.
  const flags = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new PrintingFailed(`${browser} does not start`, { cause })))
    child.once('exit', () => reject(new PrintingFailed(`${browser} ended before it had printed`)))
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  const call = conversation(child.stdio[3] as Writable, child.stdio[4] as Readable)
  try {
    return await Promise.race([pageOf(call).then(use), failed])
  } finally {
    // One that is asked to close ends its own processes, which write into its folder to the last.
    const asked = child.exitCode === null ? call('Browser.close', {}) : undefined
    asked?.catch(() => undefined)
    await Promise.race([ended, delay(GOODBYE_MS, undefined, { ref: false })])
    clearTimeout(timer)
    child.kill('SIGKILL')
    await removed(profile)
  }
}

const GOODBYE_MS = 3_000
const TRIES = 20
const BETWEEN_TRIES_MS = 100

/** A process that ends late may write once more: what was printed does not fail for that. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch {
      await delay(BETWEEN_TRIES_MS)
    }
  }
}

type BrowserCall = (method: string, params: object, sessionId?: string) => Promise<Answer>

async function pageOf(call: BrowserCall): Promise<Call> {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
  return (method, params = {}) => call(method, params, String(sessionId))
}

interface Message {
  readonly id?: number
  readonly result?: Answer
  readonly error?: { readonly message: string }
}

function conversation(to: Writable, from: Readable): BrowserCall {
  const waiting = new Map<number, (message: Message) => void>()
  let rest = Buffer.alloc(0)
  from.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const message = JSON.parse(rest.subarray(0, end).toString('utf8')) as Message
      rest = rest.subarray(end + 1)
      if (message.id !== undefined) waiting.get(message.id)?.(message)
    }
  })
  // A browser that has gone is told by its end.
  to.on('error', () => undefined)
  let last = 0
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, ({ result, error }) => {
        if (error === undefined) resolve(result ?? {})
        else reject(new PrintingFailed(`the browser refused ${method}: ${error.message}`))
      })
      to.write(`${JSON.stringify({ id: last, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`)
    })
}
