// npm pcsc-mini 0.1.3 behind the port: prebuilt, so it works where pcsclite has found no compiler. Absorbs: errors as
// names instead of numbers, a change event whose ATR is not the card's (0.1.3 on Linux), short default buffers.

import { isMainThread } from 'node:worker_threads'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { PROTOCOL, RV, SHARE } from '../../framing/pcsc-codes.ts'
import { within } from '../../time-limit.ts'
import { BARE_LIMIT_MS, BARE_ROOM, type BareCard, type PcscBinding, type PcscConnection } from './binding.ts'
import { libraryAdvice, pcscFailure } from './failure.ts'

type Native = typeof import('pcsc-mini')
type NativeCard = import('pcsc-mini').Card
type NativeReader = import('pcsc-mini').Reader

const READER_STATE_UNKNOWN = 0x0c

/** Throws `WireFailure` `noLibrary`. */
export async function loadPcscMini(): Promise<PcscBinding> {
  if (!isMainThread) throw new WireFailure('noLibrary', 'pcsc-mini is not tried in worker threads: use the main thread')
  process.env['PCSCLITE_NO_BLOCKING'] ??= '1'
  try {
    return pcscMiniBinding(await import('pcsc-mini'))
  } catch (cause) {
    throw new WireFailure('noLibrary', `npm package pcsc-mini is not usable: ${libraryAdvice(process.platform)}`, {
      cause,
    })
  }
}

export function pcscMiniBinding(native: Pick<Native, 'Client'>): PcscBinding {
  const client = new native.Client()
  return {
    name: 'pcsc-mini',
    start(tell) {
      client.on('error', (error: unknown) => {
        tell({ kind: 'ended', failure: pcscFailure(numberOf(error), 'PC/SC service', error) })
        stopQuietly(client)
      })
      client.on('reader', (reader: NativeReader) => {
        reader.on('change', (status: { readonly raw: number }) => {
          if ((status.raw & READER_STATE_UNKNOWN) !== 0) return
          tell({ kind: 'state', reader: reader.name(), state: status.raw, atr: undefined })
        })
        reader.on('disconnect', () => tell({ kind: 'gone', reader: reader.name() }))
      })
      try {
        client.start()
      } catch (error) {
        throw pcscFailure(numberOf(error), 'PC/SC service', error)
      }
    },
    async connect(name, share, protocols) {
      const reader = client.reader(name)
      if (reader === undefined) throw new WireFailure('readerGone', `pcsc:${name}: the reader is gone`)
      const card = await named(name, 'connect', () => reader.connect(share, protocols))
      return connection(name, card, share)
    },
    stop() {
      stopQuietly(client)
    },
  }
}

/**
 * A client whose service has gone fails to stop, and crashes the process when it is collected afterwards. It is kept for
 * ever instead: one small object for each time that the service dies.
 */
const dead = new Set<unknown>()

function stopQuietly(client: InstanceType<Native['Client']>): void {
  try {
    client.stop()
  } catch {
    dead.add(client)
  }
}

function connection(name: string, card: NativeCard, share: number): PcscConnection {
  let protocol = card.protocol()
  return {
    get protocol() {
      return protocol
    },
    transmit: (command, room) =>
      named(name, 'transmit', async () =>
        Uint8Array.from(await card.transmitProtocol(protocol, command, new ArrayBuffer(room))),
      ),
    control: (code, data, room) =>
      named(name, 'control', async () => Uint8Array.from(await card.control(code, data, new ArrayBuffer(room)))),
    async reconnect(initialization) {
      protocol = await named(name, 'reconnect', () => card.reconnect(share, initialization))
      return protocol
    },
    async begin() {
      const transaction = await named(name, 'begin transaction', () => card.transaction())
      return () => named(name, 'end transaction', () => transaction.end(0))
    },
    disconnect: (disposition) => named(name, 'disconnect', () => card.disconnect(disposition)),
  }
}

async function named<T>(reader: string, doing: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw pcscFailure(numberOf(error), `pcsc:${reader}: ${doing}`, error)
  }
}

/** The binding names PC/SC's values by its own code words, which are the constants in another spelling. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ['Cancelled', RV.cancelled],
  ['CommDataLost', RV.commDataLost],
  ['CommError', RV.commError],
  ['InsufficientBuffer', RV.insufficientBuffer],
  ['InvalidHandle', RV.invalidHandle],
  ['NoCardConnection', RV.invalidHandle],
  ['NoReadersAvailable', RV.noReadersAvailable],
  ['NoService', RV.noService],
  ['NoSmartCard', RV.noSmartcard],
  ['NotTransacted', RV.notTransacted],
  ['ProtoMismatch', RV.protoMismatch],
  ['ReaderUnavailable', RV.readerUnavailable],
  ['RemovedCard', RV.removedCard],
  ['ResetCard', RV.resetCard],
  ['SecurityViolation', RV.securityViolation],
  ['ServiceStopped', RV.serviceStopped],
  ['SharingViolation', RV.sharingViolation],
  ['Timeout', RV.timeout],
  ['UnknownReader', RV.unknownReader],
  ['UnpoweredCard', RV.unpoweredCard],
  ['UnresponsiveCard', RV.unresponsiveCard],
  ['UnsupportedCard', RV.unsupportedCard],
  ['UnsupportedFeature', RV.unsupportedFeature],
])

function numberOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? NAMED.get(error.code) : undefined
}

/** Opens a card through the library alone. Throws `WireFailure`, and the binding's own errors. */
export async function barePcscMini(name: string): Promise<BareCard> {
  await loadPcscMini()
  const client = new (await import('pcsc-mini')).Client()
  const found = new Promise<NativeReader>((resolve) => {
    client.on('reader', (reader: NativeReader) => {
      if (reader.name() === name) resolve(reader)
    })
  })
  client.on('error', () => undefined)
  client.start()
  const reader = await within(BARE_LIMIT_MS, `pcsc-mini: reader ${name}`, found)
  const card = await reader.connect(SHARE.shared, PROTOCOL.any)
  const protocol = card.protocol()
  const room = new ArrayBuffer(BARE_ROOM)
  return {
    exchange: (command) => card.transmitProtocol(protocol, command, room),
    close: () => stopQuietly(client),
  }
}
