import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apdu-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const SELECT = '00A404000AF07469636B7075727365'

describe('tickbench apdu', () => {
  it('explains what was sent and what came back', async () => {
    const { exitCode, out } = await tickbench('apdu', '--reader', 'emulated:', `${SELECT}00`, '80CA010000')
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^> SELECT, CLA 00, P1 04, P2 00, 10 B of data, Ne 256$/m)
    expect(out).toMatch(/^ {4}6F\n {6}84 f07469636b7075727365$/m)
    expect(out).toMatch(/^> GET DATA \(status\), /m)
    expect(out).toMatch(/6A88/)
  })

  it.each([
    ['hex that is none', ['zz']],
    ['half a command', ['00A404']],
    ['a reader that is none', ['--reader', 'usb', SELECT]],
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
    const first = await tickbench('record', file, '--reader', 'emulated:', `${SELECT}00`, '80CA010000')
    expect(first.exitCode).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain(`> ${SELECT.toLowerCase()}00`)
    const again = await tickbench('apdu', '--reader', `replay:${file}`, `${SELECT}00`, '80CA010000')
    expect(again.out).toBe(first.out)
  })

  it('says where a replay diverges, and when a part was not played', async () => {
    const file = join(folder, 'more.txt')
    await tickbench('record', file, '--reader', 'emulated:', `${SELECT}00`, '80CA010000')
    const other = await tickbench('apdu', '--reader', `replay:${file}`, '00A4040000')
    expect(other).toMatchObject({ exitCode: 4, err: expect.stringContaining('more.txt:') as string })
    const half = await tickbench('apdu', '--reader', `replay:${file}`, `${SELECT}00`)
    expect(half).toMatchObject({ exitCode: 4, err: expect.stringContaining('more.txt:') as string })
  })

  it('never overwrites a file', async () => {
    const file = join(folder, 'talk.txt')
    expect(await tickbench('record', file, '--reader', 'emulated:', SELECT)).toMatchObject({ exitCode: 2 })
  })
})
