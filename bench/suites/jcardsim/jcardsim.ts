// Suite `jcardsim`: the emulated card beside jCardSim, the simulator that others test Java Cards with, as it is. Both have the
// same applets and do the same exercises, in process and at the other end of a socket, where the emulated card is
// `tickbench serve --vpcd` and both have the same reader.

import { join } from 'node:path'
import { packageFolder } from '../../measure/package-folder.ts'
import { processorStopwatch, type Stopwatch } from '../../measure/stopwatch.ts'
import type { Executor, Subject } from '../../run/executor.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { SuiteCase } from '../suite-case.ts'
import type { OpenableSuite } from '../suite.ts'
import { cardHere, cardOverWire, cardThere, type Contestant } from './contestant.ts'
import { EXERCISES, type Exercises } from './exercise.ts'
import { findJava, type Java } from './java.ts'
import { joinedCard, type JoinedCard } from './joined-card.ts'

const EMULATED = 'emulated card'
const JCARDSIM = 'jCardSim'
const WAYS = ['in process', 'through the wire'] as const
type Way = (typeof WAYS)[number]

export const jcardsimSuite: OpenableSuite = {
  open() {
    const java = findJava()
    const stopwatch = processorStopwatch()
    const cards = new Cards(java, stopwatch.start)
    return {
      name: 'jcardsim',
      cases: jcardsimCases('missing' in java ? [EMULATED] : [EMULATED, JCARDSIM]),
      executor: exerciseExecutor((card, way) => cards.open(card, way)),
      stopwatch,
      facts: {
        'in process': `${stopwatch.name}; of the JVM its one thread, without compiler and collector`,
        'through the wire': 'elapsed, the median exchange of a sample; 127.0.0.1, one reader for both',
        ...('missing' in java ? {} : { [JCARDSIM]: java.name }),
      },
      notes: 'missing' in java ? [java.missing] : [],
      close: () => cards.close(),
    }
  },
}

/** Exported for the tests. */
export function jcardsimCases(cards: readonly string[]): SuiteCase[] {
  return WAYS.flatMap((way) => EXERCISES.flatMap((kind) => cards.map((card) => caseOf(way, kind, card, cards))))
}

function caseOf(
  way: Way,
  { name, unitsPerOperation }: (typeof EXERCISES)[number],
  card: string,
  cards: readonly string[],
): SuiteCase {
  const nameOf = (which: string) => `${name} ${way}, ${which}`
  const peers = card === EMULATED ? cards.filter((other) => other !== card).map(nameOf) : []
  return {
    name: nameOf(card),
    scenario: name,
    target: card,
    parameters: { way },
    seat: 'both cards',
    display: {
      regime: `${name}, ${way}`,
      unitsPerOperation,
      ...(way === 'through the wire' && { isElapsed: true }),
      peers,
      answers: peers,
    },
  }
}

/** Exported for the tests. */
export function exerciseExecutor(contestant: (card: string, way: Way) => Promise<Contestant>): Executor {
  const kinds = new Map(EXERCISES.map((kind) => [kind.name, kind]))
  /** A card that is asked in two ways is made ready once. */
  const ready = new Map<OpenCard, Map<string, Promise<Exercises>>>()
  return {
    async open({ scenario, target, parameters }) {
      const kind = kinds.get(scenario)
      const way = WAYS.find((one) => one === parameters['way'])
      if (kind === undefined || way === undefined) throw new TypeError(`no exercise ${scenario}`)
      const { card, run } = await contestant(target, way)
      const known = ready.get(card) ?? new Map<string, Promise<Exercises>>()
      const exercises = known.get(scenario) ?? kind.prepare(card)
      ready.set(card, known.set(scenario, exercises))
      const operation = timedExercises(await exercises, run)
      await warmUp(operation, Math.ceil(WARM_COMMANDS / kind.unitsPerOperation))
      if (way !== 'in process' || kind.isShort !== true) return { operation }
      return { operation, baseline: timedExercises(await exercises, (one) => run({ ...one, timed: [] })) }
    },
  }
}

function timedExercises(exercises: Exercises, run: Contestant['run']): Subject['operation'] {
  return async (operations) => {
    let ns = 0
    for (const exercise of await exercises(operations)) ns += await run(exercise)
    return ns
  }
}

/** Both machines compile what runs often, beside the work: until no block is faster any more than those before. */
async function warmUp(operation: Subject['operation'], operations: number): Promise<void> {
  let [best, waited] = [Infinity, 0]
  while (waited < BLOCKS_TO_WAIT) {
    const ns = await operation(operations)
    waited = ns < 0.98 * best ? 0 : waited + 1
    best = Math.min(best, ns)
  }
}

const WARM_COMMANDS = 2_000
const BLOCKS_TO_WAIT = 12

/** Each card once a process, started when its first case is opened. */
class Cards {
  readonly #java: Java
  readonly #start: Stopwatch
  readonly #joined = new Map<string, Promise<JoinedCard>>()
  readonly #here: Contestant

  constructor(java: Java, start: Stopwatch) {
    this.#java = java
    this.#start = start
    this.#here = cardHere(this.#start)
  }

  async open(card: string, way: Way): Promise<Contestant> {
    if (card === EMULATED) return way === 'in process' ? this.#here : cardOverWire(await this.#once(card, startServe))
    const java = this.#java
    if ('missing' in java) throw new TypeError(java.missing)
    const joined = await this.#once(card, () => java.start())
    return way === 'in process' ? cardThere(joined) : cardOverWire(joined)
  }

  async close(): Promise<void> {
    for (const joined of this.#joined.values()) await (await joined).close()
  }

  #once(card: string, start: () => Promise<JoinedCard>): Promise<JoinedCard> {
    const known = this.#joined.get(card) ?? start()
    this.#joined.set(card, known)
    return known
  }
}

function startServe(): Promise<JoinedCard> {
  const program = join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')
  return joinedCard(process.execPath, (address) => [program, 'serve', '--vpcd', address, '--suite', 'p256'])
}
