// What one target is known to answer otherwise than the conversations say, and why: the answer is written down, so that a
// difference that has gone, or has become another, is found. As text:
//
//   tickbench differences 1
//   target  jCardSim 3.0.6.0
//   # Its APDU buffer has no room for a short command of 261 bytes.
//   echo: The longest short command, all of it back.
//   < 6F00

import { DecodeError } from '../../bytes/decode-error.ts'
import { parseHex, printHex } from '../../bytes/hex.ts'
import type { ExchangeReport } from './converse.ts'
import type { Place } from './conversation.ts'

export interface Differences {
  readonly target: string
  readonly known: readonly Difference[]
}

export interface Difference {
  readonly place: Place
  /** The conversation and its exchange, by their own words. */
  readonly conversation: string
  readonly about: string
  /** In hex, status word included; one `?` stands for any bytes, such as a signature. */
  readonly answered: string
  readonly why: string
}

const TITLE = 'tickbench differences 1'

/** Throws `DecodeError` with file and line. */
export function parseDifferences(text: string, file: string): Differences {
  const lines = text.split('\n').map((line, at) => ({ place: `${file}:${at + 1}`, text: line.trimEnd() }))
  const [first, target, ...rest] = lines.filter((line) => line.text !== '' && !line.text.startsWith('##'))
  if (first?.text !== TITLE) throw new DecodeError(first?.place ?? file, `does not begin with "${TITLE}"`)
  const [, name] = /^target\s+(.+)$/.exec(target?.text ?? '') ?? []
  if (name === undefined) throw new DecodeError(target?.place ?? file, 'no line "target" after the title')
  const known: Difference[] = []
  let why = ''
  for (let at = 0; at < rest.length; at += 1) {
    const line = rest[at]
    if (line === undefined) break
    if (line.text.startsWith('# ')) {
      why = line.text.slice(2)
      continue
    }
    const [, conversation, about] = /^([\w-]+): (.+)$/.exec(line.text) ?? []
    const answer = /^< ([0-9A-Fa-f ]*\??[0-9A-Fa-f ]+)$/.exec(rest[(at += 1)]?.text ?? '')?.[1]
    if (conversation === undefined || about === undefined || answer === undefined || why === '') {
      throw new DecodeError(line.place, 'neither "# WHY" nor "CONVERSATION: EXCHANGE" with "< ANSWER" below it')
    }
    known.push({ place: line.place, conversation, about, answered: printAnswer(answer, line.place), why })
  }
  return { target: name, known }
}

function printAnswer(text: string, place: Place): string {
  return text
    .split('?')
    .map((part) => printHex(parseHex(part, place)))
    .join('?')
}

function isAnswer(expected: string, answered: string): boolean {
  const [head = '', tail] = expected.split('?')
  if (tail === undefined) return answered === head
  return answered.length >= head.length + tail.length && answered.startsWith(head) && answered.endsWith(tail)
}

export type Verdict =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'differs' }
  | { readonly kind: 'differsAsKnown'; readonly difference: Difference }

export interface Judgement {
  readonly verdicts: readonly (readonly [ExchangeReport, Verdict])[]
  /** Known differences of this conversation that did not show: they have to be struck off the list. */
  readonly gone: readonly Difference[]
}

/** What becomes of a conversation's reports in the light of what is known of the target. */
export function judge(
  conversation: string,
  reports: readonly ExchangeReport[],
  known: readonly Difference[],
): Judgement {
  const mine = known.filter((each) => each.conversation === conversation)
  const shown = new Set<Difference>()
  const verdicts = reports.map((report): readonly [ExchangeReport, Verdict] => {
    if (report.findings.length === 0) return [report, { kind: 'agrees' }]
    const difference = mine.find(
      (each) => !shown.has(each) && each.about === report.exchange.about && isAnswer(each.answered, report.answered),
    )
    if (difference === undefined) return [report, { kind: 'differs' }]
    shown.add(difference)
    return [report, { kind: 'differsAsKnown', difference }]
  })
  return { verdicts, gone: mine.filter((each) => !shown.has(each)) }
}
