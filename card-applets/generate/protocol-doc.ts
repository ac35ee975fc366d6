// PROTOCOL.md from the declarations: what goes over the wire to each applet, byte for byte. The declarations are the
// source; a test fails while the file is stale.

import type { FieldRow } from '../../src/bytes/layout.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { COMMON_STATUSES, type Status } from '../../src/card/commands.ts'
import { printStatusWord } from '../../src/iso7816/status-word.ts'
import { DOCUMENTED_APPLETS, type DocumentedApplet, type DocumentedCommand, type Shape } from './protocol-applets.ts'

/** The whole document. */
export function protocolDocument(): string {
  return `${[HEAD, ...DOCUMENTED_APPLETS.map((applet) => appletSection(applet)), commonSection()].join('\n\n')}\n`
}

const HEAD = `# The card protocol

Generated from the declarations under \`src/card\` by \`npx tsx card-applets/generate/write-protocol.ts\`; a test fails while this
page is stale. Numbers are big-endian. \`u16 length + ...\` is a length in bytes before the bytes. Answers longer than Le
are fetched with GET RESPONSE, commands longer than 255 bytes come extended or chained (ISO 7816-4).`

function appletSection({ name, aid, about, commands, statuses, structures, cells }: DocumentedApplet): string {
  return [
    `## ${name}`,
    `AID \`${printHex(aid.bytes).toUpperCase()}\`. ${about}`,
    commandTable(commands),
    ...commands.map((command) => commandSection(command)),
    '### Status words',
    statusTable(statuses),
    ...section('Structures', structures),
    ...section('Memory', cells),
  ].join('\n\n')
}

function section(title: string, shapes: readonly Shape[]): readonly string[] {
  return shapes.length === 0 ? [] : [`### ${title}`, ...shapes.map((shape) => shapeTable(shape))]
}

function commandTable(commands: readonly DocumentedCommand[]): string {
  const rows = commands.map((command) => [
    command.name,
    hex(command.cla),
    hex(command.ins),
    `${hex(command.p1)} ${hex(command.p2)}`,
    command.request.name,
    command.response.name,
  ])
  return table(['command', 'CLA', 'INS', 'P1 P2', 'data', 'answer'], rows)
}

function commandSection({ name, meaning, request, response, refusals, statuses }: DocumentedCommand): string {
  const words = refusals.map((refusal) => `${word(statuses[refusal])} ${refusal}`)
  return [
    `### ${name}`,
    `${sentence(meaning)} Refusals: ${words.length === 0 ? 'none of its own' : words.join(', ')}.`,
    ...[request, response].filter(({ rows }) => rows.length > 0).map((shape) => shapeTable(shape)),
  ].join('\n\n')
}

function commonSection(): string {
  return ['## Status words of every applet', statusTable(COMMON_STATUSES)].join('\n\n')
}

function statusTable(statuses: Readonly<Record<string, Status>>): string {
  const byWord = Object.entries(statuses).toSorted(([, a], [, b]) => a.sw - b.sw)
  const rows = byWord.map(([refusal, status]) => [word(status), refusal, status.meaning])
  return table(['word', 'refusal', 'when'], rows)
}

function shapeTable(shape: Shape): string {
  const size = shape.size
  const title = `**${shape.name}**${size === undefined ? '' : `, ${size} bytes`}`
  return `${title}\n\n${table(['field', 'form', 'meaning'], shape.rows.map(fieldRow))}`
}

function fieldRow({ name, wire, meaning }: FieldRow): readonly string[] {
  return [name, wire, meaning]
}

/** A Markdown table with its columns aligned, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((cells) => cells[at]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [head, rule, ...rows].map((cells) => tableLine(cells, widths)).join('\n')
}

function tableLine(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
}

/** Four digits, the last one X where it counts. */
function word(status: Status | undefined): string {
  const printed = printStatusWord(status?.sw ?? 0)
  return status?.counted === true ? `${printed.slice(0, 3)}X` : printed
}

function hex(byte: number): string {
  return printHex(Uint8Array.of(byte)).toUpperCase()
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
