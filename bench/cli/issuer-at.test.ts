// A card in a reader without --issuer: who personalises it keeps its issuer by its number and says so before it asks,
// and every verb finds it there.

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { purseMacApplet } from '../../card-applets/purse-mac/purse-applet.ts'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { cardSignatureApplet } from '../../card-applets/card-signature/applet.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { measureHere } from '../suites/testing/measure-here.ts'
import { cardSuite } from '../suites/card/card.ts'
import { freshBytes } from './full-card.ts'
import { tickbench, type Captured } from './testing/captured.ts'
import { ownDataFolder } from './testing/own-data-folder.ts'
import { plugIn } from './testing/plug-in.ts'

const CONSENT = '--yes-change-this-card'
const issuers = ownDataFolder()
let card: EmulatedCard

beforeEach(() => {
  const applets = [cafeTickApplet(), purseMacApplet(), cardSignatureApplet()]
  card = createEmulatedCard({ applets, crypto: nodeCrypto('p256'), random: freshBytes })
})

async function inReader<T>(work: (reader: string) => Promise<T>): Promise<T> {
  const port = await freePort()
  const running = work(`vpicc:${port}`)
  const plugged = await plugIn(port, card)
  try {
    return await running
  } finally {
    await plugged.unplug()
  }
}

function ended(...words: readonly string[]): Promise<Captured> {
  return inReader((reader) => tickbench(...words, '--reader', reader))
}

const compare = ['compare', '--payments', '40', '--quiet', CONSENT] as const

describe('before anything is changed', () => {
  it.each([
    ['compare', ['compare']],
    ['card new', ['card', 'new']],
  ])('%s says where the issuer is kept, and keeps none', async (_, words) => {
    const run = words[0] === 'compare' ? tickbench(...words, '--reader', 'vpicc:1') : ended(...words)
    const { exitCode, err } = await run
    expect(exitCode).toBe(2)
    expect(err).toContain(`its issuer is kept in `)
    expect(err).toContain(issuers())
    expect(err).toContain(CONSENT)
    expect(existsSync(issuers()) ? readdirSync(issuers()) : []).toEqual([])
  })
})

const schemes = ['cafe-tick', 'purse-mac', 'card-signature'].flatMap((name) => ['--scheme', name])

it('a card that compare has made is compared, looked at, loaded and measured without a word of --issuer', async () => {
  for (let again = 0; again < 2; again += 1) {
    const { exitCode, err } = await ended(...compare, ...schemes)
    expect([exitCode, err]).toEqual([0, expect.stringContaining(`issuer of this card: ${issuers()}`)])
  }
  const files = readdirSync(issuers())
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.issuer$/)])
  expect(statSync(join(issuers(), files[0] ?? '')).mode & 0o777).toBe(0o600)
  expect((await ended('card', 'info')).out).toContain('paid to sellers 80')
  expect((await ended('card', 'load', '7', CONSENT)).exitCode).toBe(0)
  const measured = await inReader((reader) =>
    measureHere(cardSuite, { seed: 1, effort: 'quick', card: { reader, suite: 'p256', mayChange: true } }),
  )
  expect(measured.results.map(({ name }) => name)).toEqual(expect.arrayContaining(['load', 'debit', 'sign a payment']))
  expect(readdirSync(issuers())).toEqual(files)
  expect((await ended(...compare, ...schemes)).exitCode).toBe(0)
})

it.each(['cafe-tick', 'purse-mac', 'card-signature'])(
  'a card that bench has made is compared by %s',
  async (scheme) => {
    const request = { suite: 'p256', mayChange: true } as const
    await inReader((reader) => measureHere(cardSuite, { seed: 1, effort: 'quick', card: { reader, ...request } }))
    expect((await ended(...compare, '--scheme', scheme)).exitCode).toBe(0)
  },
)

it.each(['purse-mac', 'card-signature'])('a card that compare has made by %s alone comes back', async (scheme) => {
  for (let again = 0; again < 2; again += 1) {
    expect((await ended(...compare, '--scheme', scheme)).exitCode).toBe(0)
  }
  expect(readdirSync(issuers())).toHaveLength(1)
})

it('a card that card new has made is loaded by its number', async () => {
  expect((await ended('card', 'new', CONSENT, '--load', '5')).exitCode).toBe(0)
  expect((await ended('card', 'load', '7', CONSENT)).out).toContain('12 minor units')
})

it('a card of somebody else is refused, with what helps', async () => {
  await ended('card', 'new', CONSENT)
  rmSync(issuers(), { recursive: true })
  const { exitCode, err } = await ended('card', 'load', '7', CONSENT)
  expect([exitCode, err]).toEqual([5, expect.stringContaining('give its file with --issuer')])
})
