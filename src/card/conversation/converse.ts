// Runs a conversation over a channel and says of every exchange whether the card answered as it must. A disagreement does
// not end it; only a broken wire does.

import { DecodeError } from '../../bytes/decode-error.ts'
import { printHex } from '../../bytes/hex.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { commandApdu, decodeCommand, encodeCommand, type CommandApdu } from '../../iso7816/command-apdu.ts'
import { encodeResponse, type ResponseApdu } from '../../iso7816/response-apdu.ts'
import { printStatusWord, SW } from '../../iso7816/status-word.ts'
import type { CardChannel, OpenCard } from '../channel.ts'
import { commandFor } from '../commands.ts'
import { declaredApplet, statusOf, type DeclaredApplet, type DeclaredCommand } from '../applets.ts'
import type { Conversation, Exchange, Expected } from './conversation.ts'
import { encodeValue, joined } from './evaluate.ts'
import { matchAnswer, matchBytes, type Findings } from './match.ts'
import type { Context, Scope } from './scope.ts'

export interface Converser {
  /** Commands of hex go here as they are, and their answers come as they are. */
  readonly card: OpenCard
  /** Declared commands go here: it follows 61XX and 6CXX and chains what is too long for the card. */
  readonly whole: CardChannel
  /** Checks what the card signed and MACed; of the suite that the conversation needs. */
  readonly crypto: Crypto
}

export interface ExchangeReport {
  readonly exchange: Exchange
  /** The applet that was spoken to, and the declared command, where it was one. */
  readonly applet: string | undefined
  readonly command: string | undefined
  readonly sent: string
  readonly answered: string
  /** Empty where the card answered as it must. */
  readonly findings: Findings
}

/** Throws `WireFailure`, and `DecodeError` for an exchange that cannot be said, with its file and line. */
export async function converse(
  { card, whole, crypto }: Converser,
  conversation: Conversation,
  onReport: (report: ExchangeReport) => void = () => undefined,
): Promise<readonly ExchangeReport[]> {
  const scope: Scope = { names: new Map(), crypto }
  const reports: ExchangeReport[] = []
  let applet: string | undefined
  for (const step of conversation.steps) {
    if (step.kind === 'let') scope.names.set(step.name, step.value)
    else if (step.kind === 'reset') {
      await card.reset()
      applet = undefined
    } else {
      const context: Context = { scope, place: step.place, around: undefined }
      const said = sayingOf(step, applet, context)
      const response = await (said.bare ? card : whole).transmit(said.command)
      if (step.said.kind === 'select' && response.sw === SW.ok) applet = step.said.applet
      const findings = judged(() => findingsOf(step.expected, response, said, context))
      const sent = printHex(encodeCommand(said.command))
      const answered = printHex(encodeResponse(response))
      const report = { exchange: step, applet, command: said.declared?.name, sent, answered, findings }
      reports.push(report)
      onReport(report)
    }
  }
  return reports
}

interface Saying {
  readonly command: CommandApdu
  readonly bare: boolean
  readonly declared: DeclaredCommand | undefined
  readonly applet: DeclaredApplet | undefined
}

function sayingOf({ said }: Exchange, selected: string | undefined, context: Context): Saying {
  const applet = selected === undefined ? undefined : declaredApplet(selected)
  switch (said.kind) {
    case 'raw':
      return { command: commandOf(joined(said.parts, context), context), bare: true, declared: undefined, applet }
    case 'select': {
      const { aid } = declaredApplet(said.applet)
      const command = commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: aid.bytes })
      return { command, bare: false, declared: undefined, applet }
    }
    case 'command': {
      const declared = Object.values(applet?.commands ?? {}).find(({ name }) => name === said.name)
      if (declared === undefined) {
        throw new DecodeError(context.place, `${selected ?? 'no applet'} has no command "${said.name}"`)
      }
      const data = encodeValue(said.request, declared.request, context)
      const request = { encode: () => data }
      return { command: commandFor({ ...declared, request }, {}), bare: false, declared, applet }
    }
  }
}

function commandOf(bytes: Uint8Array, { place }: Context): CommandApdu {
  try {
    return decodeCommand(bytes)
  } catch (error) {
    if (error instanceof DecodeError) throw new DecodeError(place, error.message, { cause: error })
    throw error
  }
}

function findingsOf(
  expected: Expected,
  response: ResponseApdu,
  { declared, applet }: Saying,
  context: Context,
): Findings {
  switch (expected.kind) {
    case 'raw':
      return matchBytes(expected.parts, encodeResponse(response), context)
    case 'ok': {
      if (response.sw !== SW.ok) return [`9000 expected, ${printStatusWord(response.sw)} answered`]
      if (declared === undefined) return response.data.length === 0 ? [] : ['no data expected']
      const answered = declared.response.decode(response.data)
      return matchAnswer(expected.answer, answered, declared.response, context)
    }
    case 'refused': {
      const status = applet === undefined ? undefined : statusOf(applet, expected.refusal)
      if (status === undefined) throw new DecodeError(context.place, `there is no refusal "${expected.refusal}"`)
      const sw = status.counted === true ? status.sw | expected.count : status.sw
      return matchBytes([{ kind: 'token', text: printStatusWord(sw) }], encodeResponse(response), context)
    }
  }
}

/** What the card answered may not decode, and what the text keeps may be missing: both are findings. */
function judged(match: () => Findings): Findings {
  try {
    return match()
  } catch (error) {
    if (error instanceof DecodeError) return [error.message]
    throw error
  }
}
