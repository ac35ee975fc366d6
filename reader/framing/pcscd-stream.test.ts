import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import * as frames from './pcscd.ts'
import { encodeRequest, requestSplitter } from './pcscd-stream.ts'

function transmitBody(sendLength: number): Uint8Array {
  const rest = {
    sendProtocol: 2,
    sendPciLength: 16,
    receiveProtocol: 2,
    receivePciLength: 16,
    receiveLength: 258,
    rv: 0,
  }
  return frames.transmit.encode({ card: 7, sendLength, ...rest })
}

const version = encodeRequest('version', frames.version.encode({ major: 4, minor: 4, rv: 0 }))
const states = encodeRequest('readerStates', new Uint8Array(0))
const transmit = encodeRequest('transmit', transmitBody(5), Uint8Array.of(0, 0xa4, 4, 0, 0))

describe('the structures', () => {
  // The sizes are those of the C structures on a 64-bit machine (pcsc-lite, winscard_msg.h).
  it.each([
    [frames.version, 12],
    [frames.establishContext, 12],
    [frames.ofContext, 8],
    [frames.connect, 152],
    [frames.reconnect, 24],
    [frames.ofCard, 8],
    [frames.endOfCard, 12],
    [frames.transmit, 32],
    [frames.control, 24],
    [frames.attribute, 280],
    [frames.waited, 8],
    [frames.readerEvents, 8],
    [frames.slotRecord, 184],
  ])('have the size of their C structure', (layout, size) => {
    expect(layout.size).toBe(size)
  })
})

describe('requestSplitter', () => {
  it('finds the same requests however the stream is cut', () => {
    const stream = concat(version, states, transmit, version)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length }), { maxLength: 12 }), (cuts) => {
        const split = requestSplitter()
        const points = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const found = points.slice(1).flatMap((end, at) => split(stream.subarray(points[at], end)))
        expect(found.map((request) => request.command)).toEqual(['version', 'readerStates', 'transmit', 'version'])
        expect(found[2]?.payload).toEqual(Uint8Array.of(0, 0xa4, 4, 0, 0))
      }),
    )
  })

  it.each([
    ['an unknown command', frames.header.encode({ size: 0, command: 0x55 })],
    ['a structure of another size', frames.header.encode({ size: 13, command: 0x11 })],
    ['more command bytes than pcsc-lite carries', encodeRequest('transmit', transmitBody(65_549))],
  ])('refuses %s before it waits for more', (_, bytes) => {
    expect(() => requestSplitter()(bytes)).toThrow(DecodeError)
  })

  it('takes the longest command that pcsc-lite carries', () => {
    const [request] = requestSplitter()(encodeRequest('transmit', transmitBody(65_548), new Uint8Array(65_548)))
    expect(request?.payload).toHaveLength(65_548)
  })
})
