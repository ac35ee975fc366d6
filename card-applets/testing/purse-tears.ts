// Oracle 4 of ARCHITECTURE.md for the purse: every command that writes, torn at every physical write, in every moment.
// Gives the number of cases and what was violated, so that a test can also show that a careless card is noticed.

import { equalConstantTime } from '../../src/bytes/bytes.ts'
import type { CardCommand } from '../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import type { PurseState } from '../../src/payment/cafe-tick/card-state.ts'
import { authoriseLoad, controlCard } from '../../src/payment/cafe-tick/issuer.ts'
import { BALANCE, must, openingOf } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { PowerCut } from '../memory/nvm.ts'
import { ask } from './ask.ts'
import { purseCards, stateOf, type PurseCards } from './purse-cards.ts'
import { tearEverywhere } from './tear-everywhere.ts'

export interface TearReport {
  readonly cases: number
  /** What failed and where, one line each. */
  readonly violations: readonly string[]
}

/** A command and what went before it. `disclosed` and `reached`: the highest count answered before it and after it. */
interface Scenario {
  readonly name: string
  readonly batch: number
  readonly disclosed: number
  readonly reached: number
  readonly prepare: () => EmulatedCard
  readonly act: (card: EmulatedCard) => unknown
}

/** Ticks of the scenarios: 10 of value 5, as `openingOf` asks. */
const TICK_VALUE = 5n
const FIRST = { txCounter: 2 }

/** With `tearRecovery` the roll-back at the next power-up is torn as well. */
export function tearPurse(applet: AppletFactory, tearRecovery: boolean): TearReport {
  const cards = purseCards(applet)
  const reports = scenarios(cards).map((scenario) => tear(cards, scenario, tearRecovery))
  return {
    cases: reports.reduce((sum, { cases }) => sum + cases, 0),
    violations: reports.flatMap(({ violations }) => violations),
  }
}

function tear(cards: PurseCards, scenario: Scenario, tearRecovery: boolean): TearReport {
  const violations: string[] = []
  const before = stateOf(scenario.prepare())
  const whole = scenario.prepare()
  scenario.act(whole)
  const after = stateOf(whole)
  const judge = (card: EmulatedCard, cut: PowerCut | undefined): void => {
    const where = cut === undefined ? 'undisturbed' : `${cut.when} write ${cut.write}`
    const found = violated(scenario, cards.copyOf(card), { before, after })
    violations.push(...found.map((what) => `${scenario.name}, ${where}: ${what}`))
  }
  try {
    const { prepare, act } = scenario
    return { cases: tearEverywhere({ prepare, act, judge, tearRecovery }), violations }
  } catch (error) {
    return { cases: 0, violations: [...violations, `${scenario.name}: the card is dead: ${String(error)}`] }
  }
}

function violated(
  scenario: Scenario,
  card: EmulatedCard,
  { before, after }: { readonly before: PurseState; readonly after: PurseState },
): string[] {
  try {
    const found: string[] = []
    const torn = stateOf(card)
    if (!same(torn, before) && !same(torn, after)) found.push('neither the old state nor the new one')
    if (!covers(torn, scenario.disclosed, scenario.batch)) found.push('more was disclosed than left the balance')
    scenario.act(card) // a terminal asks again: this must come to a definite answer
    const recovered = stateOf(card)
    if (recovered.account.txCounter !== after.account.txCounter) found.push('asking again used another number')
    if (!covers(recovered, scenario.reached, scenario.batch))
      found.push('after asking again more is disclosed than left the balance')
    return found
  } catch (error) {
    return [`no definite answer: ${String(error)}`]
  }
}

/** 0 <= value that left the balance - value disclosed <= one batch. */
function covers(state: PurseState, disclosed: number, batch: number): boolean {
  if (state.account.phase !== 'open' && state.account.phase !== 'closed') return true
  const left = BALANCE - state.account.balance
  const shown = BigInt(disclosed) * TICK_VALUE
  return left >= shown && left - shown <= BigInt(batch) * TICK_VALUE
}

function same(a: PurseState, b: PurseState): boolean {
  return print(a) === print(b)
}

