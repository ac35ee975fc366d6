// The card scheme on a workload: CAFE-style ticks from a purse over real APDUs. A card holds one open chain, so paying
// another seller closes it. The seller need not learn of that: it deposits what it has by the same policy, and at the same
// moments, by which coupons are cleared.

import {
  closeChain,
  openChain,
  readCertificate,
  takeTicks,
  untilDefinite,
  type Terminal,
} from '../../../src/card/cafe-tick/terminal.ts'
import { observedChain } from '../../../src/chain/observed.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { NONCE_BYTES } from '../../../src/payment/cafe-tick/messages.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { runChain } from '../run-chain.ts'
import {
  LOAD_UNITS,
  openCardBench,
  partiesOf,
  payeeOf,
  type CardBench,
  type CardSchemeInput,
} from '../chips/card-run.ts'
import { CURRENCY, openPurseDesk, readBalance, type HeldCard, type LastingIssuer, type PurseDesk } from './issuer.ts'
import { purseChecks, TICK_RISKS } from './checks.ts'
import { GRACE_MS } from '../policy.ts'
import { batchOf, tickChainLength, type TickPolicy } from './policy.ts'
import {
  depositsOf,
  depositTicks,
  isDepositDue,
  newChain,
  tickRevenue,
  type TickChain,
  type TickDesk,
} from './chain.ts'
import { reached, type Scheme, type SchemeBooks } from '../scheme.ts'

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
  readonly desks: ReadonlyMap<string, TickDesk>
  /** The chain that is open on each card. */
  readonly running: Map<HeldCard, TickChain>
  /** All that were opened, in that order. */
  readonly chains: TickChain[]
  payments: number
  closedForOther: number
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
  const { crypto, random, wire, tallies, clock, expires, lastAt } = bench
  const purseDesk = openPurseDesk({
    crypto,
    random,
    wire,
    observe: tallies.issuer.observe,
    expires,
    lastAt,
    depositWindowMs: input.policy.holdMs + GRACE_MS,
    lasting: input.issuer,
  })
  const cards = await bench.equip(cafeTickApplet({ chain: runChain }), (card) => purseDesk.personalise(card))
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
    chains: [],
    payments: 0,
    closedForOther: 0,
  }
}

async function pay(run: PurseRun, transaction: MicroTransaction): Promise<void> {
  const { clock } = run.bench
  await clock.moveTo(transaction.atMs)
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
    running.waitingSince ??= clock.now
    held.balance -= BigInt(now) * run.input.unit
    units -= now
    if (now === left) await useUp(run, running)
    if (isDepositDue(run.input.clear.policy, running, clock.now)) await depositNow(run, running)
  }
  run.payments += 1
}

interface ChainWish {
  readonly held: HeldCard
  readonly desk: TickDesk
  readonly buyer: string
  readonly units: number
}

/** The open chain of this card with this seller if it is fresh and funded, else a new one. */
async function chainFor(run: PurseRun, wish: ChainWish): Promise<TickChain> {
  const { held, desk, units } = wish
  const running = run.running.get(held)
  if (running !== undefined) {
    const isFresh = run.bench.clock.now < running.expires
    const isFunded = held.balance >= BigInt(units) * run.input.unit
    if (running.desk === desk && isFresh && isFunded) return running
    if (running.desk !== desk && isFresh) run.closedForOther += 1
    await close(run, held)
  }
  return open(run, wish)
}

async function open(run: PurseRun, { held, desk, buyer, units }: ChainWish): Promise<TickChain> {
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
  const expires = request.date + policy.holdMs
  const running = newChain({ held, desk, buyer, expires, chain })
  run.chains.push(running)
  run.running.set(held, running)
  run.bench.clock.at(expires, () => depositNow(run, running))
  return running
}

async function fund({ input, purseDesk }: PurseRun, held: HeldCard, needed: bigint): Promise<void> {
  if (held.balance >= needed) return
  const least = LOAD_UNITS * input.unit
  await purseDesk.load(held, needed > least ? needed : least)
}

/** On the card, by whatever terminal it is at: it gives back what was taken from the balance and not paid. */
async function close(run: PurseRun, held: HeldCard): Promise<void> {
  reached('CLOSE', await untilDefinite(held.channel, () => closeChain(held.channel)))
  run.running.delete(held)
}

async function useUp(run: PurseRun, { held, desk, buyer }: TickChain): Promise<void> {
  await close(run, held)
  desk.usedUp.set(buyer, (desk.usedUp.get(buyer) ?? 0) + 1)
}

function depositNow({ purseDesk, bench }: PurseRun, chain: TickChain): Promise<void> {
  return depositTicks(purseDesk, chain, bench.clock.now)
}

async function settle(run: PurseRun): Promise<void> {
  for (const held of run.running.keys()) await close(run, held)
  for (const chain of run.chains) await depositNow(run, chain)
  run.bench.stop()
  for (const held of new Set(run.cards.values())) held.balance = await readBalance(held)
}

function books(run: PurseRun): SchemeBooks {
  const { crypto } = run.bench
  const judge = { crypto, chain: indexedChain, issuerKey: run.terminal.issuerKey }
  return {
    payments: run.payments,
    revenueBySeller: tickRevenue(run.desks.keys(), run.chains),
    chainsOpened: run.chains.length,
    closedForOther: run.closedForOther,
    checks: purseChecks(judge, new Set(run.cards.values()), depositsOf(run.chains)),
    risks: TICK_RISKS,
    notes: run.closedForOther === 0 ? [] : [describeClosings(run)],
    ...run.bench.measured(),
  }
}

/** The policy says before the run what a card does; this is how often it came to that. */
function describeClosings({ closedForOther, chains }: PurseRun): string {
  const counts = `${closedForOther.toLocaleString('en')} of ${chains.length.toLocaleString('en')} chains`
  return `${counts} were closed before their time, because the card keeps one open chain and paid another seller`
}

function deskOf(name: string, number: number): TickDesk {
  return { name, payee: payeeOf(number), certificates: new Map(), usedUp: new Map() }
}
