// The pcsc driver in a process of its own, for lab tests: a native binding that crashes or hangs does so here. Reads one
// step a line from standard input and writes one JSON line for each.
// Steps: `list`, `open [READER]`, `send HEX`, `control CODE`, `reset`, `lock HEX`, `watch`, `await KIND`, `close`, `exit`. The end of input
// closes the driver, and the process ends when nothing holds it. Argument: the npm package.

import { createInterface } from 'node:readline'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { nativePcsc } from '../drivers/pcsc/load.ts'
import { pcscDriver } from '../drivers/pcsc/pcsc.ts'
import { loadPcscMini } from '../drivers/pcsc/pcsc-mini.ts'
import { loadPcsclite } from '../drivers/pcsc/pcsclite.ts'
import type { PcscCard } from '../drivers/pcsc/session.ts'
import type { ReaderChange } from '../reader.ts'

const load = process.argv[2] === 'pcsc-mini' ? loadPcscMini : loadPcsclite
const driver = pcscDriver({ ...nativePcsc(), load: [load] })
const changes: ReaderChange[] = []
let card: PcscCard | undefined

async function step(word: string, rest: string): Promise<unknown> {
  switch (word) {
    case 'list':
      return (await driver.list()).map((state) => ({ ...state, atr: printHex(state.atr) }))
    case 'open':
      card = await driver.open(rest === '' ? undefined : rest, { limitMs: 3000 })
      return { ...card.facts, atr: printHex(card.facts.atr) }
    case 'send':
      return send(rest)
    case 'control':
      return printHex((await card?.control(Number(rest), new Uint8Array(0), 264)) ?? new Uint8Array(0))
    case 'lock':
      return card?.transaction === undefined ? 'no transactions' : card.transaction(() => send(rest))
    case 'reset':
      return card?.reset()
    case 'watch':
      driver.watch((change) => changes.push(change))
      return undefined
    case 'await':
      return awaitChange(rest)
    case 'close':
      return card?.close()
    case 'exit':
      return process.exit(0)
    default:
      throw new Error(`no step ${word}`)
  }
}

async function send(hex: string): Promise<string | undefined> {
  const answer = await card?.transmit(decodeCommand(parseHex(hex)))
  return answer === undefined ? undefined : `${printHex(answer.data)} ${answer.sw.toString(16)}`
}

/** Takes changes until one of that kind has come. */
async function awaitChange(kind: string): Promise<string> {
  for (;;) {
    const change = changes.shift()
    if (change?.kind === kind) return kind
    if (change === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word = '', ...rest] = line.split(' ')
  const told = await step(word, rest.join(' ')).then(
    (value) => ({ ok: value ?? null }),
    (error: unknown) => ({ failed: Reflect.get(Object(error), 'code') ?? String(error), why: String(error) }),
  )
  process.stdout.write(`${JSON.stringify(told)}\n`)
}

await driver.close()
if (driver.stuck) process.kill(process.pid, 'SIGTERM')
