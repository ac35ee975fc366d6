// From `--reader` to the cards of a run. A real card is only used with its holder's consent, because a run loads it,
// opens chains on it and lowers its balance.

import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { purseApplet } from '../../card-applets/purse/purse-applet.ts'
import { parseAddress, type ReaderAddress } from '../../reader/address.ts'
import { openAuto } from '../../reader/auto.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { pcscDriver } from '../../reader/drivers/pcsc/pcsc.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { PURSE_AID } from '../../src/card/purse-commands.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { singleCardRack, type CardRack } from '../scenario/card-rack.ts'
import { UserError } from './exit.ts'

export interface CardChoice {
  readonly cards: 'one-each' | 'one-for-all' | CardRack
  /** One line: what was taken and why. */
  readonly line: string
  close(): Promise<void>
}

export interface CardWish {
  readonly reader: string
  readonly mayChange: boolean
  readonly oneCard: boolean
  readonly crypto: Crypto
}

const CHANGES = 'it would be personalised if it is blank, loaded, and its balance lowered'

export async function chooseCards(wish: CardWish): Promise<CardChoice> {
  const address = parseAddress(wish.reader)
  switch (address.kind) {
    case 'wrong':
      throw new UserError(`--reader ${wish.reader}: ${address.why}`)
    case 'auto':
      return auto(wish)
    case 'emulated':
      return emulated(wish, 'emulated card')
    case 'pcsc':
      return pcsc(wish, address.reader)
    case 'hid':
    case 'vpicc':
    case 'replay':
      throw new UserError(
        `compare needs a purse card: --reader ${printKind(address)} cannot hold one; give auto, emulated: or pcsc:`,
      )
  }
}

function emulated({ oneCard }: CardWish, line: string): CardChoice {
  return { cards: oneCard ? 'one-for-all' : 'one-each', line, close: () => Promise.resolve() }
}

async function auto(wish: CardWish): Promise<CardChoice> {
  const driver = pcscDriver()
  const choice = await openAuto({ aid: PURSE_AID.bytes, driver, emulated: () => standIn(wish) })
  if (choice.card.facts.driver === 'emulated') return emulated(wish, choice.line)
  if (!wish.mayChange) {
    await choice.card.close()
    return emulated(wish, `emulated card (a ${choice.line}, but ${CHANGES}: add --yes-change-this-card to use it)`)
  }
  return single(choice.card, choice.line)
}

async function pcsc(wish: CardWish, reader: string | undefined): Promise<CardChoice> {
  if (!wish.mayChange) {
    throw new UserError(
      `a card in a reader would be changed: ${CHANGES}; add --yes-change-this-card, or use --reader emulated:`,
    )
  }
  const driver = pcscDriver()
  try {
    const card = await driver.open(reader)
    return single(card, `card in ${card.facts.reader}`, () => driver.close())
  } catch (error) {
    await driver.close()
    throw error
  }
}

function single(card: OpenCard, line: string, alsoClose: () => Promise<void> = () => Promise.resolve()): CardChoice {
  return {
    cards: singleCardRack(card),
    line,
    async close() {
      await card.close()
      await alsoClose()
    },
  }
}

/** Only asked whether it is there: the cards of the run are made by its rack. */
function standIn({ crypto }: CardWish): OpenCard {
  return openEmulated(createEmulatedCard({ applets: [purseApplet()], crypto, random: seededRandom(0) }))
}

function printKind(address: ReaderAddress): string {
  return `${address.kind}:`
}
