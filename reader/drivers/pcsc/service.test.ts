import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { slotRecord, version } from '../../framing/pcscd.ts'
import { requestSplitter } from '../../framing/pcscd-stream.ts'
import { askService, serviceSocket } from './service.ts'

let folder = ''
let server: Server | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
})

afterEach(async () => {
  server?.close()
  server = undefined
  await rm(folder, { recursive: true })
})

async function listen(serve: (socket: Socket) => void): Promise<string> {
  const path = join(folder, 'pcscd.comm')
  server = createServer((socket) => serve(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server?.listen(path, resolve))
  return path
}

/** A daemon that takes only protocol 4:`minor` and has one slot with a card. */
function daemon(minor: number): (socket: Socket) => void {
  return (socket) => {
    const split = requestSplitter()
    socket.on('data', (chunk) => {
      for (const request of split(chunk)) {
        if (request.command === 'version') {
          const rv = version.decode(request.body).minor === minor ? 0 : 0x8010001e
          socket.write(version.encode({ major: 4, minor, rv }))
        } else {
          const table = new Uint8Array(16 * 184)
          const atr = new Uint8Array(36).fill(0x3b, 0, 2)
          const record = { reader: 'R 00', eventCounter: 1, state: 4, sharing: 0, atr, atrLength: 2, protocol: 2 }
          table.set(slotRecord.encode(record))
          socket.write(table)
        }
      }
    })
  }
}

describe('askService', () => {
  it.each([4, 5])('lists the slots of a daemon that takes only protocol 4:%d', async (minor) => {
    expect(await askService(await listen(daemon(minor)), 1000)).toEqual({
      protocol: `4:${minor}`,
      slots: [{ reader: 'R 00', atr: Uint8Array.of(0x3b, 0x3b) }],
    })
  })

  it('fails as noService at a daemon that is too old', async () => {
    await expect(askService(await listen(daemon(3)), 1000)).rejects.toMatchObject({
      code: 'noService',
      message: expect.stringMatching(/4:3/),
    })
  })

  it('fails as noService with advice when the socket is missing', async () => {
    const path = join(folder, 'none')
    await expect(askService(path, 1000)).rejects.toMatchObject({
      code: 'noService',
      message: expect.stringMatching(/pcscd/),
    })
  })

  it('fails as noRights when the daemon hangs up at once', async () => {
    const path = await listen((socket) => socket.destroy())
    await expect(askService(path, 1000)).rejects.toMatchObject({
      code: 'noRights',
      message: expect.stringMatching(/polkit/),
    })
  })

  it('fails as a timeout when the daemon hangs', async () => {
    const path = await listen((socket) => socket.resume())
    await expect(askService(path, 50)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/restart pcscd/),
    })
  })
})

describe('serviceSocket', () => {
  it('is where libpcsclite looks for it', () => {
    expect(serviceSocket({}, 'linux')).toBe('/run/pcscd/pcscd.comm')
    expect(serviceSocket({ PCSCLITE_CSOCK_NAME: '/tmp/x' }, 'linux')).toBe('/tmp/x')
    expect(serviceSocket({}, 'win32')).toBeUndefined()
  })
})
