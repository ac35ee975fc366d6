// The classic symmetric purse on a workload: every purchase is a full exchange between the buyer's purse and the module in
// the seller's terminal, and one MAC over a total pays for many of them. Two chips take part, so both count and both take
// modelled time.

import { printHex } from '../../../src/bytes/hex.ts'
import { OUTSIDE } from '../../witness/accounts.ts'
import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from '../../../card-applets/purse-mac/module-applet.ts'
import { openTerminal } from '../../../src/card/purse-mac/terminal.ts'
import { claimsNow } from '../../../src/payment/clear-policy.ts'
import { LONGEST_COLLECTION, type CollectionClaim } from '../../../src/payment/purse-mac/messages.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { LOAD_UNITS, openCardRun, partiesOf, type CardRun } from '../chips/card-run.ts'
import { issuerOfReal } from '../contract/lasting.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../contract/declaration.ts'
import { revenueOf, sum } from '../contract/self-check.ts'
import { purseChecks } from './checks.ts'
import { openIssuer, readIepBalance, type HeldIep, type MacTill, type PurseIssuer } from './issuer.ts'
import type { CollectionEvidence } from './judge.ts'

/** A seller's terminal, and what its module holds that is not collected. */
interface Desk {
  readonly name: string
  readonly till: MacTill
  /** Minor units. */
  waiting: bigint
  waitingSince: number | undefined
}

interface PaidCollection {
  readonly seller: string
  readonly claim: CollectionClaim
  readonly paid: bigint
}

interface MacRun {
  readonly input: SchemeInput
  readonly chips: CardRun
  readonly issuer: PurseIssuer
  readonly cards: ReadonlyMap<string, HeldIep>
  readonly desks: ReadonlyMap<string, Desk>
  readonly collections: PaidCollection[]
  /** Who sold last: one module for all is collected before another seller has it. */
  last: Desk | undefined
  payments: number
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<CollectionEvidence>> {
  const run = await setUp(input)
  const { chips, collections, issuer } = run
  let judged = 0
  return {
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    meters: () => ({ ...chips.meters(), claims: collections.length }),
    evidence() {
      const portion = collections.slice(judged)
      judged = collections.length
      return { issuer: issuer.issuer, collections: portion }
    },
    cardClock: chips.cardClock,
  }
}

async function setUp(input: SchemeInput): Promise<MacRun> {
  const chips = openCardRun('purse-mac', input, { mac: 'aesCbcMac', steps: {} })
  const issuer = openIssuer(chips, { issuer: issuerOfReal(input), module: input.module })
  const cards = await chips.makeCards(purseMacApplet(), (card) => issuer.personalisePurse(card))
  const desks = new Map<string, Desk>()
  const newTill = () => issuer.personaliseModule(chips.chip('seller', purseMacModuleApplet()))
  const shared = chips.hasOneModule ? await newTill() : undefined
  for (const name of input.directory.sellers.keys()) {
    desks.set(name, { name, till: shared ?? (await newTill()), waiting: 0n, waitingSince: undefined })
  }
  for (const held of new Set(cards.values()))
    chips.lane?.move('held', OUTSIDE, purseOf(held), held.balance / input.unit)
  chips.start()
  return { input, chips, issuer, cards, desks, collections: [], last: undefined, payments: 0 }
}

async function pay(run: MacRun, transaction: MicroTransaction): Promise<void> {
  const { chips, cards, desks, input } = run
  await chips.clock.moveTo(transaction.atMs)
  const { held, desk } = partiesOf(cards, desks, transaction)
  const { clock } = chips
  if (chips.hasOneModule && run.last !== desk) await collectLast(run)
  run.last = desk
  const units = transaction.price
  if (held.balance < units) await load(run, held, largerOf(units, LOAD_UNITS * input.unit))
  const terminal = openTerminal({ iep: held.card, psam: desk.till.module, keeper: desk.till.keeper })
  const bought = chips.unwrap('purchase', await terminal.buy({ units, date: clock.now }))
  desk.till.purchases.push(...bought)
  if (desk.waitingSince === undefined) holdFrom(run, desk, clock.now)
  desk.waiting += units
  held.balance -= units
  chips.lane?.move('moved', purseOf(held), moduleOf(desk), units / input.unit)
  if (isDue(run, desk)) await collectFrom(run, desk)
  run.payments += 1
}

async function load({ issuer, chips, input }: MacRun, held: HeldIep, units: bigint): Promise<void> {
  await issuer.load(held, units)
  chips.lane?.move('held', OUTSIDE, purseOf(held), units / input.unit)
}

/** Accounts of what is told. */
function purseOf({ account }: HeldIep): string {
  return `purse ${printHex(account.cardId).slice(-4)}`
}

function moduleOf({ name }: Desk): string {
  return `module of ${name}`
}

/** What is in the module is collected when the hold of its oldest purchase ends, if not before. */
function holdFrom(run: MacRun, desk: Desk, since: number): void {
  const { chips, input } = run
  desk.waitingSince = since
  chips.clock.at(since + input.policy.holdMs, async () => {
    if (desk.waitingSince === since) await collectFrom(run, desk)
  })
}

/** By the policy by which coupons are cleared: a module that is full is a chain that is used up. */
function isDue({ chips, input }: MacRun, { till, waiting, waitingSince }: Desk): boolean {
  if (till.purchases.length >= LONGEST_COLLECTION) return true
  const coupons = Number(waiting / input.unit)
  return claimsNow(input.clear.policy, { coupons, amount: waiting, waitingSince }, chips.clock.now)
}

async function collectFrom(run: MacRun, desk: Desk): Promise<void> {
  const collected = await run.issuer.collect(desk.till)
  desk.waiting = 0n
  desk.waitingSince = undefined
  if (collected === undefined) return
  run.collections.push({ seller: desk.name, ...collected })
  run.chips.lane?.move('paid', moduleOf(desk), desk.name, collected.paid / run.input.unit)
}

async function collectLast(run: MacRun): Promise<void> {
  if (run.last !== undefined) await collectFrom(run, run.last)
}

async function settle(run: MacRun): Promise<void> {
  if (run.chips.hasOneModule) await collectLast(run)
  else for (const desk of run.desks.values()) await collectFrom(run, desk)
  run.chips.stop()
  for (const held of new Set(run.cards.values())) held.balance = await readIepBalance(held)
}

function books({ chips, cards, collections, desks, payments }: MacRun): MoneyBooks {
  const paid = sum(collections.map((each) => each.paid))
  return {
    payments,
    revenueBySeller: revenueOf(desks.keys(), collections),
    checks: purseChecks(new Set(cards.values()), paid),
    notes: [
      'the seller’s column counts its module, which is a chip of its own; modelled time is that of both chips in turn',
      ...(chips.hasOneModule ? ['one module plays all sellers: it is collected whenever another seller takes it'] : []),
      'a MAC convinces only who holds the key: the judge of the last check is given the masters and could have made all claims',
    ],
  }
}

function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
