import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'

let folder: string
let talk: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'))
  talk = join(folder, 'talk.txt')
  await tickbench('record', talk, '--reader', 'emulated:', 'select hash', STEPS, 'reset', 'select cafe-tick')
})
afterAll(() => rmSync(folder, { recursive: true }))

const STEPS = `hash.plainSteps ${'00'.repeat(32)}00000003`

/** A copy with one text changed. */
function changed(name: string, from: RegExp, to: string): string {
  const file = join(folder, name)
  writeFileSync(file, readFileSync(talk, 'utf8').replace(from, to))
  return file
}

describe('tickbench replay', () => {
  it('shows a recording, decoded, with its own times', async () => {
    const { exitCode, out } = await tickbench('replay', talk)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^ {2}PLAIN STEPS: .+\n< [0-9a-f]{64}9000\n {2}9000 done .+, recorded [\d.]+ .s$/m)
    expect(out).toMatch(/^3 exchanges, recorded median /m)
    expect(out).not.toContain('measured')
  })

  it('says the same to a card and compares the answers', async () => {
    const { exitCode, out } = await tickbench('replay', talk, '--reader', 'emulated:')
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^3 of 3 exchanges repeated, 0 differed; recorded .+; measured now on emulated:: /m)
  })

  it('ends at the first difference with code 1, naming file, line and both answers', async () => {
    const file = changed('other.txt', /^< 1277/m, '< 1278')
    const { exitCode, out } = await tickbench('replay', file, '--reader', 'emulated:')
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^! .*other\.txt:10: recorded 1278[0-9a-f]+9000, now 1277[0-9a-f]+9000$/m)
    expect(out).toMatch(/^2 of 3 exchanges repeated, 1 differed/m)
  })

  it('goes on if told to, and looks at status words only if told to', async () => {
    const file = changed('fresh.txt', /^< 1277/m, '< 1278')
    const going = await tickbench('replay', file, '--reader', 'emulated:', '--keep-going')
    expect(going).toMatchObject({ exitCode: 1, out: expect.stringContaining('3 of 3 exchanges repeated, 1 differed') })
    const words = await tickbench('replay', file, '--reader', 'emulated:', '--compare', 'statusWords', '--json')
    expect(words.exitCode).toBe(0)
    expect(JSON.parse(words.out)).toMatchObject({
      schema: 'tickbench.replay/1',
      exchanges: [
        { line: 8, same: true },
        { line: 10, same: true },
        { line: 13, same: true },
      ],
    })
  })

  it('sends nothing of a recording that holds a hidden PIN', async () => {
    const file = join(folder, 'pin.txt')
    await tickbench('record', file, '--reader', 'emulated:', 'select cafe-tick', '00200081083132333435363738')
    expect(await tickbench('replay', file)).toMatchObject({ exitCode: 0 })
    const live = await tickbench('replay', file, '--reader', 'emulated:')
    expect(live).toMatchObject({ exitCode: 2, out: '', err: expect.stringContaining('pin.txt:10: holds a hidden PIN') })
  })

  it('reports a wire that breaks as it was recorded as the same, and otherwise as what it is', async () => {
    const file = changed('torn.txt', /^< 1277.*$/m, '! cardRemoved +500 pulled out')
    expect(await tickbench('replay', file)).toMatchObject({ exitCode: 0 })
    const live = await tickbench('replay', file, '--reader', 'emulated:')
    expect(live.out).toMatch(/torn\.txt:10: recorded ! cardRemoved, now 1277/)
  })

  it('writes a capture for Wireshark', async () => {
    const capture = join(folder, 'talk.pcap')
    expect(await tickbench('replay', talk, '--pcap', capture)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(capture).readUInt32LE(0)).toBe(0xa1b23c4d)
    expect(await tickbench('replay', talk, '--pcap', capture)).toMatchObject({ exitCode: 2 })
  })

  it.each([
    ['is not there', () => join(folder, 'nothing.txt'), 'cannot be read'],
    ['is no recording', () => changed('title.txt', /^tickbench/, 'tuckbench'), 'title.txt'],
    ['holds what is no command', () => changed('half.txt', /^> 00a40400.*( @\d+)$/m, '> 00a4$1'), 'CommandApdu'],
  ])('refuses a file that %s', async (_name, file, why) => {
    const { exitCode, err } = await tickbench('replay', file())
    expect(exitCode).toBe(2)
    expect(err).toMatch(/^tickbench: .+\n$/)
    expect(err).toContain(why)
  })
})
