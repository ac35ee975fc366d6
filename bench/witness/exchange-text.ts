// An exchange as it is printed, and as it stands in a document. Measured time is this host's; modelled time is the card's
// profile's: each is labelled.

import type { TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { KnownApplet } from './known-applets.ts'
import { formatNs, formatRange } from '../words/format.ts'
import type { Exchange } from './conversation.ts'
import { describeAnswer, describeCommand, describeStatus, printCommand, printResponse } from './explain.ts'

export interface Times {
  /** Whether to print the measured time. */
  readonly time: boolean
  /** Undefined where nothing is modelled. */
  readonly modelled: TimeRange | undefined
}

/** Two lines of hex, each with its meaning below it. */
export function exchangeText({ command, response, elapsedNs, selected }: Exchange, times: Times): string {
  const measured = times.time ? `, measured ${formatNs(elapsedNs)}` : ''
  const modelled = times.modelled === undefined ? '' : `, modelled ${formatRange(times.modelled)}`
  return [
    `> ${printCommand(command)}`,
    `  ${describeCommand(command, selected)}`,
    `< ${printResponse(response)}`,
    `  ${describeStatus(response, command, selected)}${measured}${modelled}`,
    ...describeAnswer(response, command, selected).map((line) => `  ${line}`),
  ].join('\n')
}

/** The answer to a command that took several exchanges, put together. */
export function wholeText(command: CommandApdu, response: ResponseApdu, selected: KnownApplet | undefined): string {
  return [
    `= ${printResponse(response)}`,
    `  ${describeCommand(command, selected)}: the whole answer, ${response.data.length} B`,
    ...describeAnswer(response, command, selected).map((line) => `  ${line}`),
  ].join('\n')
}

export function exchangeDocument({ command, response, elapsedNs, selected }: Exchange): unknown {
  return {
    command: printCommand(command),
    response: printResponse(response),
    is: describeCommand(command, selected),
    says: describeStatus(response, command, selected),
    holds: describeAnswer(response, command, selected).map((line) => line.slice(2)),
    measuredNs: elapsedNs,
  }
}
