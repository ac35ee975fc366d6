// Oracle 4 for the symmetric purse and its module: every command that writes, torn at every physical write, in every
// moment, its recovery too. What it judges is read from the memory, and then the command is asked again.

import { IEP_COMMANDS } from '../../src/card/iep-commands.ts'
import { PSAM_COMMANDS } from '../../src/card/psam-commands.ts'
import type { CardCommand } from '../../src/card/commands.ts'
import { collect } from '../../src/payment/purse-mac/acquirer.ts'
import { hotListFor, orderCredit } from '../../src/payment/purse-mac/issuer.ts'
import { debit, initializePurchase } from '../../src/payment/purse-mac/iep.ts'
import { initializePsam } from '../../src/payment/purse-mac/psam.ts'
import { buy, must, NOW } from '../../src/payment/purse-mac/testing/mac-world.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import type { PowerCut } from '../memory/nvm.ts'
import { allocateIepCells } from '../purse-mac/iep-applet.ts'
import { allocatePsamCells } from '../purse-mac/psam-applet.ts'
import type { StateCells } from '../transition-applet.ts'
import { ask } from './ask.ts'
import { copyOf, macCards, type MacCards } from './mac-cards.ts'
import { stateIn } from './state-in.ts'
import { tearEverywhere } from './tear-everywhere.ts'

export interface MacTearReport {
  readonly cases: number
  readonly violations: readonly string[]
}

interface Scenario {
  readonly name: string
  readonly prepare: () => EmulatedCard
  /** Must come to the same answer when it is asked again. */
  readonly act: (card: EmulatedCard) => unknown
}

export function tearIep(applet: AppletFactory, tearRecovery: boolean): MacTearReport {
  const cards = macCards({ iep: applet })
  return sum(iepScenarios(cards).map((scenario) => tear(applet, allocateIepCells, scenario, tearRecovery)))
}

export function tearPsam(applet: AppletFactory, tearRecovery: boolean): MacTearReport {
  const cards = macCards({ psam: applet })
  return sum(psamScenarios(cards).map((scenario) => tear(applet, allocatePsamCells, scenario, tearRecovery)))
}

function tear<State>(
  applet: AppletFactory,
  allocate: (memory: AppletMemory) => StateCells<State>,
  { name, prepare, act }: Scenario,
  tearRecovery: boolean,
): MacTearReport {
  const read = (card: EmulatedCard): string => print(stateIn(card, applet, allocate))
  const before = read(prepare())
  const whole = prepare()
  const answer = print(act(whole))
  const after = read(whole)
  const violations: string[] = []
  const judge = (card: EmulatedCard, cut: PowerCut | undefined): void => {
    const where = `${name}, ${cut === undefined ? 'undisturbed' : `${cut.when} write ${cut.write}`}`
    const found = read(card)
    if (found !== before && found !== after) violations.push(`${where}: neither the old state nor the new one`)
    const copy = copyOf(applet, card)
    try {
      if (print(act(copy)) !== answer) violations.push(`${where}: asked again, it answers something else`)
      if (read(copy) !== after) violations.push(`${where}: asked again, it is not where it should be`)
    } catch (error) {
      violations.push(`${where}: asked again, ${String(error)}`)
    }
  }
  if (before === after) violations.push(`${name}: nothing was written`)
  try {
    return { cases: tearEverywhere({ prepare, act, judge, tearRecovery }), violations }
  } catch (error) {
    return { cases: 0, violations: [...violations, `${name}: the card is dead: ${String(error)}`] }
  }
}

function iepScenarios({ world, blankIep, iep }: MacCards): readonly Scenario[] {
  const { tools, issuer, account, psam } = world
  const offer = must(initializePurchase(tools, world.iep)[1])
  const order = must(initializePsam(tools, psam, { offer, units: 30n, date: NOW })[1])
  const loading = (card: EmulatedCard): unknown => {
    const loadOffer = must(ask(card, IEP_COMMANDS.initializeLoad, {}))
    const known = loadOffer.body.iepNumber === 2 ? loadOffer : firstOffer
    return must(ask(card, IEP_COMMANDS.credit, must(orderCredit(issuer, account, known, 70n)[1])))
  }
  const firstOffer = must(ask(iep(), IEP_COMMANDS.initializeLoad, {}))
  return [
    { name: 'PERSONALISE', prepare: blankIep, act: once(IEP_COMMANDS.personalise, world.iepPersonalisation) },
    { name: 'DEBIT IEP', prepare: iep, act: asking(IEP_COMMANDS.debit, order) },
    { name: 'CREDIT IEP', prepare: iep, act: loading },
  ]
}

function psamScenarios({ world, blankPsam, psam }: MacCards): readonly Scenario[] {
  const { tools, issuer, seller, psamPersonalisation } = world
  const first = buy(world, world, 30n)
  const offer = must(initializePurchase(tools, world.iep)[1])
  const [, order] = initializePsam(tools, world.psam, { offer, units: 30n, date: NOW })
  const { signature } = must(debit(tools, world.iep, must(order))[1])
  const purchasing = (card: EmulatedCard): unknown => {
    must(ask(card, PSAM_COMMANDS.initialize, { offer, units: 30n, date: NOW }))
    return must(ask(card, PSAM_COMMANDS.credit, { signature }))
  }
  const orDone = (card: EmulatedCard): unknown => {
    const last = ask(card, PSAM_COMMANDS.previousPurchase, {}) // what a terminal asks before it begins again
    return last.ok ? { purchase: last.value.body, total: 30n } : purchasing(card)
  }
  const sold = (): EmulatedCard => {
    const card = psam()
    purchasing(card)
    return card
  }
  const collecting = (): EmulatedCard => {
    const card = sold()
    must(ask(card, PSAM_COMMANDS.beginCollection, {}))
    return card
  }
  const collection = must(ask(sold(), PSAM_COMMANDS.beginCollection, {}))
  const { receipt } = must(collect(issuer, seller, { collection, purchases: [first.purchase] })[1])
  const list = hotListFor(issuer, psamPersonalisation.psamId, { version: 1, purses: [new Uint8Array(8)] })
  return [
    { name: 'PERSONALISE', prepare: blankPsam, act: once(PSAM_COMMANDS.personalise, psamPersonalisation) },
    { name: 'CREDIT PSAM', prepare: psam, act: orDone },
    { name: 'INITIALIZE PSAM FOR ONLINE COLLECTION', prepare: sold, act: asking(PSAM_COMMANDS.beginCollection, {}) },
    { name: 'PSAM COLLECT', prepare: collecting, act: asking(PSAM_COMMANDS.endCollection, receipt) },
    { name: 'UPDATE PSAM PARAMETER', prepare: psam, act: asking(PSAM_COMMANDS.updateHotList, list) },
  ]
}

function asking<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): (card: EmulatedCard) => unknown {
  return (card) => must(ask(card, command, request))
}

/** PERSONALISE is not repeatable: the second time it says that the first one counted. */
function once<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): (card: EmulatedCard) => unknown {
  return (card) => {
    const outcome = ask(card, command, request)
    if (!outcome.ok && outcome.refused !== 'alreadyPersonalised') throw new Error(outcome.refused)
    return 'personalised'
  }
}

function print(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))
}

function sum(reports: readonly MacTearReport[]): MacTearReport {
  return {
    cases: reports.reduce((total, { cases }) => total + cases, 0),
    violations: reports.flatMap(({ violations }) => violations),
  }
}
