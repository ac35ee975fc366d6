// The stand-in on a Unix socket. A program that is started with PCSCLITE_CSOCK_NAME=<socket> takes it for pcscd: no root,
// no daemon, no kernel module.

import { counted } from '../../../src/bytes/counted.ts'
import { chmod, lstat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { requestSplitter } from '../../framing/pcscd-stream.ts'
import type { StandIn } from './service.ts'
import { Session } from './session.ts'

export interface StandInServer {
  /** For the environment of the programs that shall see the cards. */
  readonly environment: { readonly PCSCLITE_CSOCK_NAME: string }
  /** Hangs up on every client and removes the socket. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Whether other users of the machine may connect, as with the daemon's own socket. Default false. */
  readonly everyone?: boolean
  /** Told when a client sent what is no request; the connection is closed then. */
  readonly onBadClient?: (error: DecodeError) => void
}

/** A socket's path has room for 107 bytes (unix(7)). */
const MOST_PATH = 107

/** Throws `WireFailure` `busy` where somebody listens at `path` already, and what the file system says else. */
export async function serveStandIn(standIn: StandIn, path: string, options: ServeOptions = {}): Promise<StandInServer> {
  if (Buffer.byteLength(path) > MOST_PATH)
    throw new WireFailure('tooLong', `${path}: a socket's path has at most ${counted(MOST_PATH, 'byte')}`)
  await clearStale(path)
  const clients = new Map<Socket, Session>()
  const find = (context: number): Session | undefined =>
    [...clients.values()].find((session) => session.context === context)
  const server = createServer((socket) => accept(socket, standIn, clients, { find, options }))
  await listen(server, path)
  await chmod(path, options.everyone === true ? 0o777 : 0o700)
  return {
    environment: { PCSCLITE_CSOCK_NAME: path },
    close: () => stop(server, clients),
  }
}

interface Accepting {
  readonly find: (context: number) => Session | undefined
  readonly options: ServeOptions
}

function accept(socket: Socket, standIn: StandIn, clients: Map<Socket, Session>, { find, options }: Accepting): void {
  const split = requestSplitter()
  const wire = { send: (bytes: Uint8Array) => void socket.write(bytes), hangUp: () => void socket.destroy() }
  const session = new Session(standIn, wire, find)
  clients.set(socket, session)
  socket.on('data', (chunk) => {
    try {
      for (const request of split(chunk)) {
        if (socket.destroyed) return
        session.take(request)
      }
      // A client that asks without reading the answers waits, or its answers would fill the memory.
      if (socket.writableNeedDrain) socket.pause()
    } catch (error) {
      socket.destroy()
      if (!(error instanceof DecodeError)) throw error
      options.onBadClient?.(error)
    }
  })
  socket.on('drain', () => socket.resume())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    clients.delete(socket)
    session.end()
  })
}

/** A socket that nobody answers at is left over from a process that was killed. Anything else in its place stays. */
async function clearStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw new WireFailure('busy', `${path} exists and is no socket: name another path`)
  if (await answers(path)) throw new WireFailure('busy', `${path}: another program serves here already`)
  await unlink(path)
}

async function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const settle = (answered: boolean): void => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}

async function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

async function stop(server: Server, clients: ReadonlyMap<Socket, Session>): Promise<void> {
  for (const socket of clients.keys()) socket.destroy()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
}
