// What every scheme with cards has in a run: seeded randomness, a wire, a tally a role, one modelled clock for all chips,
// and chips on which nothing is counted or timed before the first payment and after the last.

import { algorithmsOf, type MacAlgorithm } from '../../../card-applets/time/algorithms.ts'
import type { AppletFactory } from '../../../card-applets/applet.ts'
import { createModelledClock, type ModelledClock } from '../../../card-applets/time/modelled-clock.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { createTally, type Tally } from '../../../src/crypto/operations.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { encodedLength } from '../../../src/iso7816/command-apdu.ts'
import { PAYEE_BYTES } from '../../../src/payment/card-certificate.ts'
import { hostClock } from '../../measure/latency.ts'
import { spanOf, type MicroTransaction } from '../../workload/micro-transaction.ts'
import { emulatedRack } from './card-rack.ts'
import type { AppletUse, CardObservers, CardRack } from '../contract/rack.ts'
import { createLogClock, type LogClock } from '../contract/log-clock.ts'
import type { Directory } from '../contract/directory.ts'
import { YEAR_MS } from '../contract/policy.ts'
import { createPacer, type Pacer } from './pacer.ts'
import type { CardClock, Meters, SchemeInput } from '../contract/declaration.ts'
import { createWire, type Wire } from '../contract/wire.ts'
import { judged, type StepChecks } from '../contract/judging.ts'
import type { Unwrap } from '../contract/failure.ts'
import { toldCard, type ToldCard } from '../../witness/told-card.ts'
import { memoryTeller } from '../../witness/told-memory.ts'
import type { ProgramWatch } from '../../../card-applets/memory/nvm.ts'
import type { Lane } from '../../witness/witness.ts'
import { unwrap, type CardRefusal } from './refusals.ts'

/** Who pays, who is paid, who settles. */
export type CardRole = 'card' | 'seller' | 'issuer'

export interface CardRun {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly wire: Wire
  readonly lane: Lane | undefined
  /** The value of a step that must succeed; tells of it. */
  readonly unwrap: Unwrap<CardRefusal>
  readonly tallies: Readonly<Record<CardRole, Tally>>
  /** The sellers' clock. */
  readonly clock: LogClock
  /** A year after the last payment: cards expire then. */
  readonly expires: number
  /** Of the last payment, ms. */
  readonly lastAt: number
  /** The buyers' cards: each is made ready once, however many buyers it plays. */
  makeCards<Held>(applet: AppletFactory, ready: (card: OpenCard) => Promise<Held>): Promise<ReadonlyMap<string, Held>>
  /** Whether one chip plays all that have the role. */
  readonly hasOneModule: boolean
  /** A chip that belongs to another role than the buyers. */
  chip(role: CardRole, applet: AppletFactory): OpenCard
  /** Everything up to here was set-up. */
  start(): void
  /** The rest is a look at the result. */
  stop(): void
  readonly cardClock: CardClock
  meters(): Omit<Meters, 'claims'>
}

/** A purse is loaded with at least this many units of the run at a time. */
export const LOAD_UNITS = 2048n

/** The seller with this number, as the cards know it. */
export function payeeOf(number: number): Uint8Array {
  const payee = new Uint8Array(PAYEE_BYTES)
  new DataView(payee.buffer).setUint32(PAYEE_BYTES - 4, number)
  return payee
}

/** The sellers' names by what cards sign as the payee, in hex: a judge takes nobody's word for whom a payment is. */
export function payeesOf({ sellers }: Directory): ReadonlyMap<string, string> {
  return new Map([...sellers].map(([name, number]) => [printHex(payeeOf(number)), name]))
}

/** Buyer's card and seller's desk of a transaction. */
export function partiesOf<Held, Desk>(
  cards: ReadonlyMap<string, Held>,
  desks: ReadonlyMap<string, Desk>,
  { buyer, seller }: MicroTransaction,
): { readonly held: Held; readonly desk: Desk } {
  const [held, desk] = [cards.get(buyer), desks.get(seller)]
  if (held === undefined || desk === undefined) throw new RangeError('a transaction of somebody without card or desk')
  return { held, desk }
}

export interface CardRunOptions {
  /** What the applet's MAC is modelled as; HMAC unless given. */
  readonly mac?: MacAlgorithm
  /** Who judges which step by which checks. */
  readonly steps: StepChecks
}

