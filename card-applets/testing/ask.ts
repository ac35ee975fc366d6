// One command to an emulated card through its bytes, both ways.

import { commandFor, readAnswer, type CardCommand, type CommonRefusal } from '../../src/card/commands.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import type { Outcome } from '../../src/payment/outcome.ts'
import type { EmulatedCard } from '../emulated-card.ts'

export function ask<Request, Response, Refusal extends string>(
  card: EmulatedCard,
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): Outcome<Response, Refusal | CommonRefusal> {
  return readAnswer(command, decodeResponse(card.exchange(encodeCommand(commandFor(command, request)))))
}
