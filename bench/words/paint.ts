// Colour and weight of text, never the only carrier of what is meant. A painted part stands between marks that hold a
// key drawn by this process, so that no text from a log, a card or a file can forge one: the terminal makes ECMA-48
// sequences of our marks alone (SGR, clause 8.3.117) and lets no other control character through.

import { randomBytes } from 'node:crypto'

export interface Paint {
  /** What held, what was stopped. */
  readonly good: (text: string) => string
  /** What failed, what an error is. */
  readonly bad: (text: string) => string
  /** What must be read with care. */
  readonly doubt: (text: string) => string
  /** Headings and names. */
  readonly strong: (text: string) => string
}

const KEY = `\u001b${randomBytes(8).toString('hex')}`

export const COLOURS: Paint = {
  good: between(32, 39),
  bad: between(31, 39),
  doubt: between(33, 39),
  strong: between(1, 22),
}

export const NO_PAINT: Paint = { good: asItIs, bad: asItIs, doubt: asItIs, strong: asItIs }

/** Whatever could steer a terminal becomes U+FFFD, our marks become colours, and ours it is to erase a line. */
export function harmless(text: string): string {
  return text
    .split(MARK)
    .map((part, at) => (at % 2 === 1 ? `\u001b[${part}m` : withoutControls(part)))
    .join('')
}

export function unpainted(text: string): string {
  return text.includes(KEY) ? text.replaceAll(MARK, '') : text
}

/** Each with the marks that are before it as ones of their own. */
export function charactersOf(text: string): readonly string[] {
  return text.match(CHARACTERS) ?? []
}

/** What is painted over several lines is painted on each of them, so that nothing beside them takes the colour. */
export function paintedByLine(lines: readonly string[]): string[] {
  let open: readonly string[] = []
  return lines.map((line) => {
    const begun = open.map(mark).join('')
    for (const [, code = ''] of line.matchAll(MARK)) {
      open = code in ENDS ? [...open, code] : open.filter((each) => ENDS[each] !== code)
    }
    return `${begun}${line}${open.map((code) => mark(ENDS[code] ?? '0')).join('')}`
  })
}

/** What ends each beginning. */
const ENDS: Readonly<Record<string, string>> = { 1: '22', 2: '22', 31: '39', 32: '39', 33: '39' }

const MARK = new RegExp(`${KEY}\\[(\\d+)m`, 'g')
const CHARACTERS = new RegExp(`${KEY}\\[\\d+m|.`, 'gsu')

function between(begin: number, end: number): (text: string) => string {
  return (text) => (text === '' ? '' : `${mark(begin)}${text}${mark(end)}`)
}

function mark(code: number | string): string {
  return `${KEY}[${code}m`
}

function asItIs(text: string): string {
  return text
}

const ERASE_TO_END = '\u001b[K'

function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, (control, at: number) =>
    text.startsWith(ERASE_TO_END, at) ? control : '\u{fffd}',
  )
}
