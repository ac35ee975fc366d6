// One exchange in words: what the command is, what the status word says, what the answer holds, field by field where its
// layout is declared, else as BER-TLV. Secrets of a command are never shown.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { Status } from '../../src/card/commands.ts'
import { maskedCommand, secretsMask } from '../../reader/recording/mask.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { explainStatusWord, printStatusWord, SW } from '../../src/iso7816/status-word.ts'
import { decodeTlvs, type Tlv } from '../../src/iso7816/tlv.ts'
import { instructionName } from './instructions.ts'
import { appletNamed, commandIn, type KnownApplet } from './known-applets.ts'
import { tagName } from './tags.ts'

/** Hex with what is secret as `**`. */
export function printCommand(command: CommandApdu): string {
  return maskedCommand(command, secretsMask)
}

export function printResponse(response: ResponseApdu): string {
  return printHex(encodeResponse(response))
}

/** e.g. `SELECT purse` or `GET DATA (status): balance, currency and where the purse stands`. */
export function describeCommand(command: CommandApdu, selected: KnownApplet | undefined): string {
  const known = commandIn(selected, command)
  if (known !== undefined) return `${known.name}: ${known.meaning}`
  const { ins, p1, p2, data, ne } = command
  const name = instructionName(command)
  if (ins === 0x20 && data.length === 0) return `${name} without data, P2 ${hexByte(p2)}: asks for the tries left`
  if (ins === 0xa4 && p1 === 0x04) return `${name} ${appletNamed(data)?.name ?? (printHex(data) || 'default')}`
  const parts = [`P1 ${hexByte(p1)}`, `P2 ${hexByte(p2)}`]
  if (data.length > 0) parts.push(`${data.length} B`)
  if (ne > 0) parts.push(`Ne ${ne}`)
  return `${name}, ${parts.join(', ')}`
}

/** The applet's own words before those of the standard, which leaves 9XXX to it. */
export function describeStatus(
  response: ResponseApdu,
  command: CommandApdu,
  selected: KnownApplet | undefined,
): string {
  const { sw } = response
  const statuses: readonly Status[] = Object.values(commandIn(selected, command)?.statuses ?? {})
  const own = statuses.find((status) => (status.counted === true ? sw & 0xfff0 : sw) === status.sw)
  if (own === undefined || sw === SW.ok) return explainStatusWord(sw)
  const meaning = own.counted === true ? own.meaning.replace(/\bX\b/, String(sw & 0xf)) : own.meaning
  return `${printStatusWord(sw)} ${meaning} (${selected?.name ?? ''})`
}

/** Indented lines; none for an answer without data or without a form that is known. */
export function describeAnswer(
  { data, sw }: ResponseApdu,
  command: CommandApdu,
  selected: KnownApplet | undefined,
): readonly string[] {
  const known = commandIn(selected, command)
  if (known !== undefined && sw === SW.ok && known.response.rows.length > 0) {
    const fields = orNothing(() => known.response.decode(data))
    if (fields !== undefined) return fieldLines(fields, '  ')
  }
  if (data.length < 2) return []
  return (orNothing(() => decodeTlvs(data)) ?? []).flatMap((tlv) => tlvLines(tlv, '  '))
}

function tlvLines({ tag, value, children }: Tlv, indent: string): readonly string[] {
  const name = tagName(tag)
  const head = `${indent}${tag.toString(16).toUpperCase().padStart(2, '0')}${name === undefined ? '' : ` ${name}`}`
  if (children !== undefined) return [head, ...children.flatMap((child) => tlvLines(child, `${indent}  `))]
  const applet = tag === 0x84 || tag === 0x4f ? appletNamed(value)?.name : undefined
  return [`${head}: ${printHex(value)}${textOf(value)}${applet === undefined ? '' : ` (${applet})`}`]
}

/** Beside the hex where all of it is printable and there is enough of it to be text. */
function textOf(value: Uint8Array): string {
  const isText = value.length >= 4 && value.every((byte) => byte >= 0x20 && byte < 0x7f)
  return isText ? ` "${String.fromCharCode(...value)}"` : ''
}

function fieldLines(fields: unknown, indent: string): readonly string[] {
  return Object.entries(Object(fields)).flatMap(([name, value]) => fieldLine(name, value, indent))
}

function fieldLine(name: string, value: unknown, indent: string): readonly string[] {
  if (value instanceof Uint8Array) return [`${indent}${name}: ${printHex(value)}`, ...objectsIn(value, `${indent}  `)]
  if (typeof value === 'object' && value !== null) return [`${indent}${name}`, ...fieldLines(value, `${indent}  `)]
  return [`${indent}${name}: ${value === undefined ? 'none' : `${value as string | number | bigint | boolean}`}`]
}

/** A field that holds a template; anything else that happens to parse is no object. */
function objectsIn(value: Uint8Array, indent: string): readonly string[] {
  const objects = orNothing(() => decodeTlvs(value)) ?? []
  const isTemplate = objects.some(({ tag, children }) => children !== undefined && tagName(tag) !== undefined)
  return isTemplate ? objects.flatMap((tlv) => tlvLines(tlv, indent)) : []
}

function orNothing<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
