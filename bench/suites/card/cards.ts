// The cards of a run: a card in a reader that is used for everything, or an emulated one for each kind of applet, whose
// modelled time goes to whichever clock is in force.

import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { algorithmsOf } from '../../../card-applets/time/algorithms.ts'
import { FACTORY_PINS } from '../../../card-applets/kit/token-key.ts'
import type { CardSetting } from '../../../card-applets/time/card-profiles.ts'
import { createModelledClock, type ModelledClock } from '../../../card-applets/time/modelled-clock.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import { U2F_AID } from '../../../src/card/tokens/u2f-commands.ts'
import type { Crypto, SuiteName } from '../../../src/crypto/crypto.ts'
import { createCrypto } from '../../../src/crypto/engines.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { printAid, type Aid } from '../../../src/iso7816/aid.ts'
import type { CardIssuers } from './card-issuers.ts'
import { issuersInMemory } from './issuers.ts'
import { createSelection } from './selection.ts'
import { OperationMissing, type CardKind, type OperationContext } from './operation.ts'

/** A card with one applet selected at a time. */
export interface MeasuredCard {
  readonly facts: CardFacts
  readonly context: OperationContext
  /**
   * Selects the applet unless it is selected already; undefined: what the card itself begins with. Throws
   * `OperationMissing` where the card has none.
   */
  select(aid: Aid | undefined): Promise<void>
  /** Whether anything but silence came back so far. */
  hasAnswered(): boolean
  /** A clock of the card's own model, at zero; undefined where nothing is modelled. */
  newClock(): ModelledClock | undefined
  /** Charges everything from now on to this clock; undefined charges nothing. */
  charge(clock: ModelledClock | undefined): void
}

export interface CardSource {
  /** Throws `OperationMissing` where there is no such card. */
  cardFor(kind: CardKind): MeasuredCard
}

export interface EmulatedSourceOptions {
  readonly suite: SuiteName
  readonly setting: CardSetting | undefined
  readonly seed: number
}

export function emulatedSource(options: EmulatedSourceOptions): CardSource {
  const cards = new Map<string, MeasuredCard>()
  return {
    cardFor(kind) {
      const known = cards.get(kind.name)
      if (known !== undefined) return known
      const made = emulatedCard(kind, options)
      cards.set(kind.name, made)
      return made
    },
  }
}

export interface SingleSourceOptions extends Holder {
  readonly suite: SuiteName
  readonly seed: number
  /** Made anew and forgotten unless given. */
  readonly issuers?: CardIssuers | undefined
}

/** Whoever sits at the card. */
type Holder = Pick<OperationContext, 'pins' | 'say' | 'pause'>

/** The PINs of the emulated tokens are no secret. */
const NOBODY: Holder = {
  pins: FACTORY_PINS,
  say: () => undefined,
  pause: async () => undefined,
}

/** One card for all kinds; those that want another suite than the run's are missing. */
export function singleSource(
  card: OpenCard,
  { suite, seed, issuers, pins, say, pause }: SingleSourceOptions,
): CardSource {
  const measured = measuredCard(card, { crypto: cryptoOf(suite), seed, issuers, holder: { pins, say, pause } })
  return {
    cardFor(kind) {
      if ((kind.suite ?? suite) !== suite) throw new OperationMissing(`this run measures suite ${suite}`)
      return measured
    },
  }
}

function emulatedCard(kind: CardKind, { suite, setting, seed }: EmulatedSourceOptions): MeasuredCard {
  const crypto = cryptoOf(kind.suite ?? suite)
  let charged: ModelledClock | undefined
  const card = createEmulatedCard({
    applets: [...kind.applets(), echoApplet()],
    crypto,
    protocol: setting?.wire.kind === 'contact' ? setting.wire.protocol : 'T=1',
    random: seededRandom(seed, `card ${kind.name}`),
    observe: (operation, bytes, count) => charged?.observe(operation, bytes, count),
    onWrite: (write) => charged?.onWrite(write),
    onRandom: (bytes) => charged?.onRandom(bytes),
    onExchange: (command, answer) => charged?.onExchange(command, answer),
    ...(setting?.profile.commitCapacity !== undefined && {
      memory: { commitCapacity: setting.profile.commitCapacity },
    }),
  })
  return measuredCard(
    openEmulated(card, setting?.profile.name),
    { crypto, seed, holder: NOBODY },
    {
      charge: (clock) => void (charged = clock),
      newClock: () => setting && createModelledClock({ ...setting, algorithms: algorithmsOf(crypto.suite, kind.mac) }),
    },
  )
}

const noModel: Pick<MeasuredCard, 'charge' | 'newClock'> = { charge: () => undefined, newClock: () => undefined }

interface Terminal {
  readonly crypto: Crypto
  readonly seed: number
  readonly issuers?: CardIssuers | undefined
  readonly holder: Holder
}

function measuredCard(card: OpenCard, terminal: Terminal, model = noModel): MeasuredCard {
  const { crypto, seed, holder } = terminal
  const issuers = terminal.issuers ?? issuersInMemory({ crypto, random: seededRandom(seed, 'issuer') })
  const selection = createSelection(card)
  const context = {
    card: usualStack(selection.wire),
    wire: selection.wire,
    crypto,
    issuers,
    random: seededRandom(seed, 'terminal'),
    shared: new Map<string, unknown>(),
    ...holder,
  }
  return {
    ...model,
    facts: card.facts,
    context,
    hasAnswered: () => selection.hasAnswered(),
    async select(aid) {
      // Over CTAPHID there is nothing to select: U2F is all there is.
      const isThere = card.facts.driver === 'hid' && aid !== undefined && printAid(aid) === U2F
      if (!isThere) await selection.select(aid)
    },
  }
}

const U2F = printAid(U2F_AID)

function cryptoOf(suite: SuiteName): Crypto {
  const crypto = createCrypto('node', suite)
  if (crypto === undefined) throw new TypeError(`node offers suite ${suite}`)
  return crypto
}
