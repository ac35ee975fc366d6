// Events as lines of text: what `--trace` prints. A line an event, cut to a width; nothing here knows more than the event.

import type { EventKind, LabEvent, ToldField, ToldJudgement, ToldMessage, ToldMoney, ToldWrite } from './event.ts'

/** What can be asked for, and which events each word stands for. */
export const TRACES = {
  apdus: ['command', 'response', 'silence', 'power'],
  messages: ['payment', 'paid', 'sent', 'delivered', 'note', 'intervention', 'verdict'],
  checks: ['judged'],
  writes: ['write'],
  money: ['money'],
} as const satisfies Readonly<Record<string, readonly EventKind[]>>

export type TraceWord = keyof typeof TRACES | 'all'

/** In the order in which they are listed. */
export const TRACE_WORDS: readonly TraceWord[] = ['apdus', 'messages', 'checks', 'writes', 'money', 'all']

/** Where nobody says what. */
export const DEFAULT_TRACE: readonly TraceWord[] = ['apdus', 'messages']

/** Faults of the program are shown whatever was asked for. */
export function isTraced(words: readonly TraceWord[]): (event: LabEvent) => boolean {
  if (words.includes('all')) return () => true
  const kinds = new Set<EventKind>(words.flatMap((word) => (word === 'all' ? [] : TRACES[word])))
  return (event) => kinds.has(event.kind) || (event.kind === 'note' && event.isFault === true)
}

const LANE_COLUMNS = 14

/** One line of at most `columns`, no line break in it. */
export function traceLine(event: LabEvent, columns: number): string {
  const number = event.tx === 0 ? '' : String(event.tx)
  const line = `${number.padStart(5)} ${event.lane.padEnd(LANE_COLUMNS)} ${eventText(event)}`.trimEnd()
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line
}

/** What happened, without its number and lane. */
export function eventText(event: LabEvent): string {
  switch (event.kind) {
    case 'begun':
      return `begun: ${Object.entries(event.facts)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`
    case 'setting':
      return `${event.name} is now ${event.value}`
    case 'payment':
      return `${event.buyer} pays ${event.units} to ${event.seller}`
    case 'paid':
      return `${event.outcome}${event.says === '' ? '' : `: ${event.says}`}`
    case 'command':
      return `> ${event.says}  ${shortHex(event.hex)}`
    case 'response':
      return `< ${event.says.replace(CITED, '')}${fieldsText(event.fields)}`
    case 'silence':
      return `< nothing: ${event.says}`
    case 'power':
      return `power ${event.state}: ${event.says}`
    case 'write':
      return writeText(event)
    case 'sent':
      return messageText(event)
    case 'delivered':
      return `  arrives ${event.how}`
    case 'judged':
      return judgementText(event)
    case 'money':
      return moneyText(event)
    case 'intervention':
      return `! ${event.name}: ${event.says}`
    case 'verdict':
      return `= ${event.says}`
    case 'note':
      return `${event.isFault === true ? 'FAULT ' : ''}${event.says}`
  }
}

/** Where a status word is defined is for those who look closer. */
const CITED = / \(ISO [^)]*\)$/

/** The header of a command and what fits behind it. */
function shortHex(hex: string): string {
  return hex.length > 40 ? `${hex.slice(0, 36)}… ${hex.length / 2} B` : hex
}

/** All of them are in the session file. */
const MOST_FIELDS = 6

function fieldsText(fields: readonly ToldField[] = []): string {
  const told = fields.filter(([path]) => !path.endsWith('preamble'))
  if (told.length === 0) return ''
  const shown = told.slice(0, MOST_FIELDS).map(([path, from, to, value]) => `${path} ${valueText(value, to - from)}`)
  return ` (${shown.join(', ')}${told.length > MOST_FIELDS ? ', …' : ''})`
}

function valueText(value: string | null, bytes: number): string {
  if (value === null) return '**'
  return value.length > 16 ? `${bytes} B` : value
}

function writeText({ number, cell, offset, role, after, says }: ToldWrite): string {
  const where = offset === 0 ? cell : `${cell}+${offset}`
  return `  write ${number} ${role}: ${where}, ${says === '' ? `${after.length / 2} B` : says}`
}

function messageText({ from, to, step, layout, bytes, fields }: ToldMessage): string {
  return `${from} -> ${to}: ${step} (${layout}, ${bytes} B)${fieldsText(fields)}`
}

function judgementText({ by, step, passed, failed, refusal }: ToldJudgement): string {
  const good = passed.map((check) => `✓ ${check}`)
  const bad = failed === undefined ? [] : [`✗ ${failed}`]
  const outcome = refusal === undefined ? '' : ` refused: ${refusal}`
  return `${by} checks ${step}: ${[...good, ...bad].join(' ')}${outcome}`
}

function moneyText({ from, to, units, state }: ToldMoney): string {
  return `${units} ${state}: ${from} -> ${to}`
}
