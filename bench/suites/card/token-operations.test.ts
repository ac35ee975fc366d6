import { describe, expect, it } from 'vitest'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { openPgpApplet } from '../../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../../card-applets/piv/piv-applet.ts'
import { u2fApplet } from '../../../card-applets/u2f/u2f-applet.ts'
import { findCardSetting } from '../../../card-applets/time/card-profiles.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import type { CardKeySuite } from '../../../src/crypto/card-keys.ts'
import type { KeyPair } from '../../../src/crypto/crypto.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { modelAll } from './card.ts'
import { surveyOf, type Survey } from './survey.ts'
import { singleSource } from './cards.ts'
import type { OperationContext } from './operation.ts'
import { openPlace, type Place } from './place.ts'
import { TOKEN_OPERATIONS } from './token-operations.ts'

interface Somebodys extends Place {
  /** Commands as they went over the wire. */
  readonly sent: string[]
  readonly told: string[]
}

/** Making RSA keys takes seconds. */
const KEYS = {
  p256: nodeCrypto('p256').signatures.keyPair(seededRandom(2)),
  rsa2048: nodeCrypto('rsa2048').signatures.keyPair(seededRandom(2)),
}

const pause = async (): Promise<void> => undefined

/** A token in a reader: no echo applet, no profile, a PIN only if its holder gives one. */
function somebodys(suite: CardKeySuite, pins: OperationContext['pins'] = {}, atr?: Uint8Array): Somebodys {
  const makeKey = (): KeyPair => KEYS[suite]
  const sent: string[] = []
  const told: string[] = []
  const u2f = suite === 'p256' ? [u2fApplet({ touch: () => false })] : []
  const card = createEmulatedCard({
    applets: [pivApplet({ keys: suite, makeKey }), openPgpApplet({ keys: suite, makeKey }), ...u2f],
    crypto: nodeCrypto(suite),
    random: seededRandom(1),
    onExchange: (command) => sent.push(printHex(command)),
    ...(atr !== undefined && { atr }),
  })
  const opened = { ...openEmulated(card) }
  const source = singleSource(opened, { suite, seed: 1, pins, say: (line) => told.push(line), pause })
  return { sent, told, source, isReal: true, line: 'a token', facts: {}, close: () => opened.close() }
}

function survey(place: Place, mayChange = false): Promise<Survey> {
  return surveyOf(place, { mayChange }, TOKEN_OPERATIONS)
}

function namesOf({ repeated }: Survey): readonly string[] {
  return repeated.map(({ operation }) => operation.name)
}

const RIGHT = { piv: '123456', openpgp: '123456' }
const WRONG = { piv: '999999', openpgp: '999999' }

/** VERIFY with data. */
const PIN_SENT = /^002000..0[1-9]/

describe('signatures of emulated tokens', () => {
  it('are all measured, those of both suites, beside an echo', async () => {
    const place = await openPlace({ reader: 'emulated:', suite: 'p256', mayChange: false }, 1)
    const found = await survey(place)
    expect(found.notes).toEqual([])
    expect(namesOf(found)).toEqual(TOKEN_OPERATIONS.map(({ name }) => name))
    for (const each of found.repeated) expect(each.hasBaseline).toBe(true)
  })

  it('take the modelled time of their one signature', async () => {
    const profile = findCardSetting('jcop4-j3r180')
    if (profile === undefined) throw new Error('no such profile')
    const place = await openPlace({ reader: 'emulated:', suite: 'p256', mayChange: false, profile }, 1)
    const { results } = await modelAll((await survey(place)).repeated)
    const [piv] = results.filter(({ name }) => name === 'PIV 9E, p256')
    const signing = profile.profile.figures.ecdsaP256Sign?.[0]?.ns ?? 0
    expect(Math.abs((piv?.processNs[0] ?? 0) / signing - 1)).toBeLessThan(0.05)
  })
})

describe.each(['p256', 'rsa2048'] as const)('a token of somebody with %s keys', (suite) => {
  it('is measured without a PIN and without a write where that is possible', async () => {
    const place = somebodys(suite)
    const found = await survey(place)
    expect(namesOf(found)).toEqual([`PIV 9E, ${suite}`])
    expect(found.notes).toContainEqual(expect.stringContaining('no PIN was given'))
    for (const sent of place.sent) expect(sent).toMatch(/^[01]0(a4|cb|ca|f7|c0|47|87)/)
    expect(found.repeated[0]?.hasBaseline).toBe(true)
  })

  it('is sent the PIN that its holder gave, its tries told before', async () => {
    const place = somebodys(suite, RIGHT)
    const found = await survey(place)
    expect(namesOf(found)).toEqual([`PIV 9E, ${suite}`, `PIV 9A, ${suite}`, `OpenPGP authentication, ${suite}`])
    expect(place.told[0]).toBe('PIV: 3 tries left; sending the PIN')
  })

  it('is sent a wrong PIN once an application, whatever else there is to measure', async () => {
    const place = somebodys(suite, WRONG)
    const found = await survey(place, true)
    expect(place.sent.filter((sent) => PIN_SENT.test(sent))).toHaveLength(2)
    expect(found.notes).toContainEqual(expect.stringContaining('VERIFY: pinWrong'))
    expect(found.notes).toContainEqual(expect.stringContaining('VERIFY: pinSpent'))
  })

  it('is sent the PIN of one application nowhere else', async () => {
    const place = somebodys(suite, { piv: '123456' })
    await survey(place, true)
    expect(place.sent.filter((sent) => PIN_SENT.test(sent))).toEqual(['0020008008313233343536ffff'])
  })

  it('counts its signatures only with consent', async () => {
    const found = await survey(somebodys(suite, RIGHT), true)
    expect(namesOf(found)).toContain(`OpenPGP signature, ${suite}`)
  })
})

describe('a token', () => {
  it('that takes no extended lengths gets its RSA block in a chain', async () => {
    const place = somebodys('rsa2048', {}, parseHex('3b800181'))
    expect(namesOf(await survey(place))).toEqual(['PIV 9E, rsa2048'])
    expect(place.sent.filter((sent) => sent.startsWith('1087079eff'))).not.toHaveLength(0)
  })

  it('that nobody touches makes no key', async () => {
    const place = somebodys('p256')
    const u2f = TOKEN_OPERATIONS.filter(({ name }) => name.startsWith('U2F'))
    const { notes } = await surveyOf(place, { mayChange: true }, u2f)
    expect(place.told).toEqual([expect.stringContaining('touch the U2F token now')])
    expect(notes).toContainEqual(expect.stringContaining('nobody touched the token'))
  })
})
