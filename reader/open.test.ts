import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WireFailure } from '../src/card/wire-failure.ts'
import { commandApdu } from '../src/iso7816/command-apdu.ts'
import { seededRandom } from '../src/crypto/random.ts'
import { openEmulated } from './drivers/emulated.ts'
import { openReader, type OpenContext } from './open.ts'
import type { ReaderDriver } from './reader.ts'
import { surveyReaders } from './survey.ts'
import { echoPort } from './testing/echo-port.ts'

const context: OpenContext = {
  aid: Uint8Array.of(0xf0),
  emulated: (profile) => openEmulated(echoPort(), profile),
  random: seededRandom(1),
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('openReader', () => {
  it('makes the emulated card that was asked for', async () => {
    const { card, line } = await openReader({ kind: 'emulated', profile: 'jcop4' }, context)
    expect([card.facts.address, line]).toEqual(['emulated:jcop4', 'emulated card jcop4'])
  })

  const RECORDING =
    'tickbench recording 1\naddress x\ndriver x\nreader R\natr \nprotocol raw\n> 00a40000 @0\n< 9000 +1\n'

  it('plays a recording and fails at the end where a part was not played', async () => {
    const file = join(folder, 'run.apdu')
    await writeFile(file, RECORDING)
    const whole = await openReader({ kind: 'replay', file }, context)
    expect((await whole.card.transmit(commandApdu({ cla: 0, ins: 0xa4 }))).sw).toBe(0x9000)
    await whole.close()
    const part = await openReader({ kind: 'replay', file }, context)
    await expect(part.close()).rejects.toMatchObject({ code: 'diverged' })
  })

  it('fails in one line for a recording that is missing or none', async () => {
    const file = join(folder, 'none')
    await expect(openReader({ kind: 'replay', file }, context)).rejects.toMatchObject({ code: 'noReader' })
    await writeFile(file, 'hello')
    await expect(openReader({ kind: 'replay', file }, context)).rejects.toMatchObject({
      code: 'noReader',
      message: expect.stringContaining(`${file}:1: `),
    })
  })

  it('closes the driver when nothing could be opened', async () => {
    const address = { kind: 'vpicc', port: 35_981 } as const
    for (let tries = 0; tries < 2; tries++) {
      const opening = openReader(address, { ...context, options: { limitMs: 10 } })
      await expect(opening).rejects.toMatchObject({ code: 'noCard' })
    }
  })
})

function driver(name: string, list: ReaderDriver['list'], log: string[]): ReaderDriver {
  return {
    name,
    list,
    open: failing(new WireFailure('noReader', 'not asked for')),
    close: async () => void log.push(name),
  }
}

const failing = (error: Error) => (): Promise<never> => Promise.reject(error)

describe('surveyReaders', () => {
  it('tells what each driver has or lacks, and closes them all', async () => {
    const log: string[] = []
    const state = { reader: 'R', card: 'present', taken: false, atr: new Uint8Array(0) } as const
    const told = await surveyReaders([
      driver('a', async () => [state], log),
      driver('b', failing(new WireFailure('noService', 'start it')), log),
      driver('c', failing(new TypeError('broken')), log),
    ])
    expect(told).toMatchObject([
      { driver: 'a', readers: [state], failure: undefined },
      { driver: 'b', readers: [], failure: { code: 'noService' } },
      { driver: 'c', readers: [], failure: { code: 'unknown' } },
    ])
    expect(log.sort()).toEqual(['a', 'b', 'c'])
  })
})
