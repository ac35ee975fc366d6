// Our card in our virtual reader: both ends of the link at once.

import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { vpiccDriver } from '../drivers/vpicc.ts'
import { decodeVpcdMessage, encodeVpcdFrame, VpcdSplitter } from '../framing/vpcd.ts'
import type { ReaderDriver } from '../reader.ts'
import { ECHO_ATR, echoPort, type EchoPort } from '../testing/echo-port.ts'
import { freePort } from '../testing/free-port.ts'
import { plugIntoVpcd, type PluggedCard } from './vpcd.ts'

const host = '127.0.0.1'
const clock = (): bigint => 0n
const data = new Uint8Array(1024).fill(7)
const extended = commandApdu({ cla: 0x80, ins: 0x10, data, ne: 65_536 })

let driver: ReaderDriver | undefined
let plugged: PluggedCard | undefined
let server: Server | undefined

afterEach(async () => {
  await plugged?.unplug()
  await driver?.close()
  server?.close()
  plugged = undefined
  driver = undefined
  server = undefined
})

function pulled(): never {
  throw new WireFailure('cardRemoved', 'pulled out')
}

async function listed(): Promise<unknown> {
  return (await driver?.list())?.map(({ card }) => card)
}

async function opened(card: EchoPort): Promise<{ readonly open: OpenCard; readonly port: number }> {
  const port = await freePort()
  driver = vpiccDriver(port)
  await driver.list()
  plugged = await plugIntoVpcd(card, { host, port }, { clock })
  return { port, open: await driver.open(undefined, { limitMs: 500 }) }
}

describe('a card of ours in a virtual reader of ours', () => {
  it('shows its ATR and carries extended commands', async () => {
    const { open } = await opened(echoPort())
    expect(open.facts).toMatchObject({ atr: ECHO_ATR, protocol: 'T=1' })
    expect((await open.transmit(extended)).data).toEqual(data)
  })

  it('is reset, powered off at the end, and listed as present', async () => {
    const card = echoPort()
    const { open } = await opened(card)
    await open.reset()
    await open.close()
    expect(await driver?.list()).toMatchObject([{ card: 'present', atr: ECHO_ATR }])
    expect(card.log).toEqual(['powerOn', 'reset', 'powerOff'])
  })

  it('fails as cardRemoved when it is unplugged, and goes on with the next one', async () => {
    const { open, port } = await opened(echoPort())
    await plugged?.unplug()
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'cardRemoved' })
    plugged = await plugIntoVpcd(echoPort(), { host, port }, { clock })
    await open.reset()
    expect((await open.transmit(extended)).data).toEqual(data)
  })

  it('is not taken for another one that has come in its place', async () => {
    const { open, port } = await opened(echoPort())
    await plugged?.unplug()
    await expect.poll(listed, { timeout: 30_000 }).toEqual(['absent'])
    plugged = await plugIntoVpcd(echoPort(), { host, port }, { clock })
    await expect.poll(listed, { timeout: 30_000 }).toEqual(['present'])
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'cardRemoved' })
    await open.reset()
    expect((await open.transmit(extended)).data).toEqual(data)
  })

  it('fails as protocol for a response without a status word, and goes on', async () => {
    const card = echoPort()
    let short = true
    const { open } = await opened({
      ...card,
      exchange: (bytes) => (short ? Uint8Array.of(0x90) : card.exchange(bytes)),
    })
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'protocol' })
    short = false
    expect((await open.transmit(extended)).data).toEqual(data)
  })

  it('owes no answer after a reset, however late the one before comes', async () => {
    const port = await freePort()
    driver = vpiccDriver(port)
    await driver.list()
    const mute = await lateCard(port)
    const open = await driver.open(undefined, { limitMs: 300 })
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'timeout' })
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'cardMute' })
    await open.reset()
    expect((await open.transmit(extended)).sw).toBe(0x9001)
    mute.destroy()
  })

  it('gets each caller its own answer, also who asks while another waits', async () => {
    const { open } = await opened(echoPort())
    const [response, states] = await Promise.all([open.transmit(extended), driver?.list()])
    expect(response.data).toEqual(data)
    expect(states).toMatchObject([{ atr: ECHO_ATR }])
  })

  it('is not sent what the link cannot carry', async () => {
    const { open } = await opened(echoPort())
    const long = commandApdu({ cla: 0x80, ins: 0x10, data: new Uint8Array(65_535), ne: 65_536 })
    await expect(open.transmit(long)).rejects.toMatchObject({ code: 'tooLong' })
  })
})

