import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../reader/testing/free-port.ts'
import { fullCard } from './full-card.ts'
import { tickbench } from './testing/captured.ts'
import { plugIn } from './testing/plug-in.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apdu-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const SELECT = '00A404000AF07469636B707572736500'
const STATUS = '80CA010000'

describe('tickbench apdu', () => {
  it('explains what was sent and what came back', async () => {
    const { exitCode, out } = await tickbench('apdu', '--reader', 'emulated:', SELECT, STATUS)
    expect(exitCode).toBe(0)
    expect(out.split('\n')).toEqual([
      '> 00a404000af07469636b707572736500',
      '  SELECT cafe-tick',
      '< 6f0c840af07469636b70757273659000',
      '  9000 done (ISO 7816-4:2005, 5.1.3)',
      '    6F file control information',
      '      84 name of the application: f07469636b7075727365 (cafe-tick)',
      '> 80ca010000',
      '  GET DATA (status): balance, currency and where the purse stands',
      '< 6a88',
      '  6A88 the card has not been personalised (cafe-tick)',
      '',
    ])
  })

  it('takes names for hex', async () => {
    const byName = await tickbench('apdu', '--reader', 'emulated:', 'select cafe-tick', 'readStatus')
    const inHex = await tickbench('apdu', '--reader', 'emulated:', SELECT, STATUS)
    expect(byName).toEqual(inHex)
  })

  it('follows 61XX, shows it, and puts the answer together', async () => {
    const words = ['--reader', 'emulated:', 'select piv', 'readObject 5C035FC101']
    const { out } = await tickbench('apdu', ...words)
    expect(out.match(/^[>=] .{10}/gm)).toEqual([
      '> 00a4040009',
      '> 00cb3fff05',
      expect.stringMatching(/^> 00c00000../),
      expect.stringMatching(/^= 538201..70/),
    ])
    const raw = await tickbench('apdu', '--raw', ...words)
    expect(raw.out).toMatch(/61.. done, [0-9]+ more bytes wait for GET RESPONSE .+\n$/)
  })

  it('talks to a card that speaks T=0, where answers beside data are fetched', async () => {
    const words = ['--reader', 'emulated:', '--protocol', 'T=0']
    const { out } = await tickbench('apdu', ...words, SELECT)
    expect(out.match(/^[>=] .+/gm)).toEqual([
      '> 00a404000af07469636b707572736500',
      '> 00c000000e',
      '= 6f0c840af07469636b70757273659000',
    ])
    const raw = await tickbench('apdu', ...words, '--raw', SELECT)
    expect(raw.out).toContain('< 610e\n')
  })

  it('refuses a protocol where none can be chosen', async () => {
    const { exitCode, err } = await tickbench('apdu', '--reader', 'hid:', '--protocol', 'T=0', SELECT)
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: 'tickbench: --protocol T=0 does nothing with --reader hid:: the card has one, or none\n',
    })
  })

  it('gives machines one document, and people the modelled time beside the measured one', async () => {
    const { out } = await tickbench('apdu', '--reader', 'emulated:', '--json', 'select cafe-tick')
    expect(JSON.parse(out)).toMatchObject({
      schema: 'tickbench.apdu/1',
      reader: { address: 'emulated:' },
      exchanges: [{ command: SELECT.toLowerCase(), is: 'SELECT cafe-tick' }],
    })
    const timed = await tickbench('apdu', '--reader', 'emulated:jcop4-j3r180', '--time', SELECT)
    expect(timed.out).toMatch(/, measured [\d.]+ .s, modelled [\d.]+ ms – [\d.]+ ms$/m)
  })

  it('ends with 5 at the first answer that is no success, if --strict', async () => {
    const { exitCode, out } = await tickbench('apdu', '--strict', '--reader', 'emulated:', SELECT, STATUS, SELECT)
    expect(exitCode).toBe(5)
    expect(out.match(/^> /gm)).toHaveLength(2)
  })

  it('never shows a PIN', async () => {
    const { out } = await tickbench('apdu', '--reader', 'emulated:', SELECT, '00200081083132333435363738')
    expect(out).toContain('> 0020008108****************')
    expect(out).not.toContain('3132')
  })

  it.each([
    ['hex that is none', ['zz']],
    ['half a command', ['00A404']],
    ['a reader that is none', ['--reader', 'usb', SELECT]],
    ['a card that is not modelled', ['--reader', 'emulated:nokia', SELECT]],
  ])('refuses %s in one line', async (_name, words) => {
    const { exitCode, err } = await tickbench('apdu', ...words)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/tickbench: .+\n$/)
    expect(err).not.toContain('    at ')
  })
})

describe('tickbench record', () => {
  it('keeps a conversation that replays as a card', async () => {
    const file = join(folder, 'talk.txt')
    const first = await tickbench('record', file, '--reader', 'emulated:', SELECT, STATUS)
    expect(first.exitCode).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain(`> ${SELECT.toLowerCase()}`)
    const again = await tickbench('apdu', '--reader', `replay:${file}`, SELECT, STATUS)
    expect(again.out).toBe(first.out)
  })

  it('says where a replay diverges, and when a part was not played', async () => {
    const file = join(folder, 'more.txt')
    await tickbench('record', file, '--reader', 'emulated:', SELECT, STATUS)
    const other = await tickbench('apdu', '--reader', `replay:${file}`, '00A4040000')
    expect(other).toMatchObject({ exitCode: 4, err: expect.stringMatching(/more.txt:8: recorded .*; sent /) as string })
    const half = await tickbench('apdu', '--reader', `replay:${file}`, SELECT)
    expect(half).toMatchObject({ exitCode: 4, err: expect.stringContaining('more.txt:10: 1 of 2 steps') as string })
  })

  it('never overwrites a file', async () => {
    const file = join(folder, 'talk.txt')
    expect(await tickbench('record', file, '--reader', 'emulated:', SELECT)).toMatchObject({ exitCode: 2 })
  })

  it('keeps a virtual card that joins by vpicc:, which is asked before it is changed', async () => {
    const port = await freePort()
    const file = join(folder, 'vpicc.txt')
    const recording = tickbench('record', file, '--reader', `vpicc:${port}`, 'select hash')
    const plugged = await plugIn(port, fullCard('ed25519').card)
    expect(await recording).toMatchObject({ exitCode: 0 })
    await plugged.unplug()
    expect(readFileSync(file, 'utf8')).toContain(`address vpicc:${port}`)
    const refusing = tickbench('apdu', '--reader', `vpicc:${port}`, '00200081083132333435363738')
    const again = await plugIn(port, fullCard('ed25519').card)
    expect(await refusing).toMatchObject({ exitCode: 2, err: expect.stringContaining('--yes-change-this-card') })
    await again.unplug()
  })
})
