import { describe, expect, it } from 'vitest'
import { commandFor } from '../../src/card/commands.ts'
import { PIN_COMMANDS } from '../../src/card/pin-commands.ts'
import { CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import { PIN_TRIES, pinBytes } from '../../src/payment/card-guard.ts'
import { authoriseLoad, controlCard } from '../../src/payment/cafe-tick/issuer.ts'
import { must, openingOf } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { CardImage } from '../card-image.ts'
import { Numbered } from '../../src/payment/numbered.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { echoApplet } from '../echo/echo-applet.ts'
import { ask } from '../testing/ask.ts'
import { poweredCard } from '../testing/powered-card.ts'
import { poweredWith } from '../testing/powered-with.ts'
import { purseCards, stateOf } from '../testing/purse-cards.ts'
import { tearEverywhere } from '../testing/tear-everywhere.ts'
import { cafeTickApplet } from './applet.ts'

const { world, loaded, copyOf } = purseCards()
const pin = pinBytes('1234')
const wrong = pinBytes('9999')
const newPin = pinBytes('4321')
const puk = pinBytes('55555555')
const image = protectedImage()

function protectedImage(): CardImage {
  const card = poweredWith(cafeTickApplet())
  protect(card)
  return card.image()
}

/** Makes of a blank card a loaded purse that opens nothing without PIN. */
function protect(card: EmulatedCard): void {
  const holder = { pin, puk, withoutPin: 0n }
  must(ask(card, CAFE_TICK_COMMANDS.personalise, { ...world.personalisation, holder }))
  const account = { ...world.account, loaded: 0n, loads: Numbered.of<never>() }
  must(ask(card, CAFE_TICK_COMMANDS.load, must(authoriseLoad(world.issuer, account, { txCounter: 1, units: 10n })[1])))
}

function purse(): EmulatedCard {
  return poweredWith(cafeTickApplet(), image)
}

function swOf(card: EmulatedCard, code: Uint8Array): number {
  const command = encodeCommand(commandFor(PIN_COMMANDS.verifyPin, { pin: code }))
  return decodeResponse(card.exchange(command)).sw
}

/** Whether the PIN counts as presented: then a chain opens. */
function isPresented(card: EmulatedCard): boolean {
  return ask(card, CAFE_TICK_COMMANDS.openTicks, openingOf({ tickValue: 1n, limit: 1 })).ok
}

describe('VERIFY', () => {
  it('says how many tries are left, then that none are', () => {
    const card = purse()
    const words = Array.from({ length: PIN_TRIES + 1 }, () => swOf(card, wrong))
    expect(words).toEqual([0x63c2, 0x63c1, 0x63c0, 0x6983])
    expect(must(ask(card, CAFE_TICK_COMMANDS.readStatus, {})).pinTries).toBe(0)
  })

  it('tries do not come back with the power', () => {
    const card = purse()
    swOf(card, wrong)
    card.powerOn()
    expect(swOf(card, wrong)).toBe(0x63c1)
  })

  it('is refused by a card without PIN', () => {
    expect(ask(loaded(), PIN_COMMANDS.verifyPin, { pin })).toEqual({ ok: false, refused: 'noPin' })
  })

  it('costs a try although the power is cut before the card can answer', () => {
    const cases = tearEverywhere({
      prepare: purse,
      act: (card) => swOf(card, wrong),
      judge(card, cut) {
        const before = cut?.write === 1 && cut.when !== 'after'
        expect(stateOf(card).guard.pinTries).toBe(before ? PIN_TRIES : PIN_TRIES - 1)
      },
    })
    expect(cases).toBeGreaterThan(0)
  })

  it('never gives more tries than there were, wherever a right PIN is torn', () => {
    tearEverywhere({
      prepare() {
        const card = purse()
        swOf(card, wrong)
        return card
      },
      act: (card) => swOf(card, pin),
      judge(card) {
        expect([PIN_TRIES - 2, PIN_TRIES - 1, PIN_TRIES]).toContain(stateOf(card).guard.pinTries)
        expect(stateOf(card).guard.verified).toBe(false)
      },
    })
  })
})

describe('the presented PIN', () => {
  it('is gone after a reset', () => {
    const card = purse()
    expect(swOf(card, pin)).toBe(0x9000)
    card.powerOn()
    expect(isPresented(card)).toBe(false)
    expect([swOf(card, pin), isPresented(card)]).toEqual([0x9000, true])
  })

  it('is gone when another applet was selected', () => {
    const card = poweredCard({ applets: [cafeTickApplet(), echoApplet()] })
    protect(card)
    swOf(card, pin)
    for (const { aid } of [echoApplet(), cafeTickApplet()]) {
      card.exchange(Uint8Array.of(0, 0xa4, 4, 0, aid.bytes.length, ...aid.bytes))
    }
    expect(isPresented(card)).toBe(false)
  })
})

describe('CHANGE REFERENCE DATA and RESET RETRY COUNTER', () => {
  it('make a new PIN that outlives the power', () => {
    const card = purse()
    must(ask(card, PIN_COMMANDS.changePin, { pin, newPin }))
    card.powerOn()
    expect([swOf(card, pin), swOf(card, newPin)]).toEqual([0x63c2, 0x9000])
  })

  it('unblock with the PUK', () => {
    const card = purse()
    for (let i = 0; i < PIN_TRIES; i += 1) swOf(card, wrong)
    expect(ask(card, PIN_COMMANDS.unblockPin, { puk: wrong, newPin })).toEqual({ ok: false, refused: 'pinWrong' })
    must(ask(card, PIN_COMMANDS.unblockPin, { puk, newPin }))
    expect(swOf(card, newPin)).toBe(0x9000)
  })
})

/** Which of the two PINs the card takes, each tried on a copy of it. */
function taken(card: EmulatedCard): readonly boolean[] {
  return [pin, newPin].map((each) => swOf(copyOf(card), each) === 0x9000)
}

describe('a new PIN, torn at any write in any moment', () => {
  it.each([
    ['CHANGE REFERENCE DATA', purse, (card: EmulatedCard) => ask(card, PIN_COMMANDS.changePin, { pin, newPin })],
    ['RESET RETRY COUNTER', purse, (card: EmulatedCard) => ask(card, PIN_COMMANDS.unblockPin, { puk, newPin })],
  ] as const)('%s leaves the old PIN or the new one, never both or none', (_name, prepare, act) => {
    const seen = new Set<string>()
    const cases = tearEverywhere({
      prepare,
      act,
      judge: (card) => seen.add(taken(card).join()),
      tearRecovery: true,
    })
    expect(seen).toEqual(new Set(['true,false', 'false,true']))
    expect(cases).toBeGreaterThan(10)
  })

  it('a blocked PIN that is torn while it is unblocked can be unblocked again', () => {
    tearEverywhere({
      prepare() {
        const card = purse()
        for (let i = 0; i < PIN_TRIES; i += 1) swOf(card, wrong)
        return card
      },
      act: (card) => ask(card, PIN_COMMANDS.unblockPin, { puk, newPin }),
      judge(card) {
        must(ask(card, PIN_COMMANDS.unblockPin, { puk, newPin }))
        expect(swOf(card, newPin)).toBe(0x9000)
      },
    })
  })
})

it('CONTROL blocks through bytes and over resets', () => {
  const card = loaded()
  const { cardId } = world.account
  must(ask(card, CAFE_TICK_COMMANDS.control, controlCard(world.issuer, { cardId, number: 1, blocked: true })))
  card.powerOn()
  expect(must(ask(card, CAFE_TICK_COMMANDS.readStatus, {})).blocked).toBe(true)
  expect(ask(card, CAFE_TICK_COMMANDS.openTicks, openingOf())).toEqual({ ok: false, refused: 'cardBlocked' })
})
