// A terminal's handle on one applet of one card: what is asked through it is asked until the answer is definite.

import type { Aid } from '../iso7816/aid.ts'
import type { ResponseApdu } from '../iso7816/response-apdu.ts'
import type { Outcome } from '../payment/outcome.ts'
import type { OpenCard } from './channel.ts'
import { commandFor, readAnswer, type CardCommand, type CommonRefusal } from './commands.ts'
import { untilDefinite } from './definite.ts'
import { restartApplet } from './select.ts'

export interface CardApplet {
  /**
   * Asks until the answer is definite, and checks it within the same attempts. Only for commands that repeat their answer.
   * Throws as `untilDefinite` does.
   */
  ask<Request, Response, Refusal extends string, Value = Response, Failed extends string = never>(
    command: CardCommand<Request, Response, Refusal>,
    request: Request,
    check?: (response: Response) => Outcome<Value, Failed>,
  ): Promise<Outcome<Value, Refusal | Failed | CommonRefusal>>
}

/** `spoilt`: what a check says of an answer that may have been changed on its way. The applet is selected already. */
export function openApplet(card: OpenCard, aid: Aid, spoilt: ReadonlySet<string> = NOTHING): CardApplet {
  const retry = { restart: () => restartApplet(card, aid), spoilt }
  return {
    ask<Request, Response, Refusal extends string, Value, Failed extends string>(
      command: CardCommand<Request, Response, Refusal>,
      request: Request,
      check?: (response: Response) => Outcome<Value, Failed>,
    ) {
      const sent = commandFor(command, request)
      const read = (response: ResponseApdu): Outcome<Value, Refusal | Failed | CommonRefusal> => {
        const answer = readAnswer(command, response)
        if (answer.ok && check !== undefined) return check(answer.value)
        return answer as Outcome<Value, Refusal | CommonRefusal> // without a check, that is the type of the response
      }
      return untilDefinite<Value, Refusal | Failed | CommonRefusal>(() => card.transmit(sent).then(read), retry)
    },
  }
}

const NOTHING: ReadonlySet<string> = new Set()
