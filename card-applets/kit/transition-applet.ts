// The shell around an applet that is a pure transition: parse, let it decide, commit what changed, answer.
// Nothing is decided here, and nothing leaves the card before it is durable.

import { answer, type Answers } from '../../src/card/commands.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { StatusWord } from '../../src/iso7816/status-word.ts'
import type { Outcome, Transition } from '../../src/payment/outcome.ts'
import type { Applet } from '../applet.ts'

/** Where an applet's state lies in memory. */
export interface StateCells<State> {
  /** What the memory holds now. Throws `DecodeError` when that is no such state. */
  read(): State
  /** Makes `next` durable. `before` is what the memory holds. */
  commit(before: State, next: State): void
}

/** The state to commit, then what may leave the card, or what is to be decided once that state is durable. */
export type Decision<State> = readonly [State, ResponseApdu | ((committed: State) => Decision<State>)]

interface NoCommand {
  readonly kind: 'none'
  readonly sw: StatusWord
}

export interface TransitionApplet<State, Command extends { readonly kind: string }> {
  readonly cells: StateCells<State>
  readonly parse: (command: CommandApdu) => Command | NoCommand
  readonly decide: (state: State, command: Exclude<Command, NoCommand>) => Decision<State>
  /** What RAM forgets when another applet is selected. */
  readonly deselected?: (state: State) => State
}

const NO_DATA = new Uint8Array(0)

export function transitionApplet<State, Command extends { readonly kind: string }>({
  cells,
  parse,
  decide,
  deselected = (state) => state,
}: TransitionApplet<State, Command>): Applet {
  let state = cells.read() // in RAM until the power goes, with what it has for the session
  return {
    process(command) {
      const parsed = parse(command)
      if (parsed.kind === 'none') return responseApdu(NO_DATA, (parsed as NoCommand).sw)
      let [next, response] = decide(state, parsed as Exclude<Command, NoCommand>)
      for (;;) {
        cells.commit(state, next)
        state = next
        if (typeof response !== 'function') return response
        ;[next, response] = response(state)
      }
    },
    deselect() {
      state = deselected(state)
    },
  }
}

/** A step of a transition with its outcome as the command's answer. */
export function decided<State, Reply, Refusal extends string>(
  command: Answers<Reply, Refusal>,
  [next, outcome]: Transition<State, Outcome<Reply, Refusal>>,
): Decision<State> {
  return [next, answer(command, outcome)]
}
