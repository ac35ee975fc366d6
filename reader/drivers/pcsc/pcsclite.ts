// npm pcsclite 1.0.1 behind the port. Absorbs: no binding without a compiler, a process abort in worker threads, a
// constructor that throws, native readers that must be closed one by one, "cancelled" reported as an error after
// close(), error numbers that exist only inside message texts, no reconnect.

import { isMainThread } from 'node:worker_threads'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { PROTOCOL, SHARE } from '../../framing/pcsc-codes.ts'
import { within } from '../../time-limit.ts'
import {
  BARE_LIMIT_MS,
  BARE_ROOM,
  type BareCard,
  type BindingEvent,
  type PcscBinding,
  type PcscConnection,
} from './binding.ts'
import { libraryAdvice, pcscFailure } from './failure.ts'

type Native = typeof import('pcsclite')
type NativeContext = ReturnType<Native>
type NativeReader = import('pcsclite').NativeReader

/** Throws `WireFailure` `noLibrary`. */
export async function loadPcsclite(): Promise<PcscBinding> {
  if (!isMainThread) {
    throw new WireFailure('noLibrary', 'pcsclite aborts the process in a worker thread: use the main thread')
  }
  // libpcsclite otherwise sleeps and retries for as long as another program holds the card; it reads this once.
  process.env['PCSCLITE_NO_BLOCKING'] ??= '1'
  try {
    const native: { default: Native } = await import('pcsclite')
    return pcscliteBinding(native.default)
  } catch (cause) {
    throw new WireFailure('noLibrary', `npm package pcsclite is not usable: ${libraryAdvice(process.platform)}`, {
      cause,
    })
  }
}

export function pcscliteBinding(open: Native): PcscBinding {
  const readers = new Map<string, NativeReader>()
  let context: NativeContext | undefined
  let stopped = false
  return {
    name: 'pcsclite',
    start(tell) {
      context = openContext(open)
      const tellUnlessStopped = (event: BindingEvent): void => {
        if (!stopped) tell(event)
      }
      context.on('error', (error: Error) => {
        tellUnlessStopped({ kind: 'ended', failure: pcscFailure(numberIn(error), 'PC/SC service', error) })
      })
      context.on('reader', (reader: NativeReader) => {
        readers.set(reader.name, reader)
        follow(reader, tellUnlessStopped)
        reader.once('end', () => readers.delete(reader.name))
      })
    },
    async connect(name, share, protocols) {
      const reader = readers.get(name)
      if (reader === undefined) throw new WireFailure('readerGone', `pcsc:${name}: the reader is gone`)
      return connectTo(reader, share, protocols)
    },
    stop() {
      stopped = true
      for (const reader of readers.values()) reader.close()
      context?.close()
    },
  }
}

function openContext(open: Native): NativeContext {
  try {
    return open()
  } catch (error) {
    throw pcscFailure(numberIn(error), 'PC/SC service', error)
  }
}

function follow(reader: NativeReader, tell: (event: BindingEvent) => void): void {
  reader.on('status', (status: { readonly state: number; readonly atr?: Buffer }) => {
    tell({ kind: 'state', reader: reader.name, state: status.state, atr: copy(status.atr) })
  })
  // An error of the reader's watcher is followed by its end, which says the same.
  reader.on('error', () => undefined)
  reader.once('end', () => tell({ kind: 'gone', reader: reader.name }))
}

async function connectTo(reader: NativeReader, share: number, protocols: number): Promise<PcscConnection> {
  // The native object holds one connection and answers a second connect() with neither an error nor a protocol.
  if (reader.connected) throw new WireFailure('busy', `pcsc:${reader.name}: this program already has the card open`)
  let protocol = await connectNow(reader, share, protocols)
  return {
    get protocol() {
      return protocol
    },
    begin: undefined,
    transmit: (command, room) =>
      called(reader, 'transmit', (done) => reader.transmit(bufferOf(command), room, protocol, done)),
    control: (code, data, room) =>
      called(reader, 'control', (done) => reader.control(bufferOf(data), code, room, done)),
    async reconnect(initialization) {
      await disconnectNow(reader, initialization)
      protocol = await connectNow(reader, share, protocols)
      return protocol
    },
    disconnect: (disposition) => disconnectNow(reader, disposition),
  }
}

async function connectNow(reader: NativeReader, share: number, protocols: number): Promise<number> {
  return new Promise((resolve, reject) => {
    reader.connect({ share_mode: share, protocol: protocols }, (error, protocol) => {
      if (error) reject(pcscFailure(numberIn(error), `pcsc:${reader.name}: connect`, error))
      else resolve(protocol ?? PROTOCOL.undefined)
    })
  })
}

async function disconnectNow(reader: NativeReader, disposition: number): Promise<void> {
  return new Promise((resolve, reject) => {
    reader.disconnect(disposition, (error) => {
      if (error) reject(pcscFailure(numberIn(error), `pcsc:${reader.name}: disconnect`, error))
      else resolve()
    })
  })
}

type Done = (error: Error | null | undefined, response?: Buffer) => void

async function called(reader: NativeReader, doing: string, call: (done: Done) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(pcscFailure(numberIn(error), `pcsc:${reader.name}: ${doing}`, error))
      else resolve(copy(response) ?? new Uint8Array(0))
    })
  })
}

/**
 * The return value, which this binding tells only as eight hex digits at the end of its text. It is the one place where
 * a text is read; the words before the number differ by platform and language and are not.
 */
function numberIn(error: unknown): number | undefined {
  const digits = error instanceof Error ? /\(0x([0-9a-f]{8,16})\)$/.exec(error.message)?.[1] : undefined
  return digits === undefined ? undefined : Number.parseInt(digits.slice(-8), 16)
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function copy(buffer: Buffer | undefined): Uint8Array | undefined {
  return buffer === undefined ? undefined : Uint8Array.from(buffer)
}

/** Opens a card through the library alone. Throws `WireFailure`, and the binding's own errors. */
export async function barePcsclite(name: string): Promise<BareCard> {
  await loadPcsclite()
  const context = (await import('pcsclite')).default()
  const found = new Promise<NativeReader>((resolve) => {
    context.on('reader', (reader: NativeReader) => {
      reader.on('error', () => undefined)
      if (reader.name === name) resolve(reader)
    })
  })
  context.on('error', () => undefined)
  const reader = await within(BARE_LIMIT_MS, `pcsclite: reader ${name}`, found)
  const protocol = await connectNow(reader, SHARE.shared, PROTOCOL.any)
  return {
    exchange: (command) =>
      new Promise((resolve, reject) => {
        reader.transmit(bufferOf(command), BARE_ROOM, protocol, (error, response) => {
          if (error || response === undefined) reject(error ?? new Error('no response'))
          else resolve(response)
        })
      }),
    close() {
      reader.close()
      context.close()
    },
  }
}
