// The classic symmetric purse on a workload: every purchase is a full exchange between the buyer's purse and the module in
// the seller's terminal, and one MAC over a total pays for many of them. Two chips take part, so both count and both take
// modelled time.

import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from '../../../card-applets/purse-mac/module-applet.ts'
import { buy } from '../../../src/card/purse-mac/terminal.ts'
import { claimsNow } from '../../../src/payment/ikp/coupon/clear-policy.ts'
import { LONGEST_COLLECTION } from '../../../src/payment/purse-mac/messages.ts'
import type { MicroTransaction } from '../../workload/micro-transaction.ts'
import { LOAD_UNITS, openCardBench, partiesOf, type CardBench, type CardSchemeInput } from '../chips/card-run.ts'
import { macChecks, MAC_RISKS, type PaidCollection } from './checks.ts'
import { openMacDesk, readIepBalance, type HeldIep, type LastingModule, type MacDesk, type MacTill } from './issuer.ts'
import type { LastingIssuer } from '../cafe-tick/issuer.ts'
import { reached, revenueOf, type Scheme, type SchemeBooks } from '../scheme.ts'

/** A seller's terminal, and what its module holds that is not collected. */
interface Desk {
  readonly name: string
  readonly till: MacTill
  /** Minor units. */
  waiting: bigint
  waitingSince: number | undefined
}

interface MacSchemeInput extends CardSchemeInput {
  readonly issuer?: LastingIssuer | undefined
  readonly module?: LastingModule | undefined
}

interface MacRun {
  readonly input: CardSchemeInput
  readonly bench: CardBench
  readonly macDesk: MacDesk
  readonly cards: ReadonlyMap<string, HeldIep>
  readonly desks: ReadonlyMap<string, Desk>
  readonly collections: PaidCollection[]
  /** Who sold last: one module for all is collected before another seller has it. */
  last: Desk | undefined
  payments: number
}

/** `issuer`: the one that keeps the card in the reader; `module`: what its acquirer keeps of the one in a reader. */
export async function createMacScheme(input: MacSchemeInput): Promise<Scheme> {
  const run = await setUp(input)
  return {
    name: 'purse-mac',
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    cardClock: run.bench.cardClock,
  }
}

async function setUp(input: MacSchemeInput): Promise<MacRun> {
  const bench = openCardBench('purse-mac', input, 'aesCbcMac')
  const macDesk = openMacDesk(bench, input)
  const cards = await bench.equip(purseMacApplet(), (card) => macDesk.personalisePurse(card))
  const desks = new Map<string, Desk>()
  const newTill = () => macDesk.personaliseModule(bench.chip('seller', purseMacModuleApplet()))
  const shared = bench.hasOneModule ? await newTill() : undefined
  for (const name of input.directory.sellers.keys()) {
    desks.set(name, { name, till: shared ?? (await newTill()), waiting: 0n, waitingSince: undefined })
  }
  bench.start()
  return { input, bench, macDesk, cards, desks, collections: [], last: undefined, payments: 0 }
}

async function pay(run: MacRun, transaction: MicroTransaction): Promise<void> {
  const { bench, cards, desks, input, macDesk } = run
  await bench.clock.moveTo(transaction.atMs)
  const { held, desk } = partiesOf(cards, desks, transaction)
  const { clock } = bench
  if (bench.hasOneModule && run.last !== desk) await collectLast(run)
  run.last = desk
  const units = transaction.price
  if (held.balance < units) await macDesk.load(held, largerOf(units, LOAD_UNITS * input.unit))
  const chips = { iep: held.card, psam: desk.till.module }
  const bought = reached('purchase', await buy(chips, desk.till.keeper, { units, date: clock.now }))
  desk.till.purchases.push(...bought)
  if (desk.waitingSince === undefined) holdFrom(run, desk, clock.now)
  desk.waiting += units
  held.balance -= units
  if (isDue(run, desk)) await collectFrom(run, desk)
  run.payments += 1
}

/** What is in the module is collected when the hold of its oldest purchase ends, if not before. */
function holdFrom(run: MacRun, desk: Desk, since: number): void {
  const { bench, input } = run
  desk.waitingSince = since
  bench.clock.at(since + input.policy.holdMs, async () => {
    if (desk.waitingSince === since) await collectFrom(run, desk)
  })
}

/** By the policy by which coupons are cleared: a module that is full is a chain that is used up. */
function isDue({ bench, input }: MacRun, { till, waiting, waitingSince }: Desk): boolean {
  if (till.purchases.length >= LONGEST_COLLECTION) return true
  const coupons = Number(waiting / input.unit)
  return claimsNow(input.clear.policy, { coupons, amount: waiting, waitingSince }, bench.clock.now)
}

async function collectFrom(run: MacRun, desk: Desk): Promise<void> {
  const collected = await run.macDesk.collect(desk.till)
  desk.waiting = 0n
  desk.waitingSince = undefined
  if (collected !== undefined) run.collections.push({ seller: desk.name, ...collected })
}

async function collectLast(run: MacRun): Promise<void> {
  if (run.last !== undefined) await collectFrom(run, run.last)
}

async function settle(run: MacRun): Promise<void> {
  if (run.bench.hasOneModule) await collectLast(run)
  else for (const desk of run.desks.values()) await collectFrom(run, desk)
  run.bench.stop()
  for (const held of new Set(run.cards.values())) held.balance = await readIepBalance(held)
}

function books({ bench, cards, collections, desks, macDesk, payments }: MacRun): SchemeBooks {
  return {
    payments,
    revenueBySeller: revenueOf(desks.keys(), collections),
    chainsOpened: 0,
    closedForOther: 0,
    checks: macChecks(macDesk.issuer, new Set(cards.values()), collections),
    risks: MAC_RISKS,
    notes: [
      'the seller’s column counts its module, which is a chip of its own; modelled time is that of both chips in turn',
      ...(bench.hasOneModule ? ['one module plays all sellers: it is collected whenever another seller takes it'] : []),
      'a MAC convinces only who holds the key: the judge of the last check is given the masters and could have made all claims',
    ],
    ...bench.measured(),
  }
}

function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
