// The real native bindings at the stand-in, with an old and a new libpcsclite, in child processes, as an ordinary user.

import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printHex } from '../../../src/bytes/hex.ts'
import { commandApdu, encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import { RV } from '../../framing/pcsc-codes.ts'
import { pcscChild, type PcscChild } from '../../testing/child.ts'
import { ECHO_ATR, echoPort, type EchoPort } from '../../testing/echo-port.ts'
import { pcscliteLibraries } from '../../testing/pcsclite-libraries.ts'
import { serveStandIn, type StandInServer } from './server.ts'
import { StandIn, type VirtualReader } from './service.ts'

const LONG = new Uint8Array(1024).map((_, at) => at & 0xff)
const EXTENDED = printHex(encodeCommand(commandApdu({ cla: 0x80, ins: 0x10, data: LONG, ne: 65_536 })))
const SHORT = '8010000002aabb00'

const CASES = pcscliteLibraries().flatMap((library) =>
  ['pcsclite', 'pcsc-mini'].map((binding) => [binding, library.name, library] as const),
)

describe.each(CASES)('%s with %s at the stand-in', (binding, _, library) => {
  let folder = ''
  let standIn: StandIn
  let server: StandInServer
  let reader: VirtualReader
  let port: EchoPort
  let child: PcscChild

  beforeEach(async (test) => {
    if (library.missing !== undefined) test.skip(library.missing)
    folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
    await chmod(folder, 0o755)
    standIn = new StandIn()
    port = echoPort()
    reader = standIn.attach('Stand-in 00 00', port)
    server = await serveStandIn(standIn, join(folder, 'pcscd.comm'), { everyone: true })
    child = pcscChild(binding, { ...server.environment, ...library.env })
  })

  afterEach(async () => {
    if (library.missing !== undefined) return
    await child.end()
    await server.close()
    await rm(folder, { recursive: true })
  })

  it('lists the reader with its card and ATR, and lets the process exit', async () => {
    standIn.attach('Stand-in 00 01')
    const atr = printHex(ECHO_ATR)
    expect(await child.step('list')).toEqual([
      { reader: 'Stand-in 00 00', card: 'present', taken: false, atr },
      { reader: 'Stand-in 00 01', card: 'absent', taken: false, atr: '' },
    ])
    expect(await child.end()).toBe(0)
  })

  it('carries short commands and extended ones of 1,024 bytes', async () => {
    expect(await child.step('open')).toMatchObject({ protocol: 'T=1', atr: printHex(ECHO_ATR) })
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.step(`send ${EXTENDED}`)).toBe(`${printHex(LONG)} 9000`)
    expect(await child.end()).toBe(0)
  })

  it('resets the card', async () => {
    await child.step('open')
    await child.step('reset')
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(port.log).toContain('reset')
    expect(await child.end()).toBe(0)
  })

  it('asks the reader for its features, and says so where it does not know a command', async () => {
    await child.step('open')
    expect(await child.step(`control ${0x42000000 + 3400}`)).toBe('')
    await expect(child.step(`control ${0x42000000 + 1}`)).rejects.toThrow('protocol')
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.end()).toBe(0)
  })

  it('survives a removal in the middle of a session', async () => {
    await child.step('open')
    reader.remove()
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow('cardRemoved')
    await expect(child.step('reset')).rejects.toThrow('noCard')
    reader.insert(port)
    await child.step('reset')
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.end()).toBe(0)
  })

  it('tells insertions, removals and readers that come and go', async () => {
    reader.remove()
    await child.step('watch')
    await child.step('await attached')
    reader.insert(port)
    await child.step('await inserted')
    reader.remove()
    await child.step('await removed')
    standIn.attach('Stand-in 01 00')
    await child.step('await attached')
    reader.detach()
    await child.step('await detached')
    expect(await child.end()).toBe(0)
  })

  it.each([
    ['cardMute', RV.commDataLost],
    ['readerGone', RV.readerUnavailable],
    ['noService', RV.securityViolation],
  ])('reports an injected %s', async (code, rv) => {
    await child.step('open')
    standIn.injectFault({ on: 'transmit', does: { rv } })
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow(code)
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.end()).toBe(0)
  })

  it.each([
    ['reset', 'cardReset'],
    ['removed', 'cardRemoved'],
  ] as const)('refuses a card that was "%s" behind its back until it is reset', async (does, code) => {
    await child.step('open')
    standIn.injectFault({ on: 'transmit', does })
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow(code)
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow(code)
    await child.step('reset')
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.end()).toBe(0)
  })

  it('waits while another client holds the card in a transaction', async () => {
    await child.step('open')
    standIn.injectFault({ on: 'transmit', does: { rv: RV.sharingViolation }, times: 20 })
    expect(await child.step(`send ${SHORT}`)).toBe('aabb 9000')
    expect(await child.end()).toBe(0)
  })

  it('gives up in time on a service that falls silent', async () => {
    await child.step('open')
    standIn.injectFault({ on: 'transmit', does: 'silence' })
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow('timeout')
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow('closed')
    expect(await child.end()).toBe('SIGTERM')
  })

  it('reports a service that stopped and finds it again', async () => {
    await child.step('open')
    await server.close()
    await expect(child.step(`send ${SHORT}`)).rejects.toThrow('noService')
    await expect(child.step('list')).rejects.toThrow('noService')
    server = await serveStandIn(standIn, join(folder, 'pcscd.comm'), { everyone: true })
    expect(await child.step('list')).toHaveLength(1)
    expect(await child.end()).toBe(0)
  })

  it('locks the card where the binding has transactions', async () => {
    await child.step('open')
    const locked = await child.step(`lock ${SHORT}`)
    expect(locked).toBe(binding === 'pcsc-mini' ? 'aabb 9000' : 'no transactions')
    expect(await child.end()).toBe(0)
  })
})
