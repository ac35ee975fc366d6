import { describe, expect, it } from 'vitest'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { commandApdu } from '../../../src/iso7816/command-apdu.ts'
import { RV } from '../../framing/pcsc-codes.ts'
import { fakeBinding, type FakeBinding, type FakeCard } from '../../testing/fake-binding.ts'
import type { ReaderChange } from '../../reader.ts'
import { pcscFailure } from './failure.ts'
import { pcscDriver, type PcscDriver } from './pcsc.ts'

function driverOver(binding: FakeBinding): PcscDriver {
  return pcscDriver({ load: [async () => binding], socket: undefined, reportLimitMs: 0 })
}

async function openWith(card: FakeCard): ReturnType<PcscDriver['open']> {
  return driverOver(fakeBinding(card)).open('R', { limitMs: 20 })
}

const readAll = commandApdu({ cla: 0, ins: 0xb0, ne: 256 })
const notBuilt = (): Promise<never> => Promise.reject(new WireFailure('noLibrary', 'not built: do this'))
const noAnswer = (): Promise<never> => new Promise(() => undefined)

describe('the pcsc driver', () => {
  it('loads nothing before it is used', async () => {
    const driver = pcscDriver({
      load: [() => Promise.reject(new Error('loaded'))],
      socket: undefined,
      reportLimitMs: 0,
    })
    await driver.close()
    expect(driver.binding).toBeUndefined()
  })

  it('takes the first binding that loads', async () => {
    const driver = pcscDriver({ load: [notBuilt, async () => fakeBinding()], socket: undefined, reportLimitMs: 0 })
    await driver.list()
    expect(driver.binding).toBe('fake')
  })

  it('fails as noLibrary with the first reason when none loads, and tries again at the next use', async () => {
    let tries = 0
    const missing = (): Promise<never> => {
      tries++
      return notBuilt()
    }
    const driver = pcscDriver({ load: [missing], socket: undefined, reportLimitMs: 0 })
    for (const expected of [1, 2]) {
      await expect(driver.list()).rejects.toMatchObject({
        code: 'noLibrary',
        message: expect.stringContaining('do this'),
      })
      expect(tries).toBe(expected)
    }
  })

  it('connects shared with any protocol and leaves the card as it is, unless told otherwise', async () => {
    const binding = fakeBinding()
    const driver = driverOver(binding)
    await (await driver.open()).close()
    await (await driver.open('R', { share: 'exclusive', protocol: 'T=1', disposition: 'unpower' })).close()
    await driver.close()
    expect(binding.log).toEqual(['connect R 2 3', 'disconnect 0', 'connect R 1 2', 'disconnect 2', 'stop'])
  })

  it('closes the sessions that are still open before it stops', async () => {
    const binding = fakeBinding()
    const driver = driverOver(binding)
    await driver.open()
    await driver.close()
    expect(binding.log).toEqual(['connect R 2 3', 'disconnect 0', 'stop'])
  })

  it('finds a reader by a part of its name if only one has it', async () => {
    const binding = fakeBinding()
    const driver = driverOver(binding)
    await driver.list()
    binding.tell({ kind: 'state', reader: 'ACME 00', state: 0x20, atr: undefined })
    binding.tell({ kind: 'state', reader: 'ACME 01', state: 0x20, atr: undefined })
    expect((await driver.open('e 01')).facts.reader).toBe('ACME 01')
    await expect(driver.open('acme')).rejects.toMatchObject({
      code: 'noReader',
      message: expect.stringMatching(/more than one/),
    })
    await expect(driver.open('other')).rejects.toMatchObject({
      code: 'noReader',
      message: expect.stringMatching(/ACME 00, ACME 01, R/),
    })
  })

  it('says that there is no card when every reader is empty', async () => {
    const binding = fakeBinding()
    const driver = driverOver(binding)
    await driver.list()
    binding.tell({ kind: 'state', reader: 'R', state: 0x10, atr: undefined })
    await expect(driver.open()).rejects.toMatchObject({ code: 'noCard' })
  })

  it('leaves native code alone where a connection is stuck in it', async () => {
    const binding = { ...fakeBinding(), connect: (): Promise<never> => new Promise(() => undefined) }
    const driver = driverOver(binding)
    await expect(driver.open(undefined, { limitMs: 20 })).rejects.toMatchObject({ code: 'timeout' })
    expect(driver.stuck).toBe(true)
    await driver.close()
    expect(binding.log).toEqual([])
  })

  it('tells watchers what is there, what changes and that it ended', async () => {
    const binding = fakeBinding()
    const driver = driverOver(binding)
    const changes: ReaderChange[] = []
    await driver.list()
    const stop = driver.watch((change) => changes.push(change))
    binding.tell({ kind: 'state', reader: 'R', state: 0x20010, atr: undefined })
    binding.tell({ kind: 'gone', reader: 'R' })
    binding.tell({ kind: 'ended', failure: new WireFailure('noService', 'it stopped') })
    stop()
    binding.tell({ kind: 'state', reader: 'late', state: 0x10, atr: undefined })
    expect(changes.map((change) => change.kind)).toEqual(['attached', 'inserted', 'removed', 'detached', 'ended'])
  })
})

