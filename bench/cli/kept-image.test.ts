// A card in a file for those who talk to it by hand or show it to others: it is there, it changes, it is kept.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { saveCardImage, loadCardImage } from '../../card-applets/image-file.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { holderOf } from '../party/file-lock.ts'
import { labCard } from '../scheme/chips/lab-card.ts'
import { freshBytes, fullCard } from './full-card.ts'
import { withImage } from './kept-image.ts'
import { tickbench } from './testing/captured.ts'
import { PLANTED_COMMANDS } from './testing/planted.ts'
import { testFolder } from './testing/small-log.ts'

const written = testFolder()
const WRITES = PLANTED_COMMANDS.slice(0, 4).map((command) => printHex(command))
const SELECT = PLANTED_COMMANDS[1] ?? new Uint8Array()

/** A blank card of the laboratory. */
async function blank(name: string): Promise<string> {
  const file = written(`${name}.card`)
  await saveCardImage(file, labCard({ crypto: nodeCrypto('p256'), random: freshBytes }).card.image())
  return file
}

async function apdu(...words: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await tickbench('apdu', ...words)
  expect({ words, exitCode, err }).toEqual({ words, exitCode: 0, err: expect.any(String) })
  return `${err}${out}`
}

describe.each(['apdu', 'record'])('%s --card-image', (verb) => {
  it('talks to the card that card new has made', async () => {
    const [image, issuer] = [written(`${verb}-made.card`), written(`${verb}-made.issuer`)]
    await tickbench('card', 'new', '--card-image', image, '--issuer', issuer, '--load', '42')
    const files = verb === 'record' ? [written('made.talk')] : []
    const card = ['--card-image', image, '--card-profile', 'jcop4-j3r180']
    const { exitCode, out, err } = await tickbench(verb, ...files, ...card, 'select cafe-tick', 'readStatus')
    expect(exitCode).toBe(0)
    expect(err).toBe(`reader     emulated card jcop4-j3r180, kept in ${image}\n`)
    expect(out).toMatch(/modelled \d.*\n {4}balance: 42$/m)
  })
})

describe('what is done to a card', () => {
  it('is there the next time, unless it was only to be read', async () => {
    const image = await blank('done')
    const before = readFileSync(image)
    expect(await apdu('--card-image', image, '--read-only', ...WRITES)).toContain('9000')
    expect(readFileSync(image)).toEqual(before)
    expect(await apdu('--card-image', image, 'select cafe-tick', 'readStatus')).toContain('6a88')
    expect(readFileSync(image)).toEqual(before)
    await apdu('--card-image', image, ...WRITES)
    expect(await apdu('--card-image', image, 'select cafe-tick', 'readStatus')).toContain('phase: new')
  })

  it('is kept when the conversation ends badly', async () => {
    const image = await blank('badly')
    const { exitCode } = await tickbench('apdu', '--card-image', image, ...WRITES, 'no such word')
    expect(exitCode).toBe(2)
    expect(await apdu('--card-image', image, 'select cafe-tick', 'readStatus')).toContain('phase: new')
  })

  it('is done with the applets that are in the image, by the keys that they have', async () => {
    for (const suite of ['p256', 'ed25519'] as const) {
      const image = written(`${suite}.card`)
      await saveCardImage(image, fullCard(suite).card.image())
      expect(await apdu('--card-image', image, 'select openpgp', 'select cafe-tick', ...WRITES)).toContain('9000')
      expect((await loadCardImage(image)).suite).toBe(suite)
      const info = await tickbench('card', 'info', '--card-image', image)
      expect(info).toMatchObject({ exitCode: 0, out: expect.stringContaining('purse') })
    }
  })
})

describe('is refused in one line', () => {
  it.each<[string, number, RegExp, (image: string) => readonly string[]]>([
    ['a file that is not there', 2, /does not exist: make it with tickbench card new/, (image) => [`${image}.none`]],
    ['a reader beside it', 2, /leave --reader out, or give emulated:/, (image) => [image, '--reader', 'pcsc:']],
    [
      'two profiles',
      2,
      /are two cards: give one of them/,
      (image) => [image, '--reader', 'emulated:ideal', '--card-profile', 'jcop4-j3r180'],
    ],
    [
      'a profile that is none',
      2,
      /^tickbench: --card-profile x: no such card/,
      (image) => [image, '--card-profile', 'x'],
    ],
  ])('%s', async (name, code, line, words) => {
    const image = await blank(`refused-${name.replaceAll(' ', '-')}`)
    const { exitCode, out, err } = await tickbench('apdu', '--card-image', ...words(image), '00')
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' })
    expect(err.trimEnd()).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('an applet of somebody else', async () => {
    const image = await blank('foreign')
    const { applets, ...rest } = await loadCardImage(image)
    const foreign = Uint8Array.of(0xf0, 1, 2, 3, 4, 5)
    await saveCardImage(image, { ...rest, applets: [...applets.slice(1), foreign] })
    const { exitCode, err } = await tickbench('apdu', '--card-image', image, '00')
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: expect.stringContaining('there is no applet f00102030405 here'),
    })
  })

  it('a card whose run was killed before its issuer and it were one again', async () => {
    const image = await blank('half')
    writeFileSync(`${image}.next`, readFileSync(image))
    const { exitCode, err } = await tickbench('apdu', '--card-image', image, '00')
    expect({ exitCode, err }).toMatchObject({ exitCode: 5, err: expect.stringContaining('puts them in order') })
  })

  it('--read-only of no card', async () => {
    const { exitCode, err } = await tickbench('apdu', '--read-only', '--reader', 'emulated:', '00')
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('--card-image FILE') })
  })
})

describe('while it is served', () => {
  afterEach(() => void vi.useRealTimers())

  it('is locked, and saved after an exchange that wrote, at most once a second, and at the end', async () => {
    const file = await blank('served')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const said: string[] = []
    const states: string[] = []
    const note = (): void => void states.push(readFileSync(file).toString('base64'))
    await withImage(
      { cardImage: file, readOnly: false },
      (line) => said.push(line),
      async (kept) => {
        if (kept === undefined) throw new Error('no card')
        const { port } = fullCard('p256', { kept })
        expect(await holderOf(file)).toMatchObject({ pid: process.pid })
        const other = fullCard('p256', { kept: { ...kept, follow: () => () => undefined } })
        other.card.powerOn()
        port.powerOn()
        port.exchange(SELECT)
        await settled()
        note() // nothing was written yet
        for (const command of PLANTED_COMMANDS.slice(2, 4)) port.exchange(command)
        await until(() => readFileSync(file).toString('base64') !== states[0])
        note()
        port.exchange(PLANTED_COMMANDS[5] ?? SELECT) // takes a try of the PIN
        await settled()
        note()
        vi.advanceTimersByTime(999)
        await settled()
        note()
        vi.advanceTimersByTime(1)
        await until(() => readFileSync(file).toString('base64') !== states[1])
        note()
        port.exchange(PLANTED_COMMANDS[6] ?? SELECT)
      },
    )
    note()
    expect(states[1]).toBe(states[2])
    expect(states[2]).toBe(states[3])
    expect(new Set(states).size).toBe(4) // as it was, personalised, a try taken, and the PIN presented at the end
    expect(said).toEqual([])
    expect(await holderOf(file)).toBeUndefined()
    expect(existsSync(`${file}.next`)).toBe(false)
  })
})

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}
