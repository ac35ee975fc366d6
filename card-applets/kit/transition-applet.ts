// The shell around an applet that is a pure transition: parse, let its step decide, commit what changed, answer.
// Nothing is decided here, and nothing leaves the card before it is durable.

import { answer, parserOf, type Answers, type CardCommand, type Declared } from '../../src/card/commands.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { Outcome } from '../../src/payment/outcome.ts'
import type { Applet } from '../applet.ts'

/** Where an applet's state lies in memory. */
export interface StateCells<State> {
  /** What the memory holds now. Throws `DecodeError` when that is no such state. */
  read(): State
  /** Makes `next` durable. `before` is what the memory holds. */
  commit(before: State, next: State): void
}

/** A command that is nearly all that an applet does, done without its step and with the same effects. */
export interface ShortCut<State> {
  /** The answer; undefined where nothing has happened, and the step is to decide. */
  run(command: CommandApdu): ResponseApdu | undefined
  /** What the state has become by it. */
  caughtUp(state: State): State
  /** Takes note of a state that steps have made. */
  follow(state: State): void
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
  readonly usual?: ShortCut<State>
}

export function transitionApplet<State, Commands extends Declared<Commands>>({
  cells,
  commands,
  steps,
  deselected = (state) => state,
  usual,
}: TransitionApplet<State, Commands>): Applet {
  const parse = parserOf(commands)
  const doing = new Map<keyof Commands, { readonly step: AnyStep<State>; readonly answers: AnyAnswers }>(
    (Object.keys(commands) as (keyof Commands)[]).map((kind) => {
      return [kind, { step: steps[kind], answers: commands[kind] as unknown as AnyAnswers }]
    }),
  )
  let state = cells.read() // in RAM until the power goes, with what it has for the session
  const next = (made: State): State => {
    usual?.follow(made)
    return (state = made)
  }
  next(state)
  return {
    process(command) {
      const quick = usual?.run(command)
      if (quick !== undefined) return quick
      if (usual !== undefined) state = usual.caughtUp(state)
      const parsed = parse(command)
      if ('sw' in parsed) return statusOnly(parsed.sw)
      const found = doing.get(parsed.kind)
      if (found === undefined) return statusOnly(SW.insNotSupported) // the parser knows no other
      for (let step = found.step(state, parsed.request); ;) {
        const [made, outcome] = step
        cells.commit(state, made)
        next(made)
        if (typeof outcome !== 'function') return answer(found.answers, outcome, step[2])
        step = outcome(state)
      }
    },
    deselect() {
      next(deselected(usual?.caughtUp(state) ?? state))
    },
  }
}
