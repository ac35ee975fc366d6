// The shell around an applet that is a pure transition: parse, let its step decide, commit what changed, answer.
// Nothing is decided here, and nothing leaves the card before it is durable.

import { answer, parserOf, type Answers, type CardCommand, type Declared } from '../../src/card/commands.ts'
import { statusOnly } from '../../src/iso7816/response-apdu.ts'
import type { Outcome } from '../../src/payment/outcome.ts'
import type { Applet } from '../applet.ts'

/** Where an applet's state lies in memory. */
export interface StateCells<State> {
  /** What the memory holds now. Throws `DecodeError` when that is no such state. */
  read(): State
  /** Makes `next` durable. `before` is what the memory holds. */
  commit(before: State, next: State): void
}

/** The state to commit, then the answer, or what is to be decided once that state is durable. */
export type Step<State, Reply, Refusal extends string> = readonly [
  next: State,
  outcome: Outcome<Reply, Refusal> | ((committed: State) => Step<State, Reply, Refusal>),
  /** For a counted status word, 0 to 15. */
  count?: number,
]

/** What an applet does at each of its commands. */
export type Steps<State, Commands> = {
  readonly [Kind in keyof Commands]: Commands[Kind] extends CardCommand<infer Request, infer Reply, infer Refusal>
    ? (state: State, request: Request) => Step<State, Reply, Refusal>
    : never
}

/** `Steps` has held each step against its command; here any of them will do. */
type AnyStep<State> = (state: State, request: unknown) => Step<State, unknown, string>
type AnyAnswers = Answers<unknown, string>

export interface TransitionApplet<State, Commands> {
  readonly cells: StateCells<State>
  readonly commands: Commands
  readonly steps: Steps<State, Commands>
  /** What RAM forgets when another applet is selected. */
  readonly deselected?: (state: State) => State
}

export function transitionApplet<State, Commands extends Declared<Commands>>({
  cells,
  commands,
  steps,
  deselected = (state) => state,
}: TransitionApplet<State, Commands>): Applet {
  const parse = parserOf(commands)
  let state = cells.read() // in RAM until the power goes, with what it has for the session
  return {
    process(command) {
      const parsed = parse(command)
      if ('sw' in parsed) return statusOnly(parsed.sw)
      const { kind, request } = parsed
      let [next, outcome, count] = (steps[kind] as AnyStep<State>)(state, request)
      for (;;) {
        cells.commit(state, next)
        state = next
        if (typeof outcome !== 'function') return answer(commands[kind] as unknown as AnyAnswers, outcome, count)
        ;[next, outcome, count] = outcome(state)
      }
    },
    deselect() {
      state = deselected(state)
    },
  }
}
