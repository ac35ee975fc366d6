// The card scheme on a workload: CAFE-style ticks from a purse over real APDUs. A card holds one open chain, so paying
// another seller closes it; the seller deposits when a chain ends.

import {
  closeChain,
  openChain,
  readCertificate,
  takeTicks,
  untilDefinite,
  type Terminal,
} from '../../src/card/purse-terminal.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { indexedChain } from '../../src/chain/step.ts'
import type { Crypto, RandomBytes } from '../../src/crypto/crypto.ts'
import { observed } from '../../src/crypto/observed.ts'
import { createTally, type OperationObserver, type Tally } from '../../src/crypto/operations.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { NONCE_BYTES, PAYEE_BYTES, type Deposit } from '../../src/payment/purse/messages.ts'
import { depositOf, type CheckedCertificate, type SellerChain } from '../../src/payment/purse/seller.ts'
import type { MicroTransaction, Workload } from '../workload/micro-transaction.ts'
import { algorithmsOf } from '../../card-applets/time/algorithms.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { createModelledClock, type ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import { counted, emulatedRack, type CardRack } from './card-rack.ts'
import type { Directory } from './directory.ts'
import { CURRENCY, openPurseDesk, readBalance, type HeldCard, type PurseDesk } from './purse-desk.ts'
import { purseChecks, TICK_RISKS } from './purse-checks.ts'
import { nextLength, type ChainPolicy } from './policy.ts'
import { reached, type Scheme, type SchemeBooks } from './scheme.ts'
import { createWire, type Wire } from './wire.ts'

export interface TickSchemeInput {
  readonly workload: Workload
  readonly directory: Directory
  readonly crypto: Crypto
  readonly policy: ChainPolicy
  readonly seed: number
  /** Value of one tick: every price of the workload is a multiple of it. */
  readonly unit: bigint
  /** A card for each buyer, or the given one for all; emulated ones unless given. */
  readonly cards: 'one-each' | 'one-for-all' | CardRack
  /** Which card the emulated ones are timed as; no modelled time without it. */
  readonly profile: CardSetting | undefined
}

/** A seller's terminal: who it is paid as, and the certificates it has checked. */
interface Desk {
  readonly name: string
  readonly payee: Uint8Array
  readonly certificates: Map<HeldCard, CheckedCertificate>
  readonly chainsOpened: Map<string, number>
}

/** The chain that is open on a card, as its seller keeps it. */
interface RunningChain {
  readonly desk: Desk
  chain: SellerChain
}

interface PurseRun {
  readonly input: TickSchemeInput
  readonly terminal: Terminal
  readonly purseDesk: PurseDesk
  readonly cards: ReadonlyMap<string, HeldCard>
  readonly desks: ReadonlyMap<string, Desk>
  readonly running: Map<HeldCard, RunningChain>
  readonly deposits: { readonly seller: string; readonly deposit: Deposit; readonly paid: bigint }[]
  readonly tallies: Readonly<Record<'card' | 'seller' | 'issuer', Tally>>
  readonly wire: Wire
  readonly traffic: Traffic
  readonly cardTime: ModelledClock | undefined
  readonly clock: { now: number }
  readonly random: RandomBytes
  payments: number
  chainsOpened: number
}

/** APDUs so far; set-up before and the look at the balances afterwards are not counted. */
interface Traffic {
  apdus: number
  counting: boolean
}

/** A card is loaded with at least this many units of the run at a time. */
const LOAD_UNITS = 2048n
const YEAR_MS = 366 * 24 * 60 * 60 * 1000

export async function createTickScheme(input: TickSchemeInput): Promise<Scheme> {
  const run = await setUp(input)
  return {
    name: 'cafe-tick',
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
  }
}

async function setUp(input: TickSchemeInput): Promise<PurseRun> {
  const { crypto, directory, policy, seed, workload } = input
  const random = seededRandom(seed, 'cafe-tick')
  const tallies = { card: createTally(), seller: createTally(), issuer: createTally() }
  const wire = createWire()
  const traffic: Traffic = { apdus: 0, counting: false }
  const clock = { now: 0 }
  const latest = workload.transactions.reduce((most, { atMs }) => Math.max(most, atMs), 0)
  const purseDesk = openPurseDesk({
    crypto,
    random,
    wire,
    observe: tallies.issuer.observe,
    expires: latest + YEAR_MS,
    depositWindowMs: policy.holdMs + YEAR_MS,
  })
  const cardTime = input.profile && createModelledClock({ ...input.profile, algorithms: algorithmsOf(crypto.suite) })
  const { observe } = tallies.card
  const cards = await equipBuyers({ input, purseDesk, random, wire, traffic, observe, cardTime })
  traffic.counting = true
  const terminal: Terminal = {
    crypto: observed(crypto, tallies.seller.observe),
    chain: observedChain(indexedChain, tallies.seller.observe),
    issuerKey: purseDesk.issuer.certificateKey.publicKey,
    now: () => clock.now,
  }
  return {
    input,
    terminal,
    purseDesk,
    cards,
    tallies,
    wire,
    traffic,
    cardTime,
    clock,
    random,
    desks: new Map([...directory.sellers].map(([name, number]) => [name, deskOf(name, number)])),
    running: new Map(),
    deposits: [],
    payments: 0,
    chainsOpened: 0,
  }
}

interface Equipment {
  readonly input: TickSchemeInput
  readonly purseDesk: PurseDesk
  readonly random: RandomBytes
  readonly wire: Wire
  readonly traffic: Traffic
  readonly observe: OperationObserver
  readonly cardTime: ModelledClock | undefined
}