describe('a session', () => {
  it('gives the binding room for the whole response', async () => {
    const rooms: number[] = []
    const answer = async (_: Uint8Array, room: number): Promise<Uint8Array> => {
      rooms.push(room)
      return Uint8Array.of(0x90, 0)
    }
    const card = await openWith({ answer })
    for (const ne of [0, 256, 257, 65_536]) await card.transmit(commandApdu({ cla: 0, ins: 0xb0, ne }))
    expect(rooms).toEqual([258, 258, 259, 65_538])
  })

  it.each([
    [1, '0110'],
    [2, '0110 00'],
  ])('sends a command with data and Ne over protocol %d as %s', async (protocol, end) => {
    const sent: string[] = []
    const answer = async (command: Uint8Array): Promise<Uint8Array> => {
      sent.push(Buffer.from(command).toString('hex'))
      return Uint8Array.of(0x90, 0)
    }
    const card = await openWith({ answer, protocol })
    await card.transmit(commandApdu({ cla: 0, ins: 0xa4, data: Uint8Array.of(0x10), ne: 256 }))
    expect(sent).toEqual([`00a40000${end.replace(' ', '')}`])
  })

  it('fails as a timeout, and as closed from then on', async () => {
    const card = await openWith({ answer: noAnswer })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ code: 'timeout' })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ code: 'closed' })
    await card.close()
  })

  it('fails as protocol for a response without a status word', async () => {
    const card = await openWith({ answer: async () => Uint8Array.of(0x90) })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ name: 'WireFailure', code: 'protocol' })
  })

  it('waits for another program to let go of the card', async () => {
    let held = 3
    const answer = async (): Promise<Uint8Array> => {
      if (held-- > 0) throw new WireFailure('sharing', 'held')
      return Uint8Array.of(0x90, 0)
    }
    expect((await (await driverOver(fakeBinding({ answer })).open()).transmit(readAll)).sw).toBe(0x9000)
  })

  it('fails as busy when the other program never does', async () => {
    const card = await openWith({ answer: () => Promise.reject(new WireFailure('sharing', 'held')) })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ code: 'busy' })
  })

  it('fails as noService where the service hangs up in the middle, which libpcsclite calls a violation of security', async () => {
    const card = await openWith({ answer: () => Promise.reject(pcscFailure(RV.securityViolation, 'transmit')) })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ code: 'noService' })
  })

  it('goes on after a reset that another program did', async () => {
    let wasReset = true
    const answer = async (): Promise<Uint8Array> => {
      if (wasReset) throw new WireFailure('cardReset', 'reset')
      return Uint8Array.of(0x90, 0)
    }
    const card = await openWith({ answer })
    await expect(card.transmit(readAll)).rejects.toMatchObject({ code: 'cardReset' })
    await card.reset()
    wasReset = false
    expect((await card.transmit(readAll)).sw).toBe(0x9000)
  })

  it('ends a transaction whatever happens inside', async () => {
    const binding = fakeBinding({ transactions: true })
    const card = await driverOver(binding).open()
    await expect(card.transaction?.(() => Promise.reject(new TypeError('inside')))).rejects.toThrow(TypeError)
    expect(binding.log.slice(1)).toEqual(['begin', 'end'])
  })

  it('has no transactions where the binding has none', async () => {
    expect((await openWith({})).transaction).toBeUndefined()
  })
})