describe('the virtual reader', () => {
  it('fails as noCard when none connects in time', async () => {
    driver = vpiccDriver(await freePort())
    await expect(driver.open(undefined, { limitMs: 20 })).rejects.toMatchObject({ code: 'noCard' })
    expect(await driver.list()).toMatchObject([{ card: 'absent' }])
  })

  it('fails as busy when its port is taken', async () => {
    const port = await freePort()
    server = createServer()
    await new Promise<void>((resolve) => server?.listen(port, host, resolve))
    driver = vpiccDriver(port)
    await expect(driver.list()).rejects.toMatchObject({ code: 'busy' })
  })

  it('cuts off a card that gives no answer in time', async () => {
    const port = await freePort()
    driver = vpiccDriver(port)
    await driver.list()
    const mute = connect(port, host)
      .on('error', () => undefined)
      .resume()
    const closed = new Promise((resolve) => mute.once('close', resolve))
    await expect(driver.open(undefined, { limitMs: 30 })).rejects.toMatchObject({ code: 'timeout' })
    await closed
  })
})

/** Its first answer comes when it is reset, before its ATR. */
async function lateCard(port: number): Promise<Socket> {
  const socket = connect(port, host).on('error', () => undefined)
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  const splitter = new VpcdSplitter()
  let commands = 0
  socket.on('data', (chunk) => {
    for (const frame of splitter.push(chunk)) {
      const message = decodeVpcdMessage(frame)
      const send = (...bytes: readonly number[]) => void socket.write(encodeVpcdFrame(Uint8Array.from(bytes)))
      if (message.kind === 'command') {
        commands += 1
        if (commands > 1) send(0x90, 0x01)
      } else if (message.control === 'reset') send(0x90, 0x00)
      else if (message.control === 'getAtr') send(...ECHO_ATR)
    }
  })
  return socket
}

/** A virtual reader for tests: whatever connects is handed to the test. */
async function reader(): Promise<{ readonly port: number; readonly card: Promise<Socket> }> {
  const port = await freePort()
  const card = new Promise<Socket>((resolve) => {
    server = createServer((socket) => resolve(socket.on('error', () => undefined)))
  })
  await new Promise<void>((resolve) => server?.listen(port, host, resolve))
  return { port, card }
}

describe('the plugged card', () => {
  it('fails as noService with advice when nobody listens', async () => {
    const port = await freePort()
    await expect(plugIntoVpcd(echoPort(), { host, port }, { clock })).rejects.toMatchObject({
      code: 'noService',
      message: expect.stringContaining('vsmartcard-vpcd'),
    })
  })

  it('answers 6F00 to a command while it has no power', async () => {
    const { port, card } = await reader()
    plugged = await plugIntoVpcd(echoPort(), { host, port }, { clock })
    const socket = await card
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve))
    socket.write(Buffer.concat([encodeVpcdFrame(Uint8Array.of(0)), encodeVpcdFrame(Uint8Array.of(0, 0xa4, 4, 0))]))
    expect(await answer).toEqual(Buffer.from([0, 2, 0x6f, 0]))
  })

  it('hangs up when the card is pulled out', async () => {
    const { open } = await opened({ ...echoPort(), exchange: pulled })
    await expect(open.transmit(extended)).rejects.toMatchObject({ code: 'cardRemoved' })
    await plugged?.ended
  })

  it('ends with what the reader sent wrong', async () => {
    const { port, card } = await reader()
    plugged = await plugIntoVpcd(echoPort(), { host, port }, { clock })
    ;(await card).write(encodeVpcdFrame(Uint8Array.of(9)))
    await expect(plugged.ended).rejects.toMatchObject({ name: 'WireFailure', code: 'protocol' })
  })

  it('answers 6F00 where its response is longer than a frame', async () => {
    const { open } = await opened({ ...echoPort(), exchange: () => new Uint8Array(65_538) })
    expect((await open.transmit(extended)).sw).toBe(0x6f00)
  })

  it('tells once that the wire is slow', async () => {
    const { port, card } = await reader()
    let now = 0n
    const told: number[] = []
    plugged = await plugIntoVpcd(
      echoPort(),
      { host, port },
      {
        clock: () => (now += 44_000_000n),
        onSlowWire: (slow) => told.push(slow.waitMs),
      },
    )
    const socket = await card
    for (let at = 0; at < 6; at++) {
      const answer = new Promise((resolve) => socket.once('data', resolve))
      socket.write(Uint8Array.of(0, 1))
      await new Promise((resolve) => setTimeout(resolve, 10))
      socket.write(Uint8Array.of(4))
      await answer
    }
    expect(told).toEqual([44])
  })
})
