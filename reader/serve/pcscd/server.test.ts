import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askService } from '../../drivers/pcsc/service.ts'
import { encodeRequest } from '../../framing/pcscd-stream.ts'
import { ECHO_ATR, echoPort } from '../../testing/echo-port.ts'
import { serveStandIn, type StandInServer } from './server.ts'
import { StandIn } from './service.ts'

let folder = ''
let path = ''
let server: StandInServer | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  path = join(folder, 'pcscd.comm')
})

afterEach(async () => {
  await server?.close()
  server = undefined
  await rm(folder, { recursive: true })
})

async function client(): Promise<Socket> {
  const socket = connect(path).on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

describe('serveStandIn', () => {
  it('looks like the daemon to a client', async () => {
    const standIn = new StandIn()
    standIn.attach('R 00', echoPort())
    server = await serveStandIn(standIn, path)
    expect(await askService(path, 1000)).toEqual({ protocol: '4:4', slots: [{ reader: 'R 00', atr: ECHO_ATR }] })
  })

  it('is private unless everyone may connect', async () => {
    server = await serveStandIn(new StandIn(), path)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    await server.close()
    server = await serveStandIn(new StandIn(), path, { everyone: true })
    expect((await stat(path)).mode & 0o777).toBe(0o777)
  })

  it('hangs up on a client that sends no requests and tells why', async () => {
    const told = new Promise((resolve) => {
      void serveStandIn(new StandIn(), path, { onBadClient: resolve }).then(async (started) => {
        server = started
        const socket = await client()
        socket.write('GET / HTTP/1.1\r\n\r\n')
      })
    })
    expect(await told).toMatchObject({ name: 'DecodeError' })
  })

  it('does not read on from a client that does not read its answers', async () => {
    const standIn = new StandIn()
    let served = 0
    const table = standIn.table.bind(standIn)
    standIn.table = () => {
      served++
      return table()
    }
    server = await serveStandIn(standIn, path)
    const socket = (await client()).pause()
    const asked = 100_000
    const flood = encodeRequest('readerStates', new Uint8Array(0))
    socket.write(Buffer.concat(Array.from({ length: asked }, () => flood)))
    for (let quiet = 0, last = -1; quiet < 5; quiet = served === last ? quiet + 1 : 0) {
      last = served
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(served).toBeLessThan(asked)
    socket.destroy()
  })

  it('takes the place of a socket that a killed process left behind', async () => {
    const dead = createServer()
    await new Promise<void>((resolve) => dead.listen(path, resolve))
    // Node removes the file when it closes, unless it is elsewhere.
    await rename(path, `${path}.kept`)
    dead.close()
    await rename(`${path}.kept`, path)
    server = await serveStandIn(new StandIn(), path)
    expect((await askService(path, 1000)).slots).toEqual([])
  })

  it('does not take the place of a living server or of another file', async () => {
    server = await serveStandIn(new StandIn(), path)
    await expect(serveStandIn(new StandIn(), path)).rejects.toMatchObject({ code: 'busy' })
    const file = join(folder, 'file')
    await writeFile(file, 'mine')
    await expect(serveStandIn(new StandIn(), file)).rejects.toMatchObject({ code: 'busy' })
  })
})
