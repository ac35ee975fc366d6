// PINs and keys stand neither in the lines of a trace nor in its file, whichever verb tells of them.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import type { CardPort } from '../../src/card/port.ts'
import { TRACE_WORDS } from '../witness/lines.ts'
import { loadCardImage } from '../../card-applets/image-file.ts'
import { cafeTickIdentityLayout } from '../../src/payment/cafe-tick/card-state.ts'
import { loadIssuer } from '../party/issuer-file.ts'
import { fullCard } from './full-card.ts'
import { startTrace } from './trace-sinks.ts'
import { tickbench } from './testing/captured.ts'
import { PLANTED_COMMANDS, PLANTED_SECRETS, plantedIn } from './testing/planted.ts'
import { testFolder } from './testing/small-log.ts'
import { vpcdCard } from './vpcd-card.ts'

const file = testFolder()
const HEX = PLANTED_COMMANDS.map((command) => printHex(command))

describe('of PINs and keys that are sent to a card', () => {
  it.each([
    ['apdu', []],
    ['record', ['talk.txt']],
  ])('%s tells nothing, in no mode', async (verb, files) => {
    for (const raw of [[], ['--raw']]) {
      const name = `${verb}${raw.length}`
      const words = [verb, ...files.map((each) => file(`${name}-${each}`)), '--reader', 'emulated:', ...raw]
      const trace = ['--trace', 'all', '--trace-file', file(`${name}.jsonl`)]
      const { exitCode, err } = await tickbench(...words, ...trace, ...HEX)
      const kept = readFileSync(file(`${name}.jsonl`), 'utf8')
      expect(exitCode).toBe(0)
      expect({ err: plantedIn(err), kept: plantedIn(kept) }).toEqual({ err: [], kept: [] })
      expect(err).toMatch(/> PERSONALISE: .*\n(?:.*write .*\n)+.*< 9000 done/)
      expect(kept).toContain('"kind":"write"')
    }
  })

  it.each<[string, (print: (text: string) => void, kept: string) => CardPort]>([
    [
      'serve --pcsc',
      (print, kept) => {
        const { witness } = startTrace({ words: TRACE_WORDS, columns: Infinity, file: kept }, print)
        return fullCard('p256', { lane: witness.lane('reader 0') }).port
      },
    ],
    [
      'serve --vpcd',
      (print, kept) => {
        const trace = { words: TRACE_WORDS, columns: Infinity, file: kept }
        const task = { address: { host: '', port: 0 }, suite: 'p256', protocol: undefined, trace } as const
        return vpcdCard(task, print)
      },
    ],
  ])('the card of %s tells nothing', (name, made) => {
    let told = ''
    const kept = file(`${name}.jsonl`, '')
    const port = made((text) => (told += text), kept)
    port.powerOn()
    const last = PLANTED_COMMANDS.map((command) => printHex(port.exchange(command))).slice(3)
    expect(last).toEqual(['9000', '6a8a', '63c2', '9000', '9000', '9000'])
    expect(plantedIn(`${told}${readFileSync(kept, 'utf8')}`)).toEqual([])
    expect(told).toContain('> PERSONALISE')
  })

  it('a program behind serve may be given a PIN', async () => {
    const kept = file('served.jsonl')
    const words = ['serve', '--pcsc', file('cards'), '--trace-file', kept, '--', 'true', PLANTED_SECRETS[1] ?? '']
    expect((await tickbench(...words)).exitCode).toBe(0)
    expect(plantedIn(readFileSync(kept, 'utf8'))).toEqual([])
    expect(readFileSync(kept, 'utf8')).toContain('--pcsc')
  })
})

describe('of the keys of a card and its issuer', () => {
  it('the verbs of card tell nothing', async () => {
    const [image, issuer] = [file('my.card'), file('my.issuer')]
    const kept = ['--card-image', image, '--issuer', issuer]
    let all = ''
    for (const [verb, ...words] of [['new', '--load', '100'], ['load', '5'], ['info'], ['log'], ['tear', 'open']]) {
      const trace = ['--trace', 'all', '--trace-file', file(`${verb}.jsonl`)]
      const { exitCode, err } = await tickbench('card', verb ?? '', ...words, ...kept, ...trace)
      expect({ verb, exitCode }).toEqual({ verb, exitCode: 0 })
      expect(err).toContain('SELECT cafe-tick')
      all += err + readFileSync(file(`${verb}.jsonl`), 'utf8')
    }
    const secrets = [...(await issuerSecrets(issuer)), ...(await cardSecrets(image))]
    expect(secrets).toHaveLength(5)
    expect(secrets.filter((secret) => all.toLowerCase().includes(secret))).toEqual([])
  })
})

/** A part from the middle of each, in hex. */
async function issuerSecrets(path: string): Promise<readonly string[]> {
  const { certificateKey, loadMaster } = await loadIssuer(path)
  return [certificateKey.secretKey, loadMaster].map(middleOf)
}

async function cardSecrets(path: string): Promise<readonly string[]> {
  const { memory } = await loadCardImage(path)
  const identity = memory.cells.find(({ name }) => name.endsWith('/identity'))?.bytes ?? new Uint8Array()
  const length = new DataView(identity.buffer, identity.byteOffset).getUint16(0)
  const { personalisation, chainMaster } = cafeTickIdentityLayout.decode(identity.subarray(2, 2 + length))
  return [personalisation.signingKey, personalisation.loadKey, chainMaster].map(middleOf)
}

function middleOf(secret: Uint8Array): string {
  return printHex(secret.subarray(2, 14)).toLowerCase()
}
