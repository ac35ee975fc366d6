// Reads a conversation (FORMAT.md). Every mistake is a `DecodeError` whose path is the file and the line.

import { DecodeError } from '../../bytes/decode-error.ts'
import { isAppletName } from '../applets.ts'
import { NEEDS, type Conversation, type Expected, type Need, type Place, type Said, type Step } from './conversation.ts'
import { parseValue, parseValues } from './parse-value.ts'

const TITLE = 'tickbench conversation 1'
const HEADS = ['about', 'applets', 'needs', 'changes'] as const
type Head = (typeof HEADS)[number]

/** A line with those that continue it. */
interface Line {
  readonly place: Place
  readonly text: string
}

/** `file` names it in messages; without folder and extension it is the conversation's name. Throws `DecodeError`. */
export function parseConversation(text: string, file: string): Conversation {
  const [first, ...lines] = linesOf(text, file)
  if (first?.text !== TITLE) throw new DecodeError(first?.place ?? file, `does not begin with "${TITLE}"`)
  const firstStep = lines.findIndex(({ text: each }) => /^(?:#|>|<|let |reset$)/.test(each))
  const heads = parseHeads(firstStep < 0 ? lines : lines.slice(0, firstStep))
  const need = (head: Head): Line => {
    const found = heads.get(head)
    if (found === undefined) throw new DecodeError(file, `no line "${head}"`)
    return found
  }
  const steps = firstStep < 0 ? [] : parseSteps(lines.slice(firstStep))
  return {
    name: file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, ''),
    about: need('about').text,
    applets: parseApplets(need('applets')),
    needs: parseNeeds(heads.get('needs')),
    changes: need('changes').text,
    steps,
  }
}

/** Comments that begin with ## are for readers of the file only. A line that begins with a space or } continues the last. */
function linesOf(text: string, file: string): readonly Line[] {
  const lines: Line[] = []
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    if (line === '' || line.startsWith('##')) continue
    const last = lines.at(-1)
    if (!/^[\s}]/.test(line)) lines.push({ place: `${file}:${at + 1}`, text: line })
    else if (last === undefined) throw new DecodeError(`${file}:${at + 1}`, 'continues nothing')
    else lines[lines.length - 1] = { place: last.place, text: `${last.text} ${line.trim()}` }
  }
  return lines
}

function parseHeads(lines: readonly Line[]): ReadonlyMap<Head, Line> {
  const heads = new Map<Head, Line>()
  for (const { place, text } of lines) {
    const [word = ''] = text.split(/\s/, 1)
    const head = HEADS.find((each) => each === word)
    if (head === undefined) throw new DecodeError(place, `"${word}" is none of ${HEADS.join(', ')}`)
    if (heads.has(head)) throw new DecodeError(place, `a second ${head}`)
    heads.set(head, { place, text: text.slice(word.length).trim() })
  }
  return heads
}

function parseApplets({ place, text }: Line): readonly string[] {
  const names = text.split(/[\s,]+/)
  const unknown = names.find((name) => !isAppletName(name))
  if (unknown !== undefined) throw new DecodeError(place, `there is no applet "${unknown}"`)
  return names
}

function parseNeeds(line: Line | undefined): readonly Need[] {
  if (line === undefined) return []
  return line.text.split(/[\s,]+/).map((word) => {
    const need = NEEDS.find((each) => each === word)
    if (need === undefined) throw new DecodeError(line.place, `"${word}" is none of ${NEEDS.join(', ')}`)
    return need
  })
}

function parseSteps(lines: readonly Line[]): readonly Step[] {
  const steps: Step[] = []
  let about: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]
    if (line === undefined) break
    const { place, text } = line
    if (text.startsWith('#')) {
      about.push(text.slice(1).trim())
      continue
    }
    const definition = /^let (\w+) = (.+)$/.exec(text)
    if (definition !== null) {
      const [, name = '', value = ''] = definition
      steps.push({ kind: 'let', place, name, value: parseValue(value, place) })
      continue
    }
    if (about.length === 0) throw new DecodeError(place, 'has no comment before it that says what it shows')
    if (text === 'reset') steps.push({ kind: 'reset', place, about: about.join(' ') })
    else if (text.startsWith('> ')) {
      const answer = lines[(at += 1)]
      if (answer?.text.startsWith('< ') !== true) {
        throw new DecodeError(answer?.place ?? place, 'no "< ..." after "> ..."')
      }
      const expected = parseExpected(answer.text.slice(2), answer.place)
      steps.push({ kind: 'exchange', place, about: about.join(' '), said: parseSaid(text.slice(2), place), expected })
    } else throw new DecodeError(place, 'neither "# ...", "let NAME = ...", "> ...", "< ..." nor "reset"')
    about = []
  }
  return steps
}

/** Whether a line is bytes rather than a name: it begins with whole bytes of hex. */
const HEX = /^(?:[0-9A-Fa-f]{2})+(?:\*\d+)?(?:\s|$)/

function parseSaid(text: string, place: Place): Said {
  if (HEX.test(text)) return { kind: 'raw', parts: parseValues(text, place) }
  const select = /^SELECT ([\w-]+)$/.exec(text)?.[1]
  if (select !== undefined) {
    if (!isAppletName(select)) throw new DecodeError(place, `there is no applet "${select}"`)
    return { kind: 'select', applet: select }
  }
  const [, name = '', request = ''] = /^([A-Z][^{$]*?)\s*(?=[{$]|$)(.*)$/.exec(text) ?? []
  if (name === '') throw new DecodeError(place, 'neither hex nor the name of a command')
  return { kind: 'command', name, request: parseValue(request, place) }
}

function parseExpected(text: string, place: Place): Expected {
  if (HEX.test(text) || /^[?$]/.test(text)) return { kind: 'raw', parts: parseValues(text, place) }
  const [, word = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(text) ?? []
  if (word === 'ok') return { kind: 'ok', answer: parseValue(rest, place) }
  if (!/^\w+$/.test(word) || !/^\d{0,2}$/.test(rest)) {
    throw new DecodeError(place, 'neither hex, "ok ...", nor a refusal with its count')
  }
  return { kind: 'refused', refusal: word, count: Number(rest) }
}
