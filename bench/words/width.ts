// How many cells a text takes on a terminal: names of people and files are in any script. After Unicode Standard Annex 11
// (East Asian Width): wide characters take two cells, marks that combine and formats take none. Without the neutral and
// ambiguous cases that differ between terminals.

import { unpainted } from './paint.ts'

export function widthOf(text: string): number {
  const seen = unpainted(text)
  if (PLAIN.test(seen)) return seen.length
  let width = 0
  for (const character of seen) width += cellsOf(character)
  return width
}

/** `padEnd` by cells. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** `padStart` by cells. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** 0, 1 or 2. */
function cellsOf(character: string): number {
  if (NONE.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

const PLAIN = /^[\u0020-\u007e]*$/
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])$/u
