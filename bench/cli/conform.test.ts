import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { hashApplet } from '../../card-applets/hash/hash-applet.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { ownConversations } from '../conform/conversations.ts'
import { fullCard } from './full-card.ts'
import { tickbench } from './testing/captured.ts'
import { plugIn } from './testing/plug-in.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conform-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const HEAD = 'tickbench conversation 1\nabout A talk.\napplets cafe-tick\nchanges Nothing.\n'
const WRONG = `${HEAD}# It is there.\n> SELECT cafe-tick\n< ok\n# It has a status.\n> GET DATA (status)\n< ok { balance 0 }\n`
const KNOWN = 'tickbench differences 1\ntarget Ours\n# It is new.\ntalk: It has a status.\n< 6A88\n'

describe('tickbench conform', () => {
  it('asks our own applets everything, and they agree', async () => {
    const { exitCode, out } = await tickbench('conform')
    expect(exitCode).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.map((line) => line.split(' ')[0])).toEqual(ownConversations())
    expect(lines.every((line) => /: (\d+) agree$/.test(line))).toBe(true)
  })

  it('lists them with what they change', async () => {
    const { out } = await tickbench('conform', 'list')
    for (const name of ownConversations()) expect(out).toContain(`${name.padEnd(18)} `)
    expect(out.match(/Changes: /g)).toHaveLength(ownConversations().length)
  })

  it('tells by file and line what differs', async () => {
    const path = file('talk.conversation', WRONG)
    const { exitCode, out } = await tickbench('conform', path)
    expect(exitCode).toBe(1)
    expect(out.split('\n').slice(1, 4)).toEqual([
      `  ${path}:9 It has a status.`,
      '    > 80ca010012',
      '    < 9000 expected, 6A88 answered',
    ])
  })

  it('takes what is known to differ for agreed, and what no longer does for a difference', async () => {
    const known = file('known.differences', KNOWN)
    const differing = await tickbench('conform', file('talk.conversation', WRONG), '--known', known)
    expect([differing.exitCode, differing.out]).toEqual([0, expect.stringContaining('as is known: It is new.')])
    const right = WRONG.replace('ok { balance 0 }', 'notPersonalised')
    const agreeing = await tickbench('conform', file('talk.conversation', right), '--known', known)
    expect([agreeing.exitCode, agreeing.out]).toEqual([1, expect.stringContaining('no longer differs')])
  })

  it('gives one document, keys and PINs hidden in it', async () => {
    const { out } = await tickbench('conform', 'cafe-tick-pin', '--json')
    const document = JSON.parse(out)
    expect(document.schema).toBe('tickbench.conform/1')
    const exchanges: { command?: string; sent: string; verdict: string }[] = document.conversations[0].exchanges
    expect(exchanges.every(({ verdict }) => verdict === 'agrees')).toBe(true)
    const secrets = exchanges.filter(({ command }) => /^(VERIFY|PERSONALISE)$/.test(command ?? ''))
    expect(secrets.length).toBeGreaterThan(10)
    expect(secrets.filter(({ sent }) => !sent.includes('**'))).toEqual([])
  })
})

describe('tickbench conform refuses', () => {
  it.each([
    ['what is no conversation', ['README.md'], 2, 'README.md:1: does not begin with'],
    ['what there is not', ['nothing-such'], 2, 'nothing-such cannot be read (see: tickbench conform list)'],
    [
      'to change a real card without consent',
      ['echo', 'purse-mac', 'purse-mac-module', '--reader', 'pcsc:'],
      2,
      'to this card: purse-mac: The purse is personalised for ever, with the keys below, loaded, debited, blocked and unblocked. ' +
        'purse-mac-module: The module is personalised for ever, with the keys below; it counts purchases, is collected and gets hot ' +
        'lists. Its keys are then the public ones of the conversation, which no issuer file holds: ' +
        'install the applet again before compare, card or bench. Add --yes-change-this-card to allow it',
    ],
    [
      'two that change one applet',
      ['purse-mac', 'purse-mac-pin', '--reader', 'pcsc:', '--yes-change-this-card'],
      2,
      'change the same applet',
    ],
    ['a card that it would have to guess', ['echo', '--reader', 'auto'], 2, 'name the reader, e.g. pcsc:'],
    ['no reader', ['echo', '--reader', 'somewhere'], 2, '--reader somewhere'],
  ])('%s', async (_name, args, code, said) => {
    const { exitCode, err, out } = await tickbench('conform', ...args)
    expect([exitCode, out]).toEqual([code, ''])
    expect(err).toContain(said)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
})

it('refuses a file that only says itself that it changes nothing', async () => {
  const { exitCode, err } = await tickbench('conform', file('echo.conversation', WRONG), '--reader', 'pcsc:')
  expect(exitCode).toBe(2)
  expect(err).toContain('to this card: echo: nothing, as its file says; nobody has tested that. Add --yes-change')
})

describe('a card that belongs to somebody', () => {
  it('is asked without consent what changes nothing', async () => {
    const { exitCode, out } = await askedOf(['echo', 'hash'])
    expect(out.split('\n').filter((line) => line.includes(' agree'))).toHaveLength(2)
    expect(exitCode).toBe(0)
  })

  it('is not asked without consent what another applet than the one that is meant would hear', async () => {
    const heard: number[] = []
    const card = createEmulatedCard({
      applets: [hashApplet()],
      crypto: nodeCrypto('p256'),
      random: seededRandom(1),
      onExchange: (command) => heard.push(command[1] ?? 0),
    })
    const { exitCode, err } = await askedOf(['echo'], card)
    expect([exitCode, err.trimEnd().split('\n').at(-1)]).toEqual([
      5,
      'tickbench: echo: this card has no applet echo: install it first',
    ])
    expect(new Set(heard)).toEqual(new Set([0xa4]))
  })
})

async function askedOf(conversations: readonly string[], card?: EmulatedCard) {
  const port = await freePort()
  const asking = tickbench('conform', ...conversations, '--reader', `vpicc:${port}`)
  const plugged = await plugIn(port, card ?? fullCard('p256').card)
  const asked = await asking
  await plugged.unplug()
  return asked
}
