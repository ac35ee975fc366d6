// What may be shown of bytes: fields that are declared secret never, and nothing at all of what nobody has declared where
// it may hold a secret. Rather too little than too much.

import { hide, type ByteRange } from '../../reader/recording/hex-pattern.ts'
import { secretAnswers, secretsMask } from '../../reader/recording/mask.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { AnyLayout } from '../../src/bytes/layout.ts'
import { spansOf, type FieldSpan } from '../../src/bytes/spans.ts'
import { encodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { ToldField } from './event.ts'
import { commandIn, type KnownApplet } from './known-applets.ts'

/** Bytes as they may be shown, and the fields among them. */
export interface Shown {
  readonly hex: string
  readonly fields?: readonly ToldField[]
}

/** A message whose layout is known. What does not decode is hidden whole. */
export function shownMessage(layout: AnyLayout, bytes: Uint8Array): Required<Shown> {
  const spans = spansOrNone(layout, bytes)
  if (spans === undefined) return { hex: hide(bytes, [{ from: 0, to: bytes.length }]), fields: [] }
  return { hex: hide(bytes, hiddenOf(spans, 0)), fields: toldFields(spans, 0) }
}

/** Applets of this project are told by their declarations, others by what the standards say of an instruction. */
export function shownCommand(command: CommandApdu, selected: KnownApplet | undefined): Shown {
  const bytes = encodeCommand(command)
  const at = command.extended ? 7 : 5
  const { data } = command
  const known = commandIn(selected, command)
  const spans = known && spansOrNone(known.request, data)
  if (spans !== undefined) {
    const hidden = secretsMask(command) && spans.every(({ secret }) => !secret) ? all(data, at) : hiddenOf(spans, at)
    return { hex: hide(bytes, hidden), fields: toldFields(spans, at) }
  }
  const isOurs = selected !== undefined && Object.keys(selected.commands).length > 0 && command.ins !== SELECT
  const mayHoldSecret = secretsMask(command) || (isOurs && command.cla >= PROPRIETARY)
  return { hex: hide(bytes, mayHoldSecret ? all(data, at) : []) }
}

export function shownResponse(response: ResponseApdu, command: CommandApdu, selected: KnownApplet | undefined): Shown {
  const bytes = encodeResponse(response)
  const { data, sw } = response
  const known = sw === SW.ok ? commandIn(selected, command) : undefined
  const spans = known && known.response.rows.length > 0 ? spansOrNone(known.response, data) : undefined
  if (spans !== undefined) {
    const hidden = secretAnswers(command) ? all(data, 0) : hiddenOf(spans, 0)
    return { hex: hide(bytes, hidden), ...(!secretAnswers(command) && { fields: toldFields(spans, 0) }) }
  }
  return { hex: hide(bytes, secretAnswers(command) ? all(data, 0) : []) }
}

/** Bytes that are no command: all but what may be a header. */
export function shownNoCommand(bytes: Uint8Array): string {
  return hide(bytes, [{ from: HEADER_BYTES, to: bytes.length }])
}

const SELECT = 0xa4
const PROPRIETARY = 0x80
const HEADER_BYTES = 4

function all(data: Uint8Array, at: number): readonly ByteRange[] {
  return [{ from: at, to: at + data.length }]
}

function hiddenOf(spans: readonly FieldSpan[], at: number): readonly ByteRange[] {
  return spans.filter(({ secret }) => secret).map(({ from, to }) => ({ from: from + at, to: to + at }))
}

function toldFields(spans: readonly FieldSpan[], at: number): readonly ToldField[] {
  return spans.map(({ path, from, to, value }) => [path, from + at, to + at, value ?? null])
}

function spansOrNone(layout: AnyLayout, bytes: Uint8Array): readonly FieldSpan[] | undefined {
  try {
    return spansOf(layout, bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
