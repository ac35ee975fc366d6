// The card scheme on a workload: CAFE-style ticks from a purse over real APDUs. A card holds one open chain, so paying
// another seller closes it. The seller need not learn of that: it deposits what it has by the same policy, and at the same
// moments, by which coupons are cleared.

import { openPurse, type Terminal } from '../../../src/card/cafe-tick/terminal.ts'
import { observedChain } from '../../../src/chain/observed.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { depositLayout } from '../../../src/payment/cafe-tick/messages.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { OUTSIDE } from '../../witness/accounts.ts'
import { NONCE_BYTES } from '../../../src/payment/card-certificate.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { runChain } from '../contract/run-chain.ts'
import { LOAD_UNITS, openCardRun, partiesOf, payeeOf, payeesOf, type CardRun } from '../chips/card-run.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../contract/declaration.ts'
import { CURRENCY, GRACE_MS } from '../contract/policy.ts'
import { revenueOf, sum } from '../contract/self-check.ts'
import { tickChecks } from './checks.ts'
import { TICK_STEPS } from './step-checks.ts'
import { openIssuer, readBalance, type TickIssuer } from './issuer.ts'
import type { TickEvidence } from './judge.ts'
import { batchOf, tickChainLength, tickPolicyOf, type TickPolicy } from './policy.ts'
import { depositTicks, isDepositDue, newChain, type PayingCard, type TickChain, type TickDesk } from './chain.ts'

