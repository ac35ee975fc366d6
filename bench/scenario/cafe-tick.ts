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
import { purseApplet } from '../../card-applets/purse/purse-applet.ts'
import { observed } from '../../src/crypto/observed.ts'
import { NONCE_BYTES, type Deposit } from '../../src/payment/purse/messages.ts'
import { depositOf, type CheckedCertificate, type SellerChain } from '../../src/payment/purse/seller.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import { runChain } from './run-chain.ts'
import {
  LOAD_UNITS,
  openCardBench,
  partiesOf,
  payeeOf,
  YEAR_MS,
  type CardBench,
  type CardSchemeInput,
} from './card-bench.ts'
import {
  CURRENCY,
  openPurseDesk,
  readBalance,
  type HeldCard,
  type LastingIssuer,
  type PurseDesk,
} from './purse-desk.ts'
import { purseChecks, TICK_RISKS } from './purse-checks.ts'
import { batchOf, tickChainLength, type TickPolicy } from './tick-policy.ts'
import { reached, revenueOf, type Scheme, type SchemeBooks } from './scheme.ts'

/** A seller's terminal: who it is paid as, and the certificates it has checked. */
interface Desk {
  readonly name: string
  readonly payee: Uint8Array
  readonly certificates: Map<HeldCard, CheckedCertificate>
  /** Chains that each buyer has used up here. */
  readonly usedUp: Map<string, number>
}

/** The chain that is open on a card, as its seller keeps it. */
interface RunningChain {
  readonly desk: Desk
  readonly buyer: string
  chain: SellerChain
}

export interface TickSchemeInput extends CardSchemeInput {
  readonly ticks: TickPolicy
  readonly issuer?: LastingIssuer | undefined
}

interface PurseRun {
  readonly input: TickSchemeInput
  readonly bench: CardBench
  readonly terminal: Terminal
  readonly purseDesk: PurseDesk
  readonly cards: ReadonlyMap<string, HeldCard>
  readonly desks: ReadonlyMap<string, Desk>
  readonly running: Map<HeldCard, RunningChain>
  readonly deposits: { readonly seller: string; readonly deposit: Deposit; readonly paid: bigint }[]
  payments: number
  chainsOpened: number
}

export async function createTickScheme(input: TickSchemeInput): Promise<Scheme> {
  const run = await setUp(input)
  return {
    name: 'cafe-tick',
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    cardClock: run.bench.cardClock,
  }
}

async function setUp(input: TickSchemeInput): Promise<PurseRun> {
  const bench = openCardBench('cafe-tick', input)
  const { crypto, random, wire, tallies, clock, expires } = bench
  const purseDesk = openPurseDesk({
    crypto,
    random,
    wire,
    observe: tallies.issuer.observe,
    expires,
    depositWindowMs: input.policy.holdMs + YEAR_MS,
    lasting: input.issuer,
  })
  const cards = await bench.equip(purseApplet({ chain: runChain }), (card) => purseDesk.personalise(card))
  bench.start()
  const terminal: Terminal = {
    crypto: observed(crypto, tallies.seller.observe),
    chain: observedChain(runChain, tallies.seller.observe),
    issuerKey: purseDesk.issuer.certificateKey.publicKey,
    now: () => clock.now,
  }
  return {
    input,
    bench,
    terminal,
    purseDesk,
    cards,
    desks: new Map([...input.directory.sellers].map(([name, number]) => [name, deskOf(name, number)])),
    running: new Map(),
    deposits: [],
    payments: 0,
    chainsOpened: 0,
  }
}

async function pay(run: PurseRun, transaction: MicroTransaction): Promise<void> {
  run.bench.moveTo(transaction.atMs)
  const { held, desk } = partiesOf(run.cards, run.desks, transaction)
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
  if (running !== undefined) {
    const age = run.bench.clock.now - running.chain.commitment.commitment.date
    const funded = held.balance >= BigInt(units) * run.input.unit
    if (running.desk === desk && age <= run.input.policy.holdMs && funded) return running
    await endChain(run, held, running)
  }
  return open(run, wish)
}

async function open(run: PurseRun, { held, desk, buyer, units }: ChainWish): Promise<RunningChain> {
  const { channel } = held
  const { policy, ticks, unit } = run.input
  const limit = tickChainLength(policy, ticks, { usedUp: desk.usedUp.get(buyer) ?? 0, units })
  const batch = batchOf(ticks, limit)
  await fund(run, held, BigInt(Math.max(units, batch)) * unit)
  const request = {
    payee: desk.payee,
    terminalNonce: run.bench.random(NONCE_BYTES),
    date: run.bench.clock.now,
    currency: CURRENCY,
    tickValue: unit,
    limit,
    batch,
    ...(ticks.kept === undefined ? {} : { traversal: ticks.kept }),
  }
  const known =
    desk.certificates.get(held) ??
    reached('certificate', await untilDefinite(channel, () => readCertificate(channel, run.terminal)))
  desk.certificates.set(held, known)
  const chain = reached(
    'OPEN TICKS',
    await untilDefinite(channel, () => openChain(channel, run.terminal, known, request)),
  )
  run.chainsOpened += 1
  const running = { desk, buyer, chain }
  run.running.set(held, running)
  return running
}

async function fund({ input, purseDesk }: PurseRun, held: HeldCard, needed: bigint): Promise<void> {
  if (held.balance >= needed) return
  const least = LOAD_UNITS * input.unit
  await purseDesk.load(held, needed > least ? needed : least)
}

/** CLOSE on the card, deposit by the seller. */
async function endChain(run: PurseRun, held: HeldCard, { desk, buyer, chain }: RunningChain): Promise<void> {
  reached('CLOSE', await untilDefinite(held.channel, () => closeChain(held.channel)))
  run.running.delete(held)
  if (chain.best.spent === chain.commitment.commitment.limit) desk.usedUp.set(buyer, (desk.usedUp.get(buyer) ?? 0) + 1)
  if (chain.best.spent === 0) return
  const claim = depositOf(chain)
  const { units } = await run.purseDesk.take(held, desk.payee, claim, run.bench.clock.now)
  run.deposits.push({ seller: desk.name, deposit: claim, paid: units })
}

async function settle(run: PurseRun): Promise<void> {
  for (const [held, running] of run.running) await endChain(run, held, running)
  run.bench.stop()
  for (const held of new Set(run.cards.values())) held.balance = await readBalance(held)
}

function books(run: PurseRun): SchemeBooks {
  const { crypto } = run.bench
  const judge = { crypto, chain: indexedChain, issuerKey: run.terminal.issuerKey }
  return {
    payments: run.payments,
    revenueBySeller: revenueOf(run.desks.keys(), run.deposits),
    chainsOpened: run.chainsOpened,
    checks: purseChecks(judge, new Set(run.cards.values()), run.deposits),
    risks: TICK_RISKS,
    ...run.bench.measured(),
  }
}

function deskOf(name: string, number: number): Desk {
  return { name, payee: payeeOf(number), certificates: new Map(), usedUp: new Map() }
}
