// Cuts the byte stream of a PC/SC client into requests, and the daemon's answers out of it. Bounded: a structure has
// the one size of its command, and command bytes have the limit that pcsc-lite itself has.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { Layout } from '../../src/bytes/layout.ts'
import { Accumulator } from './accumulator.ts'
import { MAX_BUFFER_EXTENDED } from './pcsc-codes.ts'
import * as frames from './pcscd.ts'
import { PCSCD_COMMAND, type PcscdCommand } from './pcscd.ts'

export interface PcscdRequest {
  readonly command: PcscdCommand
  /** The command's structure, still encoded. */
  readonly body: Uint8Array
  /** The APDU of a transmit, the data of a control. */
  readonly payload: Uint8Array
}

interface Shape {
  readonly command: PcscdCommand
  readonly size: number
  readonly payloadLength: (body: Uint8Array) => number
}

const HEADER_BYTES = 8
const SHAPES: ReadonlyMap<number, Shape> = new Map(
  [
    shape('establishContext', frames.establishContext),
    shape('releaseContext', frames.ofContext),
    shape('connect', frames.connect),
    shape('reconnect', frames.reconnect),
    shape('disconnect', frames.endOfCard),
    shape('beginTransaction', frames.ofCard),
    shape('endTransaction', frames.endOfCard),
    shape('transmit', frames.transmit, (body) => frames.transmit.decode(body).sendLength),
    shape('control', frames.control, (body) => frames.control.decode(body).sendLength),
    shape('status', frames.ofCard),
    shape('cancel', frames.ofContext),
    shape('getAttribute', frames.attribute),
    shape('setAttribute', frames.attribute),
    shape('version', frames.version),
    shape('readerStates'),
    shape('waitForChange'),
    shape('stopWaiting'),
    shape('readerEvents'),
    shape('readerStatesCount'),
    shape('readerStatesArray'),
  ].map((each) => [PCSCD_COMMAND[each.command], each]),
)

/** One for each connection. The function takes the next bytes and gives the requests that they complete, or throws `DecodeError`. */
export function requestSplitter(): (chunk: Uint8Array) => PcscdRequest[] {
  const pending = new Accumulator()
  let current: Shape | undefined
  let body: Uint8Array | undefined
  const next = (): PcscdRequest | undefined => {
    current ??= readHeader(pending)
    if (current === undefined) return undefined
    body ??= pending.take(current.size)
    if (body === undefined) return undefined
    const length = current.payloadLength(body)
    if (length > MAX_BUFFER_EXTENDED) throw new DecodeError(`${current.command}.sendLength`, counted(length, 'byte'))
    const payload = pending.take(length)
    if (payload === undefined) return undefined
    const request = { command: current.command, body, payload }
    current = undefined
    body = undefined
    return request
  }
  return (chunk) => {
    pending.append(chunk)
    const requests: PcscdRequest[] = []
    for (let request = next(); request !== undefined; request = next()) requests.push(request)
    return requests
  }
}

/** What a client sends. */
export function encodeRequest(command: PcscdCommand, body: Uint8Array, payload: Uint8Array = NONE): Uint8Array {
  const head = frames.header.encode({ size: body.length, command: PCSCD_COMMAND[command] })
  const bytes = new Uint8Array(head.length + body.length + payload.length)
  bytes.set(head)
  bytes.set(body, head.length)
  bytes.set(payload, head.length + body.length)
  return bytes
}

const NONE = new Uint8Array(0)

function readHeader(pending: Accumulator): Shape | undefined {
  const bytes = pending.take(HEADER_BYTES)
  if (bytes === undefined) return undefined
  const { size, command } = frames.header.decode(bytes)
  const found = SHAPES.get(command)
  if (found === undefined) throw new DecodeError('Header.command', `no command ${command}`)
  if (found.size !== size) throw new DecodeError('Header.size', `${counted(size, 'byte')} where ${found.size} belong`)
  return found
}

function shape<T>(command: PcscdCommand, layout?: Layout<T>, payloadLength?: (body: Uint8Array) => number): Shape {
  const size = layout === undefined ? 0 : (layout.size ?? 0)
  return { command, size, payloadLength: payloadLength ?? (() => 0) }
}
