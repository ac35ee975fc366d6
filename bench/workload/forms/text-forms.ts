// The forms of text: something in front of the time, each behind what may have carried the line.

import type { LogEntry, LogForm } from './form.ts'
import { FRONTS, wordsOf, type Front, type Parties } from './front.ts'
import { clientName, siteName } from './names.ts'
import { withoutPrefix } from './prefix.ts'
import { isCombined, textLine, type TextLine } from './text-line.ts'

export const TEXT_FORMS: readonly LogForm[] = [...FRONTS.map(bareForm), ...FRONTS.map(prefixedForm)]

function bareForm(front: Front): LogForm {
  return {
    name: front.name,
    client: front.client,
    hasSizes: true,
    read: (line, isHeld) => read(line, (head) => front.take(wordsOf(head), isHeld)),
  }
}

function prefixedForm(front: Front): LogForm {
  const take = (head: string, isHeld: boolean) => {
    const bare = bareHead(head)
    return bare === undefined ? undefined : front.take(wordsOf(bare), isHeld)
  }
  return {
    name: `a prefix, then ${front.name}`,
    client: `${front.client} behind the prefix`,
    hasSizes: true,
    read: (line, isHeld) => read(line, (head) => take(head, isHeld)),
  }
}

/** The form of a line that says itself which field is the client, for logs of forms that are not known. */
export function textFormWithClient(field: number): LogForm {
  return {
    name: `client in field ${field}: `,
    client: `field ${field} (--client-field)`,
    hasSizes: true,
    read(line) {
      const text = textLine(line)
      const client = clientName(fieldsOf(line)[field - 1] ?? '')
      if (text === undefined || client === '') return undefined
      const host = partiesOf(text.head)?.host ?? ''
      return entry(text, { client, host })
    },
  }
}

/** Common or Combined, by the line. */
export function fullName(form: LogForm, line: string): string {
  return `${form.name}${isCombined(line) ? 'Combined' : 'Common'} Log Format`
}

/** Parted by blanks; what stands in quotes or in brackets is one. */
export function fieldsOf(line: string): readonly string[] {
  return line.match(FIELDS) ?? []
}

function read(line: string, take: (head: string) => Parties | undefined): LogEntry | undefined {
  const text = textLine(line)
  const parties = text === undefined ? undefined : take(text.head)
  return text === undefined || parties === undefined ? undefined : entry(text, parties)
}

/** The line's front without what carried the line; undefined where nothing did. */
export function bareHead(head: string): string | undefined {
  return withoutPrefix(`${head} `)?.trimEnd()
}

function partiesOf(head: string): Parties | undefined {
  const words = [head, bareHead(head) ?? head].map((front) => wordsOf(front))
  return FRONTS.flatMap((front) => words.map((each) => front.take(each, false))).find((found) => found !== undefined)
}

function entry({ atMs, request, status, sizeBytes }: TextLine, { client, host }: Parties): LogEntry {
  return { client: clientName(client), host: host === '' ? '' : siteName(host), atMs, request, status, sizeBytes }
}

const FIELDS = /"[^"\\]*(?:\\.[^"\\]*)*"|\[[^\]]*\]|\S+/g