/** The chain master is drawn anew at every PERSONALISE: two runs differ in it, and in nothing else. */
function print({ identity, ...rest }: PurseState): string {
  const seen = { personalisation: identity?.personalisation, ...rest }
  return JSON.stringify(seen, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
}

function scenarios(cards: PurseCards): Scenario[] {
  const { world } = cards
  const order = must(authoriseLoad(world.issuer, world.account, { txCounter: 2, units: 70n })[1])
  const idle = { batch: 1, disclosed: 0, reached: 0 }
  const personalise: Scenario = {
    ...idle,
    name: 'PERSONALISE',
    prepare: cards.blank,
    act: (card) => twice(card, CAFE_TICK_COMMANDS.personalise, world.personalisation),
  }
  const load = { ...idle, name: 'LOAD', prepare: cards.loaded, act: asking(CAFE_TICK_COMMANDS.load, order) }
  const blocking = controlCard(world.issuer, { cardId: world.account.cardId, number: 1, blocked: true })
  const control = { ...idle, name: 'CONTROL', prepare: cards.loaded, act: asking(CAFE_TICK_COMMANDS.control, blocking) }
  const policies = [1, 4, 10].flatMap((batch) => chainScenarios(cards, batch))
  return [personalise, load, control, ...policies, ...storedScenarios(cards)]
}

/** A chain that lies in persistent memory. */
function storedScenarios(cards: PurseCards): Scenario[] {
  const request = openingOf({ limit: 80, traversal: 'storeAll' })
  const opened = (): EmulatedCard => {
    const card = cards.loaded()
    must(ask(card, CAFE_TICK_COMMANDS.openTicks, request))
    return card
  }
  const { id, secret } = stateOf(opened()).chain ?? { id: new Uint8Array(), secret: new Uint8Array() }
  const rightTick = (card: EmulatedCard): void => {
    const { value } = must(ask(card, CAFE_TICK_COMMANDS.tick, { ...FIRST, spent: 1 }))
    const expected = cards.world.card.chain.walk(id, secret, 0, 79)
    if (!equalConstantTime(value, expected)) throw new Error('a stored value is wrong')
  }
  const idle = { batch: 1, disclosed: 0 }
  return [
    {
      ...idle,
      reached: 0,
      name: 'OPEN TICKS, stored',
      prepare: cards.loaded,
      act: asking(CAFE_TICK_COMMANDS.openTicks, request),
    },
    { ...idle, reached: 1, name: 'TICK 1, stored', prepare: opened, act: rightTick },
  ]
}

function chainScenarios(cards: PurseCards, batch: number): Scenario[] {
  const after = (spent: number) => (): EmulatedCard => {
    const card = cards.loaded()
    must(ask(card, CAFE_TICK_COMMANDS.openTicks, openingOf({ batch })))
    for (let i = 1; i <= spent; i += 1) must(ask(card, CAFE_TICK_COMMANDS.tick, { ...FIRST, spent: i }))
    return card
  }
  const ticks = [1, 2, 5, 10].map((spent) => ({
    name: `TICK ${spent} of a chain with batch ${batch}`,
    batch,
    disclosed: spent - 1,
    reached: spent,
    prepare: after(spent - 1),
    act: asking(CAFE_TICK_COMMANDS.tick, { ...FIRST, spent }),
  }))
  const skips = [2, 6, 10].map((spent) => ({
    name: `TICK TO ${spent} of a chain with batch ${batch}`,
    batch: Math.max(batch, spent),
    disclosed: 0,
    reached: spent,
    prepare: after(0),
    act: asking(CAFE_TICK_COMMANDS.tickTo, { ...FIRST, spent }),
  }))
  const closes = [0, 3, 5, 10].map((spent) => ({
    name: `CLOSE after ${spent} of a chain with batch ${batch}`,
    batch,
    disclosed: spent,
    reached: spent,
    prepare: after(spent),
    act: asking(CAFE_TICK_COMMANDS.close, FIRST),
  }))
  const open = {
    name: `OPEN TICKS with batch ${batch}`,
    batch,
    disclosed: 0,
    reached: 0,
    prepare: cards.loaded,
    act: asking(CAFE_TICK_COMMANDS.openTicks, openingOf({ batch })),
  }
  return [open, ...ticks, ...skips, ...closes]
}

function asking<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): (card: EmulatedCard) => unknown {
  return (card) => must(ask(card, command, request))
}

/** PERSONALISE is not repeatable: the second time it says that the first one counted. */
function twice<Request, Response, Refusal extends string>(
  card: EmulatedCard,
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): void {
  const outcome = ask(card, command, request)
  if (!outcome.ok && outcome.refused !== 'alreadyPersonalised') throw new Error(outcome.refused)
}