/** A personalised card for every buyer. What happens here is set-up and not counted. */
async function equipBuyers(equipment: Equipment): Promise<ReadonlyMap<string, HeldCard>> {
  const { input, purseDesk, random, wire, traffic, observe, cardTime: clock } = equipment
  const count = (commandBytes: number, responseBytes: number): void => {
    if (!traffic.counting) return
    traffic.apdus += 1
    wire.count(commandBytes)
    wire.count(responseBytes)
  }
  const rack =
    typeof input.cards === 'string'
      ? emulatedRack({
          crypto: input.crypto,
          random,
          observe,
          clock,
          isCounting: () => traffic.counting,
          oneEach: input.cards === 'one-each',
        })
      : input.cards
  const cards = new Map<string, HeldCard>()
  let shared: HeldCard | undefined
  for (const buyer of input.directory.buyers.keys()) {
    const held: HeldCard = shared ?? (await purseDesk.personalise(counted(rack.cardOf(buyer), count)))
    if (!rack.oneEach) shared = held
    cards.set(buyer, held)
  }
  return cards
}

async function pay(run: PurseRun, transaction: MicroTransaction): Promise<void> {
  run.clock.now = Math.max(run.clock.now, transaction.atMs)
  const held = run.cards.get(transaction.buyer)
  const desk = run.desks.get(transaction.seller)
  if (held === undefined || desk === undefined) throw new RangeError('a transaction of somebody without card or desk')
  let units = Number(transaction.price / run.input.unit)
  while (units > 0) {
    const running = await chainFor(run, { held, desk, buyer: transaction.buyer, units })
    const { chain } = running
    const left = chain.commitment.commitment.limit - chain.best.spent
    const now = Math.min(units, left)
    running.chain = reached(
      'TICK',
      await untilDefinite(held.channel, () => takeTicks(held.channel, run.terminal, chain, chain.best.spent + now)),
    )
    held.balance -= BigInt(now) * run.input.unit
    units -= now
    if (now === left) await endChain(run, held, running)
  }
  run.payments += 1
}

interface ChainWish {
  readonly held: HeldCard
  readonly desk: Desk
  readonly buyer: string
  readonly units: number
}

/** The open chain of this card with this seller if it is fresh and funded, else a new one. */
async function chainFor(run: PurseRun, wish: ChainWish): Promise<RunningChain> {
  const { held, desk, units } = wish
  const running = run.running.get(held)
  const needed = BigInt(units) * run.input.unit
  if (running !== undefined) {
    const age = run.clock.now - running.chain.commitment.commitment.date
    if (running.desk === desk && age <= run.input.policy.holdMs && held.balance >= needed) return running
    await endChain(run, held, running)
  }
  if (held.balance < needed) {
    const least = LOAD_UNITS * run.input.unit
    await run.purseDesk.load(held, needed > least ? needed : least)
  }
  return open(run, wish)
}

async function open(run: PurseRun, { held, desk, buyer, units }: ChainWish): Promise<RunningChain> {
  const { channel } = held
  const before = desk.chainsOpened.get(buyer) ?? 0
  const limit = nextLength(run.input.policy, before, units)
  const request = {
    payee: desk.payee,
    terminalNonce: run.random(NONCE_BYTES),
    date: run.clock.now,
    currency: CURRENCY,
    tickValue: run.input.unit,
    limit,
    batch: 1,
  }
  const known = desk.certificates.get(held) ?? reached('certificate', await readCertificate(channel, run.terminal))
  desk.certificates.set(held, known)
  const chain = reached(
    'OPEN TICKS',
    await untilDefinite(channel, () => openChain(channel, run.terminal, known, request)),
  )
  desk.chainsOpened.set(buyer, before + 1)
  run.chainsOpened += 1
  const running = { desk, chain }
  run.running.set(held, running)
  return running
}

/** CLOSE on the card, deposit by the seller. */
async function endChain(run: PurseRun, held: HeldCard, { desk, chain }: RunningChain): Promise<void> {
  reached('CLOSE', await closeChain(held.channel))
  run.running.delete(held)
  if (chain.best.spent === 0) return
  const claim = depositOf(chain)
  const { units } = run.purseDesk.take(held, desk.payee, claim, run.clock.now)
  run.deposits.push({ seller: desk.name, deposit: claim, paid: units })
}

async function settle(run: PurseRun): Promise<void> {
  for (const [held, running] of run.running) await endChain(run, held, running)
  run.traffic.counting = false
  for (const held of new Set(run.cards.values())) held.balance = await readBalance(held)
}

function books(run: PurseRun): SchemeBooks {
  const revenue = new Map<string, bigint>([...run.desks.keys()].map((name) => [name, 0n]))
  for (const { seller, paid } of run.deposits) revenue.set(seller, (revenue.get(seller) ?? 0n) + paid)
  const operations = Object.entries(run.tallies).map(([role, tally]) => [role, tally.read()] as const)
  const { crypto } = run.input
  const judge = { crypto, chain: indexedChain, issuerKey: run.terminal.issuerKey }
  return {
    payments: run.payments,
    revenueBySeller: revenue,
    chainsOpened: run.chainsOpened,
    operations: Object.fromEntries(operations),
    messages: run.wire.messages,
    bytes: run.wire.bytes,
    apdus: run.traffic.apdus,
    checks: purseChecks(judge, new Set(run.cards.values()), run.deposits),
    risks: TICK_RISKS,
    ...(run.cardTime === undefined ? {} : { cardTime: run.cardTime.read() }),
  }
}

function deskOf(name: string, number: number): Desk {
  const payee = new Uint8Array(PAYEE_BYTES)
  new DataView(payee.buffer).setUint32(PAYEE_BYTES - 4, number)
  return { name, payee, certificates: new Map(), chainsOpened: new Map() }
}
