// What can be typed: hex, or words that stand for it. One line is one order. A closed union comes out, so that whoever
// carries orders out cannot forget one.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { commandApdu, decodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { KNOWN_APPLETS, type KnownApplet, type KnownCommand } from './known-applets.ts'

export type Order =
  | { readonly kind: 'send'; readonly command: CommandApdu }
  | { readonly kind: 'reset' | 'facts' | 'help' | 'quit' | 'nothing' }
  /** `why` is one line for the user. */
  | { readonly kind: 'wrong'; readonly why: string }

export const HELP: string = `  00A4040000                  any command in hex; spaces and colons do not matter
  select NAME                 an applet: ${KNOWN_APPLETS.map(({ name }) => name).join(', ')}, an AID or a file identifier
  data TAG                    GET DATA, e.g. data 9F7F
  random N                    GET CHALLENGE of N bytes
  tries [REFERENCE]           how many tries a PIN has left; tries none (PIV: 80, OpenPGP: 81 and 83)
  COMMAND [HEX]               a command of the selected applet with its data, e.g. readStatus (see: help after select)
  APPLET.COMMAND [HEX]        the same of any applet
  reset, facts, help, quit    reset the card; what the reader told of it; this; the end`

const READ_MOST = 256

/** Empty lines, and lines that begin with # or //, are for people. */
export function parseOrder(line: string, selected: KnownApplet | undefined): Order {
  const text = line.trim()
  if (text === '' || text.startsWith('#') || text.startsWith('//')) return { kind: 'nothing' }
  if (/^[0-9a-fA-F\s:]+$/.test(text)) return attempt(text, () => decodeCommand(parseHex(text, 'command')))
  const [word = '', ...rest] = text.split(/\s+/)
  const argument = rest.join('')
  switch (word.toLowerCase()) {
    case 'reset':
    case 'facts':
    case 'help':
    case 'quit':
      return { kind: word.toLowerCase() as 'reset' }
    case 'exit':
      return { kind: 'quit' }
    case 'select':
      return attempt(text, () => selection(argument))
    case 'data':
      return attempt(text, () => getData(argument))
    case 'random':
      return attempt(text, () => commandApdu({ cla: 0, ins: 0x84, ne: /^\d{1,3}$/.test(argument) ? +argument : 8 }))
    case 'tries':
      return attempt(text, () => commandApdu({ cla: 0, ins: 0x20, p2: parseHex(argument || '80')[0] ?? 0x80 }))
    default:
      return named(text, word, argument, selected)
  }
}

/** Every word that could come next, for completion by the tab key. */
export function completions(selected: KnownApplet | undefined): readonly string[] {
  const words = ['select ', 'data ', 'random ', 'tries ', 'reset', 'facts', 'help', 'quit']
  return [
    ...words,
    ...KNOWN_APPLETS.map(({ name }) => `select ${name}`),
    ...Object.keys(selected?.commands ?? {}),
    ...KNOWN_APPLETS.flatMap(({ name, commands }) => Object.keys(commands).map((word) => `${name}.${word}`)),
  ]
}

/** For `help`: the commands of the selected applet. */
export function appletHelp(applet: KnownApplet): string {
  const words = Object.entries(applet.commands)
  const width = Math.max(...words.map(([word]) => word.length), 0)
  return words.map(([word, { meaning }]) => `  ${word.padEnd(width)}  ${meaning}`).join('\n')
}

function named(text: string, word: string, argument: string, selected: KnownApplet | undefined): Order {
  const [first = '', second] = word.toLowerCase().split('.')
  const applet = second === undefined ? selected : KNOWN_APPLETS.find(({ name }) => name === first)
  const wanted = second ?? first
  const found = Object.entries(applet?.commands ?? {}).find(([name]) => name.toLowerCase() === wanted)
  if (found !== undefined) return attempt(text, () => filled(found[1], argument))
  const looksLikeHex = /^[0-9a-f]{2}/i.test(text)
  const why = looksLikeHex ? 'a character that is not a hex digit' : 'neither hex nor a word (type help for the words)'
  return { kind: 'wrong', why: `"${text}" is no command: ${why}` }
}

function filled({ cla, ins, p1, p2, name, request }: KnownCommand, argument: string): CommandApdu {
  const data = argument === '' ? withoutFields(name, request) : parseHex(argument, 'data')
  return commandApdu({ cla, ins, p1, p2, data, ne: READ_MOST, extended: data.length > 255 })
}

/** What a command sends that leaves nothing open. */
function withoutFields(name: string, request: KnownCommand['request']): Uint8Array {
  try {
    return request.encode({} as never)
  } catch {
    const fields = request.rows.map((row) => `${row.name} (${row.wire})`).join(', ')
    throw new DecodeError(name, `it wants data behind its name, in hex: ${fields}`)
  }
}

const FILE_IDENTIFIER = /^[0-9a-fA-F]{4}$/

function selection(argument: string): CommandApdu {
  const known = KNOWN_APPLETS.find(({ name }) => name === argument.toLowerCase())
  if (known !== undefined) return commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: known.aid.bytes, ne: READ_MOST })
  if (!/^[0-9a-fA-F:]*$/.test(argument)) {
    const names = KNOWN_APPLETS.map(({ name }) => name).join(', ')
    throw new DecodeError('select', `give one of ${names}, an AID or a file identifier in hex`)
  }
  const data = parseHex(argument, 'select')
  const byFile = FILE_IDENTIFIER.test(argument)
  return commandApdu({ cla: 0, ins: 0xa4, p1: byFile ? 0 : 4, data, ne: READ_MOST })
}

function getData(argument: string): CommandApdu {
  const tag = parseHex(argument.padStart(4, '0'), 'data')
  const [p1 = 0, p2 = 0] = tag
  if (tag.length !== 2) throw new DecodeError('data', 'a tag of one or two bytes belongs here')
  return commandApdu({ cla: 0, ins: 0xca, p1, p2, ne: READ_MOST })
}

function attempt(text: string, command: () => CommandApdu): Order {
  try {
    return { kind: 'send', command: command() }
  } catch (error) {
    if (error instanceof DecodeError || error instanceof RangeError) {
      return { kind: 'wrong', why: `"${text}" is no command: ${error.message}` }
    }
    throw error
  }
}