export function openCardRun(name: string, input: SchemeInput, { mac = 'hmac', steps }: CardRunOptions): CardRun {
  const { crypto, directory, modules = emulatedRack(true), profile, seed, workload } = input
  const random = seededRandom(seed, name)
  const tallies = { card: createTally(), seller: createTally(), issuer: createTally() }
  const { lane } = input
  const wire = createWire(lane)
  const cardTime = profile && createModelledClock({ ...profile, algorithms: algorithmsOf(crypto.suite, mac) })
  const state: Metering = { counting: false, apdus: 0, inCardsNs: 0 }
  const clock = createLogClock()
  const rack = typeof input.cards === 'string' ? emulatedRack(input.cards === 'one-each') : input.cards
  const { lastMs } = spanOf(workload)
  const pacer = createPacer()
  const pace = input.paced === true && cardTime !== undefined ? pacedBy(pacer, cardTime) : (card: OpenCard) => card
  const chipFrom = (from: CardRack, role: CardRole, applet: AppletFactory): OpenCard => {
    const observers = whileCounting(state, tallies[role], cardTime)
    const use = { applet, crypto, random, observers }
    const card = lane === undefined ? from.take(use) : takeTold(from, use, { lane, tear: input.tear })
    return usualStack(pace(metered(card, state, wire)))
  }
  return {
    crypto,
    random,
    wire,
    unwrap: judged(unwrap, lane, steps),
    lane,
    tallies,
    clock,
    expires: lastMs + YEAR_MS,
    lastAt: lastMs,
    async makeCards(applet, ready) {
      const holders = [...directory.buyers.keys()]
      if (rack.oneEach) return inTurn(holders, () => ready(chipFrom(rack, 'card', applet)))
      const shared = await ready(chipFrom(rack, 'card', applet))
      return new Map(holders.map((holder) => [holder, shared]))
    },
    hasOneModule: !modules.oneEach,
    chip: (role, applet) => chipFrom(modules, role, applet),
    start: () => void (state.counting = true),
    stop: () => void (state.counting = false),
    cardClock: {
      read: () => cardTime?.read(),
      now: () => cardTime?.now(),
      sleptNs: () => pacer.sleptNs(),
      waitedAsleepNs: () => pacer.waitedNs(),
      inCardsNs: () => state.inCardsNs,
    },
    meters: () => ({
      operations: Object.fromEntries(Object.entries(tallies).map(([role, tally]) => [role, tally.read()])),
      messages: wire.messages,
      bytes: wire.bytes,
      apdus: state.apdus,
      ...(cardTime === undefined ? {} : { cardTime: cardTime.read() }),
    }),
  }
}

interface ToldIn {
  readonly lane: Lane
  readonly tear: ProgramWatch | undefined
}

/** A card whose exchanges and writes are told of. */
function takeTold(from: CardRack, use: AppletUse, { lane, tear }: ToldIn): OpenCard {
  const applets = [use.applet]
  let card: ToldCard | undefined
  const isAnswering = (): boolean => card?.isAnswering() === true
  const watchProgram = memoryTeller(lane, { applets, isAnswering, ...(tear !== undefined && { tear }) })
  card = toldCard(from.take({ ...use, observers: { ...use.observers, watchProgram } }), lane, hostClock)
  return card
}

interface Metering {
  counting: boolean
  apdus: number
  inCardsNs: number
}

/** Adds up every exchange that counts: its host time, and its bytes as two messages. */
function metered(card: OpenCard, state: Metering, wire: Wire): OpenCard {
  return {
    ...card,
    async transmit(command) {
      if (!state.counting) return card.transmit(command)
      const start = hostClock()
      try {
        const response = await card.transmit(command)
        state.apdus += 1
        wire.count(encodedLength(command) + response.data.length + 2, 2)
        return response
      } finally {
        state.inCardsNs += Number(hostClock() - start)
      }
    },
  }
}

/** After every exchange the time passes that it took by the model. */
function pacedBy(pacer: Pacer, clock: ModelledClock): (card: OpenCard) => OpenCard {
  return (card) => ({
    ...card,
    async transmit(command) {
      const before = clock.nowNs()
      const response = await card.transmit(command)
      await pacer.wait(clock.nowNs() - before)
      return response
    },
  })
}

/** One after the other: what is random must come in the same order in every run. */
async function inTurn<Held>(holders: readonly string[], make: () => Promise<Held>): Promise<ReadonlyMap<string, Held>> {
  const all = new Map<string, Held>()
  for (const holder of holders) all.set(holder, await make())
  return all
}

function whileCounting(
  state: { readonly counting: boolean },
  tally: Tally,
  clock: ModelledClock | undefined,
): CardObservers {
  const count = tally.observeWhile(state)
  if (clock === undefined) return { observe: count }
  return {
    observe(kind, bytes, times) {
      count(kind, bytes, times)
      if (state.counting) clock.observe(kind, bytes, times)
    },
    onWrite(write) {
      if (state.counting) clock.onWrite(write)
    },
    onRandom(bytes) {
      if (state.counting) clock.onRandom(bytes)
    },
    onExchange(command, answer) {
      if (state.counting) clock.onExchange(command, answer)
    },
  }
}
