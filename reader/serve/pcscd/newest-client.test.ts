// A client that talks as libpcsclite 2.5 does (protocol 4:6): it reads exactly as many bytes as it expects, in the order
// of its own calls, so that a message too many or one too short shows at the next step.

import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Layout } from '../../../src/bytes/layout.ts'
import { Accumulator } from '../../framing/accumulator.ts'
import { PROTOCOL, RV, SHARE, SLOT_STATE } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import type { PcscdCommand } from '../../framing/pcscd.ts'
import { encodeRequest } from '../../framing/pcscd-stream.ts'
import { ECHOED, ECHO, bench, type Bench } from '../../testing/stand-in-bench.ts'
import { serveStandIn, type StandInServer } from './server.ts'

const NONE = new Uint8Array(0)

class NewestClient {
  readonly #socket: Socket
  readonly #pending = new Accumulator()
  #wake: (() => void) | undefined
  #hungUp = false
  /** Rows of the table that the library keeps: it asks for more when they grow, and gives up when they shrink. */
  #rows = 0

  constructor(path: string) {
    this.#socket = connect(path)
    this.#socket.on('data', (chunk) => {
      this.#pending.append(chunk)
      this.#wake?.()
    })
    this.#socket.on('close', () => {
      this.#hungUp = true
      this.#wake?.()
    })
  }

  async read(count: number): Promise<Uint8Array> {
    for (;;) {
      const bytes = this.#pending.take(count)
      if (bytes !== undefined) return bytes
      if (this.#hungUp) throw new Error(`the service hung up where ${count} bytes were to come`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  send(command: PcscdCommand, body: Uint8Array = NONE, payload: Uint8Array = NONE): void {
    this.#socket.write(encodeRequest(command, body, payload))
  }

  async ask<T>(command: PcscdCommand, layout: Layout<T>, value: T): Promise<T> {
    this.send(command, layout.encode(value))
    return layout.decode(await this.read(layout.size ?? 0))
  }

  /** SCardEstablishContext: tries again with what the server proposes where it was refused. */
  async establish(): Promise<number> {
    const { rv, minor } = await this.ask('version', frames.version, { major: 4, minor: 6, rv: 0 })
    expect({ rv, minor }).toEqual({ rv: RV.success, minor: 6 })
    return (await this.ask('establishContext', frames.establishContext, { scope: 2, context: 0, rv: 0 })).context
  }

  async table(): Promise<readonly frames.SlotRecord[]> {
    this.send('readerStatesCount')
    const count = (await this.read(4))[0] ?? 0
    expect(count).toBeGreaterThanOrEqual(this.#rows)
    this.#rows = count
    this.send('readerStatesArray')
    const table = await this.read(184 * count)
    const rows = Array.from({ length: count }, (_, at) =>
      frames.slotRecord.decode(table.subarray(184 * at, 184 * (at + 1))),
    )
    return rows.filter(({ reader }) => reader !== '')
  }

  /** SCardGetStatusChange up to where it waits. */
  async beginWait(): Promise<readonly frames.SlotRecord[]> {
    this.send('waitForChange')
    return this.table()
  }

  /** Where it waits: the next message must be the change. */
  async change(): Promise<number> {
    return frames.waited.decode(await this.read(8)).rv
  }

  /** SCardTransmit. */
  async transmit(card: number, command: Uint8Array): Promise<Uint8Array | number> {
    const pci = { sendProtocol: PROTOCOL.t1, sendPciLength: 16, receiveProtocol: PROTOCOL.any, receivePciLength: 16 }
    const body = { card, ...pci, sendLength: command.length, receiveLength: 258, rv: 0 }
    this.send('transmit', frames.transmit.encode(body), command)
    const { rv, receiveLength } = frames.transmit.decode(await this.read(32))
    return rv === RV.success ? this.read(receiveLength) : rv
  }

  end(): void {
    this.#socket.destroy()
  }
}

describe('libpcsclite 2.5 at the stand-in', () => {
  let folder = ''
  let server: StandInServer
  let at: Bench
  let client: NewestClient
  let context = 0

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
    at = bench()
    server = await serveStandIn(at.standIn, join(folder, 'pcscd.comm'))
    client = new NewestClient(server.environment.PCSCLITE_CSOCK_NAME)
    context = await client.establish()
  })

  afterEach(async () => {
    client.end()
    await server.close()
    await rm(folder, { recursive: true })
  })

  it('asks for changes before it lists readers, as programs that wait for one do', async () => {
    expect(await client.beginWait()).toMatchObject([{ reader: 'R 00', atrLength: 4 }])
    client.send('readerEvents')
    expect(frames.readerEvents.decode(await client.read(8)).events).toBe(1)
    at.standIn.attach('R 01')
    expect(await client.change()).toBe(RV.success)
    expect((await client.beginWait()).map(({ reader }) => reader)).toEqual(['R 00', 'R 01'])
    client.send('stopWaiting')
    expect(await client.change()).toBe(RV.success)
    expect(await client.table()).toHaveLength(2)
  })

  it('meets a change between wait and table after the table, not within', async () => {
    client.send('waitForChange')
    client.send('readerStatesCount')
    expect((await client.read(4))[0]).toBe(16)
    at.reader.remove()
    client.send('readerStatesArray')
    const { state } = frames.slotRecord.decode((await client.read(16 * 184)).subarray(0, 184))
    expect(state).toBe(SLOT_STATE.absent)
    expect(await client.change()).toBe(RV.success)
  })

  it('connects, carries a command, and reconnects after a steered reset', async () => {
    const asked = { context, reader: 'R 00', shareMode: SHARE.shared, preferredProtocols: PROTOCOL.any }
    const { card, rv } = await client.ask('connect', frames.connect, { ...asked, card: 0, activeProtocol: 0, rv: 0 })
    expect(rv).toBe(RV.success)
    expect(await client.transmit(card, ECHO)).toEqual(ECHOED)
    at.standIn.injectFault({ on: 'transmit', does: 'reset' })
    expect([await client.transmit(card, ECHO), await client.transmit(card, ECHO)]).toEqual([RV.resetCard, RV.resetCard])
    const again = { shareMode: SHARE.shared, preferredProtocols: PROTOCOL.any, initialization: 0, activeProtocol: 0 }
    expect(await client.ask('reconnect', frames.reconnect, { card, ...again, rv: 0 })).toMatchObject({ rv: RV.success })
    expect(await client.transmit(card, ECHO)).toEqual(ECHOED)
  })
})
