// The tear matrix of an applet that is a pure transition (oracle 4 of ARCHITECTURE.md): each command torn at every
// physical write, in every moment, its recovery too. What is judged is read from the memory; then the command is asked
// again and must come to the same answer.

import type { CardCommand } from '../../src/card/commands.ts'
import { must } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import type { PowerCut } from '../memory/nvm.ts'
import type { StateCells } from '../kit/transition-applet.ts'
import { ask } from './ask.ts'
import { copyOf } from './powered-with.ts'
import { stateIn } from './state-in.ts'
import { tearEverywhere } from './tear-everywhere.ts'

export interface TearReport {
  readonly cases: number
  /** What failed and where, one line each. */
  readonly violations: readonly string[]
}

export interface AppletScenario {
  readonly name: string
  /** A powered card in the state before. */
  readonly prepare: () => EmulatedCard
  /** Must come to the same answer when it is asked again. */
  readonly act: (card: EmulatedCard) => unknown
}

export interface TornApplet<State> {
  readonly applet: AppletFactory
  readonly allocate: (memory: AppletMemory) => StateCells<State>
  readonly scenarios: readonly AppletScenario[]
  /** The roll-back at the next power-up is torn as well. */
  readonly tearRecovery: boolean
}

export function tearApplet<State>(torn: TornApplet<State>): TearReport {
  const reports = torn.scenarios.map((scenario) => tear(torn, scenario))
  return {
    cases: reports.reduce((total, { cases }) => total + cases, 0),
    violations: reports.flatMap(({ violations }) => violations),
  }
}

/** A command that can be repeated. */
export function asking<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): (card: EmulatedCard) => unknown {
  return (card) => must(ask(card, command, request))
}

/** PERSONALISE is not repeatable: the second time it says that the first one counted. */
export function askingOnce<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): (card: EmulatedCard) => unknown {
  return (card) => {
    const outcome = ask(card, command, request)
    if (!outcome.ok && outcome.refused !== 'alreadyPersonalised') throw new Error(outcome.refused)
    return 'personalised'
  }
}

function tear<State>(
  { applet, allocate, tearRecovery }: TornApplet<State>,
  { name, prepare, act }: AppletScenario,
): TearReport {
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

function print(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))
}
