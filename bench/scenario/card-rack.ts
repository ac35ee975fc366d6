// The cards of a run: one emulated card a buyer, or one real card that plays every buyer. Whoever pays with a card gets
// a channel and cannot know which of the two it is.

import { createEmulatedCard, type EmulatedCardOptions } from '../../card-applets/emulated-card.ts'
import { purseApplet } from '../../card-applets/purse/purse-applet.ts'
import type { ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { trace } from '../../reader/wrappers/trace.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import type { Crypto, RandomBytes } from '../../src/crypto/crypto.ts'
import type { OperationObserver } from '../../src/crypto/operations.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'

export interface CardRack {
  /** For people: what kind of card the run used. */
  readonly description: string
  /** The card that the buyer with this name puts into the reader. */
  cardOf(buyer: string): OpenCard
  /** Whether each buyer has a card of his own. */
  readonly oneEach: boolean
}

export interface EmulatedRackInput {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly observe: OperationObserver
  readonly oneEach: boolean
  /** Modelled time of all cards together; it runs only while `isCounting` says so. */
  readonly clock: ModelledClock | undefined
  readonly isCounting: () => boolean
}

/** Emulated cards with a blank purse, made when a buyer first pays. */
export function emulatedRack(input: EmulatedRackInput): CardRack {
  const { crypto, oneEach } = input
  const random = timedRandom(input)
  const observers = cardObservers(input)
  const cards = new Map<string, OpenCard>()
  return {
    description: oneEach ? 'emulated cards, one a buyer' : 'one emulated card for all buyers',
    oneEach,
    cardOf(buyer) {
      const holder = oneEach ? buyer : ''
      const known = cards.get(holder)
      if (known !== undefined) return known
      const made = openEmulated(createEmulatedCard({ applets: [purseApplet()], crypto, random, ...observers }))
      cards.set(holder, made)
      return made
    },
  }
}

/** Set-up is neither counted nor timed. */
function cardObservers({ observe, clock, isCounting }: EmulatedRackInput): CardObservers {
  return {
    observe(kind, bytes, count) {
      if (!isCounting()) return
      observe(kind, bytes, count)
      clock?.observe(kind, bytes, count)
    },
    onWrite(write) {
      if (isCounting()) clock?.onWrite(write)
    },
    onExchange(command, answer) {
      if (isCounting()) clock?.onExchange(command, answer)
    },
  }
}

type CardObservers = Required<Pick<EmulatedCardOptions, 'observe' | 'onWrite' | 'onExchange'>>

function timedRandom({ random, clock, isCounting }: EmulatedRackInput): RandomBytes {
  return (length) => {
    if (isCounting()) clock?.onRandom(length)
    return random(length)
  }
}

/** The card in a reader, for every buyer in turn. */
export function singleCardRack(card: OpenCard): CardRack {
  return { description: `the card in ${card.facts.reader} for all buyers`, oneEach: false, cardOf: () => card }
}

/** Tells of every APDU that goes over the wire, as command and response bytes. */
export type ApduCounter = (commandBytes: number, responseBytes: number) => void

export function counted(card: OpenCard, count: ApduCounter): OpenCard {
  const observer = trace((event) => {
    if (event.kind === 'response') count(encodeCommand(event.command).length, event.response.data.length + 2)
  })
  return usualStack(card, observer)
}
