// What a line is that no form takes, in words, and what would make it one that is read. A cure is given only when it
// was tried on the line.

import { jsonObject, lackOf, type JsonObject } from './json-forms.ts'
import { isAddress, isDottedName } from './names.ts'
import { withoutPrefix } from './prefix.ts'
import { bareHead, fieldsOf, TEXT_FORMS, textFormWithClient } from './text-forms.ts'
import { textLine } from './text-line.ts'

export interface UnknownLine {
  /** For people; lines of one kind are counted together. */
  readonly kind: string
  readonly cure?: Cure
}

/** A value of --client-field, or a program that the log must pass through. */
export type Cure = { readonly clientField: string } | { readonly filter: string }

export function unknownLine(line: string): UnknownLine {
  const object = jsonObject(line)
  if (object !== undefined) return unknownObject(object)
  if (/^\s*[{[]\s*"/.test(withoutPrefix(line) ?? line) || line.startsWith('{'))
    return { kind: 'JSON that is cut or damaged' }
  const text = textLine(line)
  if (text !== undefined) return unknownFront(line, text.head)
  if (ERROR_LOG.test(line)) return { kind: 'a line of an error log' }
  if (!DATE.test(line)) return { kind: 'no time such as [17/May/2015:10:05:03 +0000] in it' }
  const mended = line.replace(BETWEEN, '$1 "')
  const isMended = mended !== line && TEXT_FORMS.some((form) => form.read(mended, false) !== undefined)
  if (isMended) return { kind: 'fields between the time and the request', cure: { filter: BETWEEN_FILTER } }
  return { kind: 'a time, but no request, status and size behind it' }
}

function unknownObject(object: JsonObject): UnknownLine {
  const lack = lackOf(object)
  const fields = Object.entries(object).filter(([, value]) => typeof value === 'string' && isAddress(value))
  const [field] = fields.find(([name]) => !/server|upstream/i.test(name)) ?? []
  const kind = `JSON without ${lack} that is known`
  return field === undefined || !lack.includes('client') ? { kind } : { kind, cure: { clientField: field } }
}

/** The client is one of the fields before ident, which is `-`, and rather the last than the first of them. */
function unknownFront(line: string, head: string): UnknownLine {
  const bare = bareHead(head) ?? head
  const [skipped, fields] = [fieldsOf(head).length - fieldsOf(bare).length, fieldsOf(bare)]
  const ident = fields.indexOf('-', 1)
  const before = ident === -1 ? fields : fields.slice(0, ident)
  const parties = before.flatMap((field, at) => (isAddress(field) || isDottedName(field) ? [at + 1 + skipped] : []))
  const kind = frontKind(fields.length, parties.length)
  const field = parties.at(-1) ?? 0
  return textFormWithClient(field).read(line, false) === undefined
    ? { kind }
    : { kind, cure: { clientField: String(field) } }
}

function frontKind(fields: number, parties: number): string {
  if (fields < 3) return 'no ident and user between the client and the time'
  if (parties > 1) return `${parties} parties in front of the time, and no telling which is the client`
  return 'other fields than client, ident and user in front of the time'
}

const DATE = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]{8,30}\]/

const BETWEEN = /(\[[0-9]{2}\/[^\]]*\]) [^"]*"/

const BETWEEN_FILTER = String.raw`sed -E 's/(\[[0-9]{2}\/[^]]*\]) [^"]*"/\1 "/'`

/** nginx, and Apache since 2.4 and before. */
const ERROR_LOG = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\]|\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d [^\]]*\] \[)/
