// Prose in lines that fit: words stay whole unless one alone is longer than a line. Widths are in cells of a terminal,
// Infinity where nothing is folded.

import { charactersOf, paintedByLine } from './paint.ts'
import { padEnd, widthOf } from './width.ts'
import { asStarted } from './started-as.ts'

export interface Margins {
  readonly width: number
  /** Before the first line. */
  readonly indent?: string
  /** Before the others; as the first unless given. */
  readonly hanging?: string
}

/** One paragraph, its line ends being spaces; a command of this program in it is counted as it is printed. */
export function wrapProse(text: string, { width, indent = '', hanging = indent }: Margins): string[] {
  const words = asStarted(text)
    .replaceAll(UNIT, '\u00a0')
    .split(/[ \n]+/)
    .filter((word) => word !== '')
  const lines: string[] = []
  let line = indent
  let isEmpty = true
  for (const word of words) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = hanging
      isEmpty = true
    }
    const pieces = brokenWord(word, width - widthOf(isEmpty ? line : hanging), width - widthOf(hanging))
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) {
        lines.push(line)
        line = hanging
        isEmpty = true
      }
      line += isEmpty ? piece : ` ${piece}`
      isEmpty = false
    }
  }
  return paintedByLine([...lines, line]).map((each) => each.replaceAll('\u00a0', ' '))
}

/** What stands between a figure and its unit, which are one word. */
const UNIT = /(?<=\d) (?=(?:%|×|[nµm]?s|[KMG]?i?B|[MG]\/s)(?!\w))/gu

/**
 * Facts as they are printed before work begins: `label     value`, further lines of a value below its first. The value of
 * `try` is a command, which can be pasted however many lines it takes.
 */
export function factLines(facts: readonly (readonly [label: string, value: string])[], width: number): string[] {
  const labels = Math.max(10, ...facts.map(([label]) => widthOf(label))) + 1
  return facts.flatMap(([label, value]) => {
    const margins = { width, indent: padEnd(label, labels), hanging: ' '.repeat(labels) }
    return label === 'try' ? wrapCommand(value, margins) : wrapProse(value, margins)
  })
}

/**
 * A command in lines that fit and can be pasted: each but the last ends with a backslash, as a shell wants it. Broken
 * between words only, and never inside quotes.
 */
export function wrapCommand(command: string, { width, indent = '', hanging = indent }: Margins): string[] {
  const words = asStarted(command).match(/(?:'[^']*'|[^\s'])+/g) ?? []
  const lines: string[] = []
  let line = indent
  for (const [at, word] of words.entries()) {
    const isFirst = line === indent || line === hanging
    const room = at === words.length - 1 ? width : width - 2
    if (!isFirst && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(`${line} \\`)
      line = hanging + word
    } else line += isFirst ? word : ` ${word}`
  }
  return [...lines, line]
}

/** `Repeat  command`, for the end of a run. */
export function repeatLines(command: string, width: number): string[] {
  return wrapCommand(command, { width, indent: 'Repeat  ', hanging: ' '.repeat(8) })
}

/**
 * Whole text as it comes: lines that fit stay as they are, the others are wrapped below their beginning. A line that
 * redraws itself is left alone.
 */
export function fold(text: string, width: number): string {
  if (width === Infinity) return text
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= width || line.includes('\r') ? [line] : foldedLine(line, width)))
    .join('\n')
}

/** Sentences have one margin; other text hangs below its beginning, and `label  value` hangs below the value, or stands below the label where that would leave too little room. */
function foldedLine(line: string, width: number): string[] {
  const [, space = '', label = '', value = ''] = /^(\s*)((?:\S+ )*\S+ {2,})?(.*)$/.exec(line) ?? []
  const indent = space.slice(0, Math.floor(width / 2))
  const hang = widthOf(indent + label)
  if (label === '') return wrapProse(value, { width, indent, hanging: /^[A-Z]/.test(value) ? indent : `${indent}  ` })
  if (hang <= width / 2 && !/ {2,}\S/.test(value)) {
    return wrapProse(value, { width, indent: indent + label, hanging: ' '.repeat(hang) })
  }
  const below = `${indent}    `
  return [...wrapProse(label, { width, indent, hanging: below }), ...wrapProse(value, { width, indent: below })]
}

/** Only where it is longer than its line; further lines may be of another width. */
function brokenWord(word: string, first: number, further: number): string[] {
  if (widthOf(word) <= first || Math.min(first, further) < 2) return [word]
  const pieces: string[] = []
  let piece = ''
  let cells = 0
  for (const part of charactersOf(word)) {
    const wide = widthOf(part)
    if (cells + wide > (pieces.length === 0 ? first : further)) {
      pieces.push(piece)
      piece = ''
      cells = 0
    }
    piece += part
    cells += wide
  }
  return [...pieces, piece]
}
