// A recorded conversation with a card as text, one event a line:
//
//   tickbench recording 1
//   address pcsc:Reader 00          facts: address, driver, reader, atr, protocol, maxCommandBytes, began
//   > 00200080083132**** @1200      a command, nanoseconds since the recording began; ** is a hidden byte
//   < 9000 +431200                  its response, nanoseconds since its command
//   ! cardReset +500 what broke     instead of a response
//   reset @99000                    the host has reset the card
//
// Empty lines and lines that begin with # are for people.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import type { CardFacts } from '../../src/card/channel.ts'
import type { WireFailureCode } from '../../src/card/wire-failure.ts'
import { parsePattern, type HexPattern } from './hex-pattern.ts'

export type Step =
  | {
      readonly kind: 'exchange'
      readonly line: number
      readonly command: HexPattern
      readonly startNs: bigint
      readonly elapsedNs: bigint
      readonly outcome: Outcome
    }
  | { readonly kind: 'reset'; readonly line: number; readonly startNs: bigint }

type Outcome =
  | { readonly kind: 'response'; readonly response: HexPattern }
  | { readonly kind: 'failure'; readonly code: WireFailureCode; readonly message: string }

export interface Recording {
  readonly facts: CardFacts
  /** When it began, in milliseconds since 1970, where it is known. */
  readonly beganMs: number | undefined
  readonly steps: readonly Step[]
}

const TITLE = 'tickbench recording 1'
const PROTOCOLS: readonly CardFacts['protocol'][] = ['T=0', 'T=1', 'raw', 'none']
const CODES: readonly WireFailureCode[] = [
  'noService',
  'noLibrary',
  'noReader',
  'noCard',
  'noRights',
  'readerGone',
  'cardRemoved',
  'cardReset',
  'cardMute',
  'sharing',
  'busy',
  'timeout',
  'tooLong',
  'protocol',
  'diverged',
  'closed',
  'unknown',
]

export function printFacts(facts: CardFacts, beganMs?: number): string {
  const lines = [
    TITLE,
    `address ${facts.address}`,
    `driver ${facts.driver}`,
    `reader ${facts.reader}`,
    `atr ${printHex(facts.atr)}`,
    `protocol ${facts.protocol}`,
  ]
  if (facts.maxCommandBytes !== undefined) lines.push(`maxCommandBytes ${facts.maxCommandBytes}`)
  if (beganMs !== undefined) lines.push(`began ${new Date(beganMs).toISOString()}`)
  // A reader's name is the system's and may contain anything.
  return `${lines.map((line) => line.replace(/\s+/g, ' ').trimEnd()).join('\n')}\n`
}

/** One or two lines, each ended. */
export function printStep(step: Step): string {
  if (step.kind === 'reset') return `reset @${step.startNs}\n`
  const { outcome, elapsedNs } = step
  const end =
    outcome.kind === 'response'
      ? `< ${outcome.response} +${elapsedNs}`
      : `! ${outcome.code} +${elapsedNs} ${outcome.message.replace(/\s+/g, ' ')}`.trimEnd()
  return `> ${step.command} @${step.startNs}\n${end}\n`
}

/** `title` is the file's name. Throws `DecodeError` whose path is `title:line`. */
export function parseRecording(text: string, title: string): Recording {
  const lines = numbered(text, title)
  const first = lines[0]
  if (first?.text !== TITLE) throw new DecodeError(`${title}:${first?.line ?? 1}`, `does not begin with "${TITLE}"`)
  const firstStep = lines.findIndex(({ text: each }, at) => at > 0 && /^(?:>|<|!|reset )/.test(each))
  const factLines = lines.slice(1, firstStep < 0 ? undefined : firstStep)
  return { ...parseFacts(factLines, title), steps: firstStep < 0 ? [] : parseSteps(lines.slice(firstStep)) }
}

interface Line {
  /** From 1. */
  readonly line: number
  readonly path: string
  readonly text: string
}

function numbered(text: string, title: string): Line[] {
  return text
    .split('\n')
    .map((each, at) => ({ line: at + 1, path: `${title}:${at + 1}`, text: each.trimEnd() }))
    .filter((each) => each.text !== '' && !each.text.startsWith('#'))
}

function parseFacts(lines: readonly Line[], title: string): Pick<Recording, 'facts' | 'beganMs'> {
  const found = new Map<string, Line>()
  for (const each of lines) {
    const [name = ''] = each.text.split(' ', 1)
    if (found.has(name)) throw new DecodeError(each.path, `a second ${name}`)
    found.set(name, { ...each, text: each.text.slice(name.length + 1) })
  }
  const need = (name: string): Line => {
    const line = found.get(name)
    if (line === undefined) throw new DecodeError(title, `no line ${name}`)
    return line
  }
  const protocol = need('protocol')
  const most = found.get('maxCommandBytes')
  const began = found.get('began')
  const facts: CardFacts = {
    address: need('address').text,
    driver: need('driver').text,
    reader: need('reader').text,
    atr: parseHex(need('atr').text, need('atr').path),
    protocol: oneOf(PROTOCOLS, protocol.text, protocol.path),
    maxCommandBytes: most === undefined ? undefined : Number(natural(most.text, most.path)),
  }
  return { facts, beganMs: began === undefined ? undefined : parseDate(began) }
}

function parseSteps(lines: readonly Line[]): Step[] {
  const steps: Step[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (line === undefined) break
    const reset = /^reset @(\d{1,18})$/.exec(line.text)
    if (reset !== null) {
      steps.push({ kind: 'reset', line: line.line, startNs: BigInt(reset[1] ?? '') })
      continue
    }
    const command = /^> (\S+) @(\d{1,18})$/.exec(line.text)
    if (command === null) throw new DecodeError(line.path, 'neither "> HEX @NS" nor "reset @NS"')
    const answer = lines[++at]
    if (answer === undefined) throw new DecodeError(line.path, 'the recording ends before the response')
    const pattern = parsePattern(command[1] ?? '', line.path)
    steps.push({
      kind: 'exchange',
      line: line.line,
      command: pattern,
      startNs: BigInt(command[2] ?? ''),
      ...outcomeOf(answer),
    })
  }
  return steps
}

function outcomeOf({ text, path }: Line): { readonly elapsedNs: bigint; readonly outcome: Outcome } {
  const response = /^< (\S+) \+(\d{1,18})$/.exec(text)
  if (response !== null) {
    const pattern = parsePattern(response[1] ?? '', path)
    if (pattern.length < 4) throw new DecodeError(path, 'a response without its status word')
    return { elapsedNs: BigInt(response[2] ?? ''), outcome: { kind: 'response', response: pattern } }
  }
  const failure = /^! (\S+) \+(\d{1,18})(?: (.*))?$/.exec(text)
  if (failure === null) throw new DecodeError(path, 'neither "< HEX +NS" nor "! CODE +NS"')
  const code = oneOf(CODES, failure[1] ?? '', path)
  return { elapsedNs: BigInt(failure[2] ?? ''), outcome: { kind: 'failure', code, message: failure[3] ?? '' } }
}

function oneOf<T extends string>(words: readonly T[], text: string, path: string): T {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new DecodeError(path, `${JSON.stringify(text)} is none of ${words.join(', ')}`)
  return found
}

function natural(text: string, path: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new DecodeError(path, `${JSON.stringify(text)} is not a number`)
  return BigInt(text)
}

function parseDate({ text, path }: Line): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new DecodeError(path, `${JSON.stringify(text)} is not a date`)
  return ms
}
