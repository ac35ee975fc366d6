// Reads the lines of one log. Its first lines say of which form most of it is; that form is held, so that a line which
// could be read in two ways is read as its neighbours are. Lines that are surely of another form are read as well, and
// every form is counted.

import type { LogEntry, LogForm } from './form.ts'
import { JSON_FORMS, jsonForm } from './json-forms.ts'
import { unwrapped, withoutPrefix } from './prefix.ts'
import { fullName, TEXT_FORMS, textFormWithClient } from './text-forms.ts'
import { isDirective, w3cForm } from './w3c-form.ts'

export interface FormCount {
  readonly name: string
  readonly client: string
  readonly hasSizes: boolean
  lines: number
}

/** How many lines are looked at before one is read. */
export const SNIFFED_LINES = 1000

export class FormReader {
  readonly #clientField: string
  readonly #given: { readonly json: readonly LogForm[]; readonly text: readonly LogForm[] }
  readonly #counts = new Map<LogForm, FormCount>()
  #held: LogForm | undefined
  #extended: LogForm | undefined

  /** `clientField` as of --client-field: the number of a field, or its name in JSON and W3C extended; empty for none. */
  constructor(firstLines: readonly string[], clientField: string) {
    this.#clientField = clientField
    this.#given = { json: [jsonForm(clientField)], text: [textFormWithClient(Number(clientField))] }
    this.#held = clientField === '' ? mostFrequent(firstLines) : undefined
  }

  /** Undefined where the line is not understood. */
  read(logged: string): LogEntry | 'directive' | undefined {
    if (logged.startsWith('#') && isDirective(logged)) {
      this.#extended = w3cForm(logged, this.#clientField) ?? this.#extended
      return 'directive'
    }
    const line = unwrapped(logged)
    const held = this.#extended ?? this.#held
    const first = held?.read(line, true)
    if (first !== undefined && held !== undefined) return this.#counted(held, line, first)
    for (const form of this.#candidates(line)) {
      const entry = form.read(line, false)
      if (entry !== undefined) return this.#counted(form, line, entry)
    }
    return undefined
  }

  /** The forms that were read, most lines first. */
  counts(): readonly FormCount[] {
    return [...this.#counts.values()].toSorted((a, b) => b.lines - a.lines)
  }

  #candidates(line: string): readonly LogForm[] {
    if (this.#clientField === '') return candidates(line)
    return isJson(line) ? this.#given.json : this.#given.text
  }

  #counted(form: LogForm, line: string, entry: LogEntry): LogEntry {
    const count = this.#counts.get(form)
    if (count !== undefined) count.lines += 1
    else {
      const name = form.name === '' || form.name.endsWith(' ') ? fullName(form, line) : form.name
      this.#counts.set(form, { name, client: form.client, hasSizes: form.hasSizes, lines: 1 })
    }
    return entry
  }
}

function mostFrequent(lines: readonly string[]): LogForm | undefined {
  const counts = new Map<LogForm, number>()
  for (const logged of lines) {
    const line = unwrapped(logged)
    const form = candidates(line).find((one) => one.read(line, false) !== undefined)
    if (form !== undefined) counts.set(form, (counts.get(form) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

function candidates(line: string): readonly LogForm[] {
  return isJson(line) ? JSON_FORMS : TEXT_FORMS
}

function isJson(line: string): boolean {
  return line.startsWith('{') || (line.includes('{') && (withoutPrefix(line)?.startsWith('{') ?? false))
}
