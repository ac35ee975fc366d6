// One line of the table of card operations: which applet, what it changes, and how its commands are made one after the
// other. Only the exchange of `next`'s command is timed; whatever an operation needs around it happens in between.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import type { MacAlgorithm } from '../../../card-applets/time/algorithms.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { Crypto, RandomBytes, SuiteName } from '../../../src/crypto/crypto.ts'
import type { Aid } from '../../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../../src/iso7816/response-apdu.ts'
import type { SchemeDeclaration } from '../../scheme/contract/declaration.ts'
import type { CardIssuers } from './card-issuers.ts'

/** Applets that share a card. Emulated, it is made of `applets` and an echo applet; a real card has all that it has. */
export interface CardKind {
  readonly name: string
  readonly applets: () => readonly AppletFactory[]
  /** What the MAC of these applets is modelled as. */
  readonly mac: MacAlgorithm
  /** That of the run unless given: a probe is made for each suite that cards were measured with. */
  readonly suite?: SuiteName
}

/** The card of a scheme's payer. */
export function cardKind({ name, card }: SchemeDeclaration): CardKind {
  if (card === undefined) throw new TypeError(`${name} has no card`)
  return { name, applets: card.applets, mac: card.mac }
}

/** What an operation is given. `card` is for everything that is not timed. */
export interface OperationContext {
  /** Selects before the first command of each applet; commands are those of the operation's own applet. */
  readonly card: OpenCard
  /** The same card without wrappers: 61XX and 6CXX as they come. */
  readonly wire: OpenCard
  readonly crypto: Crypto
  readonly random: RandomBytes
  /** Who makes and loads its purses. */
  readonly issuers: CardIssuers
  /** As its holder gave them; none is sent to another application than the one that it was given for. */
  readonly pins: Pick<TokenPins, 'piv' | 'openpgp'>
  /** A line for whoever sits at the card, at once. */
  readonly say: (line: string) => void
  /** Waits for whoever sits at the card. */
  readonly pause: (ms: number) => Promise<void>
  /** Kept for all operations on one card, by any key of their own: the purse that they share. */
  readonly shared: Map<string, unknown>
}

/** The one of this name, made where it is missing. */
export async function sharedIn<T>({ shared }: OperationContext, name: string, make: () => Promise<T>): Promise<T> {
  const kept = (shared.get(name) as T | undefined) ?? (await make())
  shared.set(name, kept)
  return kept
}

export interface CardOperation {
  /** Unlike all others. */
  readonly name: string
  /** Operations of one group stand in one table. */
  readonly group: string
  readonly kind: CardKind
  /** Undefined: asked of whatever the card itself begins with. */
  readonly aid: Aid | undefined
  /** Of the reader and its chip: an emulated card has nothing there to be timed. */
  readonly onlyReal?: true
  /** Whether it writes to the card: a real one is then left alone without consent. */
  readonly changes: boolean
  /** What it takes for one measurement to be typical: the commands in a row, 1 unless given. */
  readonly commands?: number
  /** What one command does several times, such as chain steps; figures are of one. 1 unless given. */
  readonly times?: number
  /** Throws `OperationMissing` where this card or this profile does not do it. */
  prepare(context: OperationContext): Promise<PreparedOperation>
}

/** An exchange with the card that is not one command through the usual stack. */
export type Exchange = () => Promise<ResponseApdu>

export interface PreparedOperation {
  /** The next command to be timed, or what is timed in its place. */
  next(): Promise<CommandApdu | Exchange> | CommandApdu | Exchange
  /** The answer to it. Throws for anything but success: nothing that failed is measured. */
  taken(response: ResponseApdu): Promise<void> | void
  /** The same without the operation; unless given, an echo of the same sizes. `none`: it is itself a baseline. */
  readonly baseline?: (() => CommandApdu) | 'none'
  /** The baseline of a card without an echo applet: a read of about the same sizes. */
  readonly otherwise?: () => CommandApdu
  /** What the card answered, where a refusal is an answer like any other. */
  readonly answered?: string
}

/** This card does not do it; `message` says why. The operation is left out and named in a note. */
export class OperationMissing extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OperationMissing'
  }
}
