// A card in a reader, as the suite treats it: only read without consent.

import { describe, expect, it } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { hashApplet } from '../../../card-applets/hash/hash-applet.ts'
import { probeApplet } from '../../../card-applets/probe/probe-applet.ts'
import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { singleSource } from './cards.ts'
import { surveyOf, type Survey } from './survey.ts'
import type { Place } from './place.ts'

const ours = [cafeTickApplet(), purseMacApplet(), cardSignatureApplet(), hashApplet(), probeApplet(), echoApplet()]
const changing = ['tick', 'around the ticks', 'MAC purse (EN 1546)', 'signature a payment']

function cardWith(applets = ours): EmulatedCard {
  return createEmulatedCard({ applets, crypto: nodeCrypto('p256'), random: seededRandom(1) })
}

/** The suite takes it for a card that somebody else has put into a reader. */
function placeOf(card: EmulatedCard, seed: number): Place {
  const terms = { suite: 'p256', seed, pins: {}, say: () => undefined, pause: () => Promise.resolve() } as const
  const source = singleSource(openEmulated(card), terms)
  return { source, isReal: true, line: 'a card', facts: {}, close: () => Promise.resolve() }
}

function groupsIn({ repeated }: Survey): readonly string[] {
  return [...new Set(repeated.map(({ operation }) => operation.group))]
}

it('writes nothing to a card without consent, and says what would be changed', async () => {
  const card = cardWith()
  const survey = await surveyOf(placeOf(card, 1), { mayChange: false })
  expect(card.memoryWrites()).toBe(0)
  expect(groupsIn(survey)).toEqual(['any card', 'transport', 'chain steps', 'single operations'])
  expect(survey.notes.join('\n')).toMatch(/would change this card .* add --yes-change-this-card: tick, /)
})

describe('with consent', () => {
  it('does everything', async () => {
    const card = cardWith()
    const survey = await surveyOf(placeOf(card, 1), { mayChange: true })
    expect(groupsIn(survey)).toEqual(expect.arrayContaining(changing))
    expect(card.memoryWrites()).toBeGreaterThan(100)
  })

  it('takes each operation from its own place in the chain, whatever came between', async () => {
    const { repeated } = await surveyOf(placeOf(cardWith(), 1), { mayChange: true })
    const ticks = repeated.filter(({ operation }) => operation.group === 'tick')
    for (let round = 0; round < 9; round += 1) {
      for (const one of round % 2 === 0 ? ticks : ticks.toReversed()) {
        expect(await one.once(async (exchange) => ({ response: await exchange(), ns: 1 }))).toBe(8)
      }
    }
  })
})

it('measures whole exchanges of a card without an echo applet, and keeps them apart', async () => {
  const survey = await surveyOf(placeOf(cardWith([hashApplet()]), 1), { mayChange: false })
  const repeated = survey.repeated.filter(({ isBaseline }) => !isBaseline)
  expect(repeated.length).toBeGreaterThan(0)
  expect(repeated.every(({ hasBaseline }) => !hasBaseline)).toBe(true)
})
