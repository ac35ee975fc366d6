// A card that is a process and joins this one as its virtual reader, by vsmartcard's protocol. Leaner than the driver
// `vpicc`, so that less of an exchange is the reader's; it ends the process when it is closed, and waits for no silent card.

import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import type { OpenCard } from '../../../src/card/channel.ts'
import { encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../../src/iso7816/response-apdu.ts'
import { encodeVpcdControl, encodeVpcdFrame, VpcdSplitter } from '../../../reader/framing/vpcd.ts'
import { defaultProtocol } from '../../../reader/wire-form.ts'

export interface JoinedCard {
  readonly card: OpenCard
  readonly exchange: (frame: Uint8Array) => Promise<Uint8Array>
  /** The frames one after the other, so often; `taken` gets each answer. */
  readonly exchangeAll: (
    frames: readonly Uint8Array[],
    repeat: number,
    taken: (answer: Uint8Array) => void,
  ) => Promise<void>
  close(): Promise<void>
}

/** `command` gets the address to join as its last word. Throws `Error` when it ends before it has joined. */
export async function joinedCard(
  program: string,
  wordsFor: (address: string) => readonly string[],
): Promise<JoinedCard> {
  const server = createServer({ noDelay: true })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, HOST, () => resolve(Number(Reflect.get(Object(server.address()), 'port'))))
  })
  const child = spawn(program, wordsFor(`${HOST}:${port}`), { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    return await linked(child, await joining(child, new Promise((resolve) => server.once('connection', resolve))))
  } finally {
    server.close()
  }
}

const HOST = '127.0.0.1'

function joining(child: ChildProcess, joined: Promise<Socket>): Promise<Socket> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-1000)))
  const early = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`a card ended before it had joined (${code}): ${said.trim()}`)))
  })
  early.catch(() => undefined)
  return Promise.race([joined, early])
}

async function linked(child: ChildProcess, socket: Socket): Promise<JoinedCard> {
  const splitter = new VpcdSplitter()
  let waiting: { take(answer: Uint8Array): void; fail(cause: Error): void } | undefined
  socket.on('data', (chunk) => {
    for (const frame of splitter.push(chunk)) waiting?.take(frame)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => waiting?.fail(hasLeft()))
  const exchangeAll: JoinedCard['exchangeAll'] = (frames, repeat, taken) => {
    const encoded = frames.map(encodeVpcdFrame)
    const all = repeat * encoded.length
    let sent = 0
    const next = (): void => void socket.write(encoded[sent++ % encoded.length] ?? NOTHING)
    return new Promise((resolve, fail) => {
      if (socket.destroyed) throw hasLeft()
      const take = (answer: Uint8Array): void => {
        try {
          taken(answer)
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)))
        }
        if (sent < all) next()
        else resolve()
      }
      waiting = { take, fail }
      next()
    })
  }
  const exchange = async (frame: Uint8Array): Promise<Uint8Array> => {
    let found: Uint8Array = NOTHING
    await exchangeAll([frame], 1, (answer) => (found = answer))
    return found
  }
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('close', resolve))
    socket.destroy()
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await ended
  }
  socket.write(encodeVpcdControl('powerOn'))
  const atr = await exchange(ATR_REQUEST)
  const facts = {
    address: '',
    driver: 'vpicc',
    reader: '',
    atr,
    protocol: defaultProtocol(atr),
    maxCommandBytes: undefined,
  }
  const card: OpenCard = {
    facts,
    transmit: async (command) => decodeResponse(await exchange(encodeCommand(command))),
    reset: async () => void (socket.write(encodeVpcdControl('reset')), await exchange(ATR_REQUEST)),
    close: () => Promise.resolve(),
  }
  return { card, exchange, exchangeAll, close }
}

function hasLeft(): Error {
  return new Error('a card under measurement has left')
}

const NOTHING = new Uint8Array(0)
/** Its one byte without the length, which is put before it as before any frame. */
const ATR_REQUEST = encodeVpcdControl('getAtr').subarray(2)
