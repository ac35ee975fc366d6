// Operations that are one declared command (src/card): encoded, checked and decoded as a terminal does.

import { commandFor, readAnswer, send, type CardCommand } from '../../../src/card/commands.ts'
import type { CardChannel } from '../../../src/card/channel.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../../src/iso7816/response-apdu.ts'
import type { Outcome } from '../../../src/payment/outcome.ts'
import { OperationMissing, type PreparedOperation } from './operation.ts'

export interface DeclaredSteps<Request, Response> {
  /** The request of the next command. */
  readonly next: () => Promise<Request> | Request
  readonly taken?: (response: Response) => Promise<void> | void
  readonly baseline?: (() => CommandApdu) | 'none'
}

export function declared<Request, Response, Refusal extends string>(
  command: CardCommand<Request, Response, Refusal>,
  { next, taken, baseline }: DeclaredSteps<Request, Response>,
): PreparedOperation {
  return {
    next: async () => commandFor(command, await next()),
    taken: (response: ResponseApdu) => taken?.(agreed(command.name, readAnswer(command, response))),
    ...(baseline !== undefined && { baseline }),
  }
}

/** Sends a command around the measurement. Throws `OperationMissing` when the card refuses. */
export async function sendOrMiss<Request, Response, Refusal extends string>(
  card: CardChannel,
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): Promise<Response> {
  return agreed(command.name, await send(card, command, request))
}

/** The value of an outcome. Throws `OperationMissing` for a refusal. */
export function agreed<Value>(step: string, outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new OperationMissing(`${step}: ${outcome.refused}`)
  return outcome.value
}