interface TickRun {
  readonly input: SchemeInput
  readonly ticks: TickPolicy
  readonly chips: CardRun
  readonly terminal: Terminal
  readonly issuer: TickIssuer
  readonly cards: ReadonlyMap<string, PayingCard>
  readonly desks: ReadonlyMap<string, TickDesk>
  /** The chain that is open on each card. */
  readonly running: Map<PayingCard, TickChain>
  /** Those that can still be deposited, in the order in which they were opened. */
  readonly chains: Set<TickChain>
  /** Of chains that are over, encoded, as long as no judge has asked for them. */
  readonly deposits: Uint8Array[]
  chainsOpened: number
  claims: number
  payments: number
  closedForOther: number
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<TickEvidence>> {
  const run = await setUp(input)
  const { chips, terminal } = run
  return {
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    meters: () => ({ ...chips.meters(), claims: run.claims }),
    evidence: () => ({
      issuerKey: terminal.issuerKey,
      deposits: run.deposits.splice(0),
      payees: payeesOf(input.directory),
    }),
    cardClock: chips.cardClock,
  }
}

async function setUp(given: SchemeInput): Promise<TickRun> {
  const input = { ...given, cards: given.purse?.rack ?? given.cards }
  const chips = openCardRun('cafe-tick', input, { steps: TICK_STEPS })
  const { crypto, random, wire, unwrap, tallies, clock, expires, lastAt } = chips
  const { chain = runChain } = input
  const issuer = openIssuer({
    crypto,
    chain,
    random,
    wire,
    unwrap,
    observe: tallies.issuer.observe,
    expires,
    lastAt,
    depositWindowMs: input.policy.holdMs + GRACE_MS,
    lasting: input.purse?.issuer,
  })
  const terminal: Terminal = {
    crypto: observed(crypto, tallies.seller.observe),
    chain: observedChain(chain, tallies.seller.observe),
    issuerKey: issuer.issuer.certificateKey.publicKey,
    now: () => clock.now,
  }
  const cards = await chips.makeCards(cafeTickApplet({ chain }), async (card): Promise<PayingCard> => {
    return { ...(await issuer.personalise(card)), purse: openPurse(card, terminal) }
  })
  for (const held of new Set(cards.values()))
    input.lane?.move('held', OUTSIDE, purseOf(held), held.balance / input.unit)
  chips.start()
  return {
    input,
    ticks: tickPolicyOf(input.options),
    chips,
    terminal,
    issuer,
    cards,
    desks: new Map([...input.directory.sellers].map(([name, number]) => [name, deskOf(name, number)])),
    running: new Map(),
    chains: new Set(),
    deposits: [],
    chainsOpened: 0,
    claims: 0,
    payments: 0,
    closedForOther: 0,
  }
}

async function pay(run: TickRun, transaction: MicroTransaction): Promise<void> {
  const { clock } = run.chips
  const waits = clock.moveTo(transaction.atMs)
  if (waits !== undefined) await waits
  const { unit, clear } = run.input
  const { held, desk } = partiesOf(run.cards, run.desks, transaction)
  for (let due = transaction.price; due > 0n;) {
    const request = { held, desk, buyer: transaction.buyer, due }
    const running = runningFor(run, request) ?? (await replaced(run, request))
    const { chain } = running
    const left = chain.commitment.commitment.limit - chain.best.spent
    const units = Number(due / unit)
    const now = Math.min(units, left)
    running.chain = run.chips.unwrap('TICK', await held.purse.take(chain, chain.best.spent + now))
    running.waitingSince ??= clock.now
    const paid = now === units ? due : BigInt(now) * unit
    held.balance -= paid
    due -= paid
    run.input.lane?.move('moved', purseOf(held), claimsOf(desk), BigInt(now))
    if (now === left) await useUp(run, running)
    if (isDepositDue(clear.policy, running, clock.now)) await depositNow(run, running)
  }
  run.payments += 1
}

interface ChainRequest {
  readonly held: PayingCard
  readonly desk: TickDesk
  readonly buyer: string
  /** What is still to be paid, minor units. */
  readonly due: bigint
}

/** The open chain of this card, if it is with this seller, fresh and funded. */
function runningFor(run: TickRun, { held, desk, due }: ChainRequest): TickChain | undefined {
  const running = run.running.get(held)
  const isFresh = running !== undefined && run.chips.clock.now < running.expires
  return isFresh && held.balance >= due && running.desk === desk ? running : undefined
}

/** A new chain. A card holds one: that which is open is closed. */
async function replaced(run: TickRun, request: ChainRequest): Promise<TickChain> {
  const { held, desk } = request
  const running = run.running.get(held)
  if (running !== undefined) {
    if (running.desk !== desk && run.chips.clock.now < running.expires) run.closedForOther += 1
    await close(run, held)
  }
  return open(run, request)
}

async function open(run: TickRun, { held, desk, buyer, due }: ChainRequest): Promise<TickChain> {
  const { ticks } = run
  const { policy, unit } = run.input
  const units = Number(due / unit)
  const limit = tickChainLength(policy, ticks, { usedUp: desk.usedUp.get(buyer) ?? 0, units })
  const batch = batchOf(ticks, limit)
  await fund(run, held, BigInt(Math.max(units, batch)) * unit)
  const request = {
    payee: desk.payee,
    terminalNonce: run.chips.random(NONCE_BYTES),
    date: run.chips.clock.now,
    currency: CURRENCY,
    tickValue: unit,
    limit,
    batch,
    ...(ticks.kept === undefined ? {} : { traversal: ticks.kept }),
  }
  const known = desk.certificates.get(held) ?? run.chips.unwrap('certificate', await held.purse.certificate())
  desk.certificates.set(held, known)
  const chain = run.chips.unwrap('OPEN TICKS', await held.purse.open(known, request))
  const expires = request.date + policy.holdMs
  const running = newChain({ held, desk, buyer, expires, chain })
  run.chains.add(running)
  run.chainsOpened += 1
  run.running.set(held, running)
  run.chips.clock.at(expires, () => endChain(run, running))
  return running
}

async function fund({ input, issuer }: TickRun, held: PayingCard, needed: bigint): Promise<void> {
  if (held.balance >= needed) return
  const least = LOAD_UNITS * input.unit
  const units = needed > least ? needed : least
  await issuer.load(held, units)
  input.lane?.move('held', OUTSIDE, purseOf(held), units / input.unit)
}

/** On the card, by whatever terminal it is at: it gives back what was taken from the balance and not paid. */
async function close(run: TickRun, held: PayingCard): Promise<void> {
  run.chips.unwrap('CLOSE', await held.purse.close())
  run.running.delete(held)
}

async function useUp(run: TickRun, { held, desk, buyer }: TickChain): Promise<void> {
  await close(run, held)
  desk.usedUp.set(buyer, (desk.usedUp.get(buyer) ?? 0) + 1)
}

async function depositNow(run: TickRun, chain: TickChain): Promise<void> {
  const { desk } = chain
  const before = desk.paid
  if (!(await depositTicks(run.issuer, chain, run.chips.clock.now))) return
  run.claims += 1
  run.input.lane?.move('paid', claimsOf(desk), desk.name, (desk.paid - before) / run.input.unit)
}

/** The last deposit of a chain from which nothing more is taken: evidence for all of it. */
async function endChain(run: TickRun, chain: TickChain): Promise<void> {
  await depositNow(run, chain)
  if (chain.deposited !== undefined) run.deposits.push(depositLayout.encode(chain.deposited))
  run.chains.delete(chain)
}

async function settle(run: TickRun): Promise<void> {
  for (const held of run.running.keys()) await close(run, held)
  for (const chain of run.chains) await endChain(run, chain)
  run.chips.stop()
  for (const held of new Set(run.cards.values())) held.balance = await readBalance(held)
}

/** Accounts of what is told. */
function purseOf({ account }: PayingCard): string {
  return `purse ${printHex(account.cardId).slice(-4)}`
}

function claimsOf({ name }: TickDesk): string {
  return `claims of ${name}`
}

function books({ payments, desks, chainsOpened, closedForOther, cards }: TickRun): MoneyBooks {
  const earned = [...desks.values()].map(({ name, paid }) => ({ seller: name, paid }))
  const revenueBySeller = revenueOf([], earned)
  return {
    payments,
    revenueBySeller,
    chainsOpened,
    closedForOther,
    checks: tickChecks(new Set(cards.values()), sum(revenueBySeller.values())),
    notes: closedForOther === 0 ? [] : [describeClosings(closedForOther, chainsOpened)],
  }
}

/** The policy says before the run what a card does; this is how often it came to that. */
function describeClosings(closed: number, opened: number): string {
  const counts = `${closed.toLocaleString('en')} of ${opened.toLocaleString('en')} chains`
  return `${counts} were closed before their time, because the card keeps one open chain and paid another seller`
}

function deskOf(name: string, number: number): TickDesk {
  return { name, payee: payeeOf(number), certificates: new Map(), usedUp: new Map(), paid: 0n }
}
