// One card in a reader, measured again and again: each run meets the card that the runs before left, with the issuer
// that they kept, and measures the same.

import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import { freePort } from '../../../reader/testing/free-port.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { lockFiles } from '../../party/file-lock.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { plugIn } from '../../cli/testing/plug-in.ts'
import { measureHere } from '../testing/measure-here.ts'
import { cardSuite } from './card.ts'
import { singleSource } from './cards.ts'
import type { TimeExchange } from './exchange.ts'
import { issuersInFiles } from './issuers.ts'
import { MAC_OPERATIONS } from './mac-operations.ts'
import type { CardOperation } from './operation.ts'
import type { Place } from './place.ts'
import { PURSE_OPERATIONS } from './purse-operations.ts'
import { SIGNER_OPERATIONS } from './signer-operations.ts'
import { surveyOf, type Survey } from './survey.ts'

const PURSES = [...PURSE_OPERATIONS, ...MAC_OPERATIONS, ...SIGNER_OPERATIONS]
const crypto = nodeCrypto('p256')
const folder = mkdtempSync(join(tmpdir(), 'tickbench-again-'))
const before = process.env['XDG_DATA_HOME']
let runs = 0

beforeEach(() => {
  process.env['XDG_DATA_HOME'] = mkdtempSync(join(folder, 'data-'))
})
afterAll(() => {
  process.env['XDG_DATA_HOME'] = before
  if (before === undefined) delete process.env['XDG_DATA_HOME']
  rmSync(folder, { recursive: true })
})

function blankCard(): EmulatedCard {
  const applets = [cafeTickApplet(), purseMacApplet(), cardSignatureApplet()]
  return createEmulatedCard({ applets, crypto, random: seededRandom(1) })
}

interface Terms {
  readonly file?: string
  readonly operations?: readonly CardOperation[]
  readonly time?: TimeExchange
}

const cutPower: TimeExchange = () => Promise.reject(new Error('the power is cut'))
const timeNothing: TimeExchange = async (exchange) => ({ response: await exchange(), ns: 1 })

/** As by a process of its own: whatever it knew is in its files. */
async function run(
  card: EmulatedCard,
  { file, operations = PURSES, time = timeNothing }: Terms = {},
): Promise<Survey & { readonly said: readonly string[] }> {
  runs += 1
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const issuers = issuersInFiles({ crypto, random: seededRandom(runs, 'fresh'), file, say, waitMs: 0 })
  const holder = { pins: {}, say, pause: () => Promise.resolve() }
  const open = openEmulated(card)
  const source = singleSource(open, { suite: 'p256', seed: 1, issuers, ...holder })
  const place: Place = { source, isReal: true, line: 'a card', facts: {}, close: () => open.close() }
  try {
    const survey = await surveyOf(place, { mayChange: true }, operations)
    for (const one of survey.repeated) {
      for (let round = 0; round < 3; round += 1) {
        await one.once(time)
      }
    }
    return { ...survey, said }
  } finally {
    await open.close()
    issuers.release()
  }
}

const namesOf = ({ repeated }: Survey): readonly string[] => repeated.map(({ operation }) => operation.name)
const all = PURSES.map(({ name }) => name)
const kept = (): string => join(process.env['XDG_DATA_HOME'] ?? '', 'tickbench', 'issuers')

it('measures every operation in each of five runs on one card', async () => {
  const card = blankCard()
  for (let again = 0; again < 5; again += 1) {
    const survey = await run(card)
    expect(namesOf(survey)).toEqual(all)
    expect(survey.notes.filter((note) => note.startsWith('not measured'))).toEqual([])
  }
})

it('measures the same in runs of the whole suite through a virtual reader', async () => {
  const card = blankCard()
  const lists: string[][] = []
  for (let again = 0; again < 3; again += 1) {
    const port = await freePort()
    const request = { reader: `vpicc:${port}`, suite: 'p256', mayChange: true } as const
    const running = measureHere(cardSuite, { seed: again, effort: 'quick', card: request })
    const plugged = await plugIn(port, card)
    lists.push((await running).results.map(({ name }) => name))
    await plugged.unplug()
  }
  expect(lists[0]).toEqual(expect.arrayContaining([...all]))
  expect(lists).toEqual([lists[0], lists[0], lists[0]])
})

it('keeps one issuer for all applets of a card, by its number, for its owner only, and says where', async () => {
  const { said } = await run(blankCard())
  const files = readdirSync(kept())
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.issuer$/)])
  expect(statSync(join(kept(), files[0] ?? '')).mode & 0o777).toBe(0o600)
  expect(said).toEqual([`issuer of this card: ${join(kept(), files[0] ?? '')}`])
})

it('keeps it in the file that its holder names', async () => {
  const card = blankCard()
  const file = join(folder, 'mine.issuer')
  for (let again = 0; again < 2; again += 1) expect(namesOf(await run(card, { file }))).toEqual(all)
  expect(existsSync(kept())).toBe(false)
})

it('does without what needs the issuer while another program works with its file', async () => {
  const card = blankCard()
  const file = join(folder, 'busy.issuer')
  await run(card, { file })
  const [lock] = await lockFiles([file], { limitMs: 0 })
  const { notes } = await run(card, { file })
  lock?.release()
  expect(notes.join('\n')).toContain('not measured, another program works with the file of its issuer: tick, ')
})

it('sends the load that a run before ordered and did not bring to the card', async () => {
  const card = blankCard()
  const operations = PURSE_OPERATIONS.filter(({ name }) => name === 'load')
  await expect(run(card, { operations, time: cutPower })).rejects.toThrow('the power is cut')
  expect(namesOf(await run(card))).toEqual(all)
})

describe('a card of another issuer', () => {
  it('is measured where its issuer is not needed, and says what would help', async () => {
    const card = blankCard()
    await run(card)
    process.env['XDG_DATA_HOME'] = mkdtempSync(join(folder, 'other-'))
    const { notes, ...survey } = await run(card)
    expect(namesOf({ ...survey, notes })).toEqual(['sign a payment'])
    expect(notes.join('\n')).toContain('not measured, it was made by another issuer (give the file with --issuer): ')
  })
})
