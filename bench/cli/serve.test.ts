import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'

describe('serve', () => {
  it.each([
    ['test -S "$PCSCLITE_CSOCK_NAME"', 0, ''],
    ['exit 3', 5, 'tickbench: sh ended with code 3\n'],
  ])('serves for one program and ends with it: %s', async (script, code, line) => {
    const folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
    const { exitCode, err } = await tickbench('serve', '--pcsc', join(folder, 'cards'), '--', 'sh', '-c', script)
    expect({ exitCode, left: await readdir(folder) }).toEqual({ exitCode: code, left: [] })
    expect(err).toMatch(/^serving 1 reader for sh -c /)
    expect(err.endsWith(line)).toBe(true)
    await rm(folder, { recursive: true })
  })

  it('says that a program is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
    const { exitCode, err } = await tickbench('serve', '--pcsc', join(folder, 'cards'), '--', 'no-such-program')
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('no-such-program: ') })
    await rm(folder, { recursive: true })
  })

  it.each([
    ['--vpcd localhost:1 --readers 2', '--readers does nothing with --vpcd: it is for --pcsc'],
    ['--vpcd localhost:1 --steer', '--steer does nothing with --vpcd: it is for --pcsc'],
    ['--vpcd localhost:1 --everyone', '--everyone does nothing with --vpcd: it is for --pcsc'],
    ['--vpcd localhost:1 -- true', 'true: only --hid and --pcsc take a command'],
    ['--pcsc /tmp/cards --steer -- true', '--steer does nothing with a command, which has the keyboard'],
    ['--hid --protocol T=0', '--protocol does nothing with --hid: it is for --pcsc and --vpcd'],
    ['--pcsc /tmp/cards --protocol T=2', "option '--protocol <name>' argument 'T=2' is invalid. give one of T=0, T=1."],
    ['--hid --readers 2', '--readers does nothing with --hid: it is for --pcsc'],
    ['--hid --card-image x', '--card-image does nothing with --hid: it is for --pcsc and --vpcd'],
    ['--hid --card-profile x', '--card-profile does nothing with --hid: it is for --pcsc and --vpcd'],
    ['--pcsc /tmp/cards --card-image x --readers 2', '--card-image is one card: leave --readers out'],
    ['--pcsc /tmp/cards --card-image x', '--card-image x does not exist: make it with tickbench card new'],
    ['--pcsc /tmp/cards --time slept', '--time slept: as long as which card takes? give --card-profile NAME'],
    ['--pcsc /tmp/cards --card-profile x', '--card-profile x: no such card or wire (see: tickbench profiles)'],
    ['--pcsc /tmp/cards --read-only', '--read-only is of a card that is kept: say which with --card-image FILE'],
    ['--hid --suite rsa2048', '--suite does nothing with --hid: it is for --pcsc and --vpcd'],
  ])('refuses what would do nothing: %s', async (words, line) => {
    const { exitCode, err } = await tickbench('serve', ...words.split(' '))
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(line) })
  })
})
