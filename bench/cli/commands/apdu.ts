// `tickbench apdu` and `tickbench record`: talk to a card by hand, see what the bytes mean, keep the conversation.
// A real card is only read unless its holder allows more: nothing is written and no PIN is tried without consent.

import { appendFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { recorded } from '../../../reader/recording/recorder.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { WireFailure, type WireFailureCode } from '../../../src/card/wire-failure.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { readStatusWord } from '../../../src/iso7816/status-word.ts'
import { hostClock } from '../../measure/latency.ts'
import { openConversation, type Conversation, type Exchange } from '../../witness/conversation.ts'
import { appletHelp, HELP, parseOrder, type Order } from '../../witness/words.ts'
import { refuseUnlessAllowed } from '../consent.ts'
import { EXIT, UserError } from '../exit.ts'
import { withCard, READER_FORMS, type TalkRequest } from '../open-for-talk.ts'
import { protocolOption } from '../options.ts'
import type { Shell } from '../shell.ts'
import { addTraceOptions, CARD_LANE, HIDDEN, traced, type TraceOptions } from '../trace-option.ts'
import type { Terminal } from '../terminal.ts'
import { typedLines } from '../typed-lines.ts'
import { exchangeDocument, exchangeText, wholeText } from '../../witness/exchange-text.ts'

interface ApduOptions extends TalkRequest, TraceOptions {
  readonly yesChangeThisCard: boolean
  readonly raw: boolean
  readonly time: boolean
  readonly strict: boolean
  readonly json: boolean
}

const EXAMPLES = `
What can be typed:
${HELP}

Examples:
  tickbench apdu                                         talk, with history and completion; help shows the words
  tickbench apdu "select purse" readStatus               one command an argument
  tickbench apdu 00A404000AF07469636B707572736500        the same in hex
  tickbench apdu --reader pcsc: < commands.txt           one command a line
  tickbench apdu --reader emulated:jcop4-j3r180 "select hash" --time    with the modelled time of that card
  tickbench record talk.txt --reader hid: 00030000       keep it; repeat it with: tickbench replay talk.txt`

export function declareApdu(command: Command, shell: Shell): void {
  command
    .description('Sends commands given as hex or by name and explains the answers. Without commands it reads lines.')
    .argument('[COMMAND...]', 'hex, or words as listed below')
  withOptions(command).action(async (commands: readonly string[], options: ApduOptions) => {
    await talk(shell, commands, options, undefined)
  })
}

export function declareRecord(command: Command, shell: Shell): void {
  command
    .description('Like apdu, and writes everything to FILE as text. PINs and keys are masked before they are written.')
    .argument('<FILE>', 'where to write')
    .argument('[COMMAND...]', 'hex, or words as listed below')
  withOptions(command).action(async (file: string, commands: readonly string[], options: ApduOptions) => {
    await talk(shell, commands, options, file)
  })
}

function withOptions(command: Command): Command {
  return addTraceOptions(command)
    .option('--reader <address>', READER_FORMS, 'auto')
    .addOption(protocolOption('what the emulated card speaks, or a reader is asked for'))
    .option('--yes-change-this-card', 'allow commands that may change a real card or try a PIN', false)
    .option('--raw', 'do not follow 61XX and 6CXX, do not chain', false)
    .option('--time', 'print how long each exchange took', false)
    .option('--strict', 'stop at the first answer that is no success, with exit code 5', false)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .addHelpText('after', EXAMPLES)
}

async function talk(shell: Shell, commands: readonly string[], options: ApduOptions, file?: string): Promise<void> {
  const { terminal, end } = shell
  const write = file === undefined ? undefined : fileWriter(file)
  const say = (line: string): void => terminal.err(`${line}\n`)
  const document = await traced(options, withoutCommands(shell, commands), CARD_LANE, (lane) =>
    withCard({ ...options, lane }, say, async ({ card: bare, lap }) => {
      const exchanges: Exchange[] = []
      const tell = (exchange: Exchange): void => {
        if (options.json) exchanges.push(exchange)
        else terminal.out(`${exchangeText(exchange, { time: options.time, modelled: lap() })}\n`)
      }
      const card = write === undefined ? bare : recorded(bare, { clock: hostClock, write, beganMs: Date.now() })
      const conversation = openConversation(card, { clock: hostClock, raw: options.raw, tell })
      const refused = await obeyAll({ terminal, options, card, conversation }, commands)
      end(refused ? EXIT.refused : EXIT.done)
      return documentOf(card, exchanges)
    }),
  )
  if (options.json) terminal.document(`${JSON.stringify(document)}\n`)
}

/** Commands may hold PINs and keys, which the head of a trace must not tell. */
function withoutCommands(shell: Shell, commands: readonly string[]): Shell {
  return { ...shell, args: shell.args.map((word) => (commands.includes(word) ? HIDDEN : word)) }
}

interface Talk {
  readonly terminal: Terminal
  readonly options: ApduOptions
  readonly card: OpenCard
  readonly conversation: Conversation
}

/** True when --strict met an answer that is no success. */
async function obeyAll(talk: Talk, commands: readonly string[]): Promise<boolean> {
  const { terminal, conversation } = talk
  const byHand = commands.length === 0 && terminal.inputIsTerminal
  const lines = commands.length > 0 ? commands : typedLines(byHand, () => conversation.selected)
  let number = 0
  for await (const line of lines) {
    number += 1
    try {
      const order = parseOrder(line, conversation.selected)
      if (order.kind === 'quit') return false
      if (await obey(talk, order)) return true
    } catch (error) {
      if (!byHand || !isPassing(error)) throw commands.length > 0 ? error : atLine(number, error)
      terminal.err(`${error.message}\n`)
    }
  }
  return false
}

async function obey({ terminal, options, card, conversation }: Talk, order: Order): Promise<boolean> {
  switch (order.kind) {
    case 'nothing':
    case 'quit':
      return false
    case 'wrong':
      throw new UserError(order.why)
    case 'help':
      terminal.err(`${HELP}\n`)
      if (conversation.selected !== undefined) terminal.err(`${appletHelp(conversation.selected)}\n`)
      return false
    case 'facts':
      terminal.err(`${factsText(card)}\n`)
      return false
    case 'reset':
      await conversation.reset()
      if (!options.json) terminal.out('reset\n')
      return false
    case 'send': {
      refuseUnlessAllowed(card.facts, order.command, options.yesChangeThisCard)
      const { selected } = conversation
      const { response, exchanges } = await conversation.send(order.command)
      if (exchanges > 1 && !options.json) terminal.out(`${wholeText(order.command, response, selected)}\n`)
      const { kind } = readStatusWord(response.sw)
      return options.strict && kind !== 'ok' && kind !== 'moreAvailable'
    }
  }
}

/** After these the person at the keyboard may go on; a card that was reset or swapped wants a reset first. */
const PASSING: ReadonlySet<WireFailureCode> = new Set([
  'cardReset',
  'cardRemoved',
  'noCard',
  'cardMute',
  'sharing',
  'busy',
  'timeout',
  'tooLong',
  'protocol',
])

function isPassing(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof WireFailure && PASSING.has(error.code))
}

function atLine(number: number, error: unknown): unknown {
  return error instanceof UserError ? new UserError(`line ${number}: ${error.message}`, error.exitCode) : error
}

function factsText({ facts }: OpenCard): string {
  const { address, driver, reader, atr, protocol } = facts
  return `${address}, driver ${driver}, reader ${reader}, ATR ${printHex(atr) || 'none'}, protocol ${protocol}`
}

function documentOf({ facts }: OpenCard, exchanges: readonly Exchange[]): unknown {
  return {
    schema: 'tickbench.apdu/1',
    reader: { ...facts, atr: printHex(facts.atr) },
    exchanges: exchanges.map(exchangeDocument),
  }
}

function fileWriter(file: string): (lines: string) => void {
  try {
    writeFileSync(file, '', { flag: 'wx' })
  } catch (cause) {
    throw new UserError(`${file} cannot be made: give the name of a new file`, EXIT.usage, { cause })
  }
  return (lines) => appendFileSync(file, lines)
}
