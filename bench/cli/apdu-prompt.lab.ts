// `tickbench apdu` as a person meets it: at a real terminal, with keys. Needs util-linux's `script`, and libpcsclite for the
// card that is pulled out.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serveStandIn } from '../../reader/serve/pcscd/server.ts'
import { StandIn } from '../../reader/serve/pcscd/service.ts'
import { fullCard } from './full-card.ts'
import { atTerminal, KEY, SCRIPT, type Keyboard } from './testing/keyboard.ts'
import { hasNoLibrary, MAIN } from './testing/served-card.ts'

const PROMPT = 'tickbench> '
const PIN = '0020008108313233343536FFFF'

/** Types a line; gives what is printed up to the next prompt. */
async function say({ type, sees }: Keyboard, line: string): Promise<string> {
  type(line)
  await sees(line)
  type(KEY.enter)
  return sees(PROMPT)
}

async function atPrompt(): Promise<Keyboard> {
  const keyboard = atTerminal(['apdu', '--reader', 'emulated:'])
  await keyboard.sees(PROMPT)
  return keyboard
}

describe('tickbench apdu at a pipe', () => {
  it('ends with quit although nobody closes the pipe', async () => {
    const words = [MAIN, 'apdu', '--reader', 'emulated:']
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'ignore'], timeout: 60_000 })
    child.stdin.write('quit\n')
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  })
})

describe.skipIf(SCRIPT === undefined)('the prompt of tickbench apdu (skipped without script)', () => {
  it('completes words, explains, forgets PINs, goes on after a mistake and ends with quit', async () => {
    const keyboard = await atPrompt()
    const { type, sees } = keyboard
    type('sel')
    await sees('sel')
    type(KEY.tab)
    // Only what was missing is written.
    await sees('ect ')
    type('hash')
    await sees('hash')
    type(KEY.enter)
    expect(await sees(PROMPT)).toContain('name of the application: f07469636b68617368 (hash)')
    expect(await say(keyboard, 'nonsense')).toContain('"nonsense" is no command')
    expect(await say(keyboard, PIN)).toContain('> 0020008108****************')
    // The line before the PIN, which is not kept.
    type(KEY.up)
    await sees('nonsense')
    type(KEY.ctrlU)
    await sees(PROMPT)
    type(`quit${KEY.enter}`)
    expect(await keyboard.ended()).toBe(0)
  })

  it.each([
    ['Ctrl-D', KEY.ctrlD],
    ['Ctrl-C', KEY.ctrlC],
    ['Ctrl-D behind a line that is not answered yet', `select cafe-tick${KEY.enter}${KEY.ctrlD}`],
    ['Ctrl-C behind a line that is not answered yet', `select cafe-tick${KEY.enter}${KEY.ctrlC}`],
  ])('ends with %s', async (_, keys) => {
    const keyboard = await atPrompt()
    keyboard.type(keys)
    expect(await keyboard.ended()).toBe(0)
  })

  it('goes on after its card was pulled out, and ends where the service does (skipped without libpcsclite)', async (test) => {
    if (await hasNoLibrary()) test.skip('libpcsclite is not installed')
    const folder = await mkdtemp(join(tmpdir(), 'prompt-'))
    const standIn = new StandIn()
    const { card } = fullCard('ed25519')
    const reader = standIn.attach('Stand-in 00 00', card)
    const server = await serveStandIn(standIn, join(folder, 'socket'))
    const keyboard = atTerminal(['apdu', '--reader', 'pcsc:'], { ...process.env, ...server.environment })
    await keyboard.sees(PROMPT)
    expect(await say(keyboard, 'select cafe-tick')).toContain('9000 done')
    reader.remove()
    expect(await say(keyboard, 'readStatus')).toContain('the card was removed')
    expect(await say(keyboard, 'reset')).toContain('there is no card in the reader')
    reader.insert(card)
    expect(await say(keyboard, 'reset')).toContain('reset')
    expect(await say(keyboard, 'select cafe-tick')).toContain('9000 done')
    await server.close()
    keyboard.type(`readStatus${KEY.enter}`)
    await keyboard.sees('the PC/SC service is not running')
    expect(await keyboard.ended()).toBe(4)
    await rm(folder, { recursive: true })
  })
})
