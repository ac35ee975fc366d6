import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import {
  commandApdu,
  decodeCommand,
  decodeCommandBy,
  encodeCommand,
  type CommandApdu,
} from '../../src/iso7816/command-apdu.ts'
import { apduBuffer } from './apdu-buffer.ts'

const byte = fc.integer({ min: 0, max: 255 })
const command = fc
  .record({ cla: byte, ins: byte, data: fc.uint8Array({ maxLength: 300 }), ne: fc.nat(300), extended: fc.boolean() })
  .map((parts) => encodeCommand(commandApdu(parts)))
const anyBytes = fc.oneof(command, fc.uint8Array({ maxLength: 80 }))

function orRefusal(decode: () => CommandApdu): CommandApdu | string {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return error.message
    throw error
  }
}

it('changes nothing of what a command says, whatever came before it', () => {
  const take = apduBuffer()
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(orRefusal(() => decodeCommandBy(take, bytes))).toEqual(orRefusal(() => decodeCommand(bytes)))
    }),
    { numRuns: 500 },
  )
})

it('has the data of a short command lie where those of the last one lay, and only them', () => {
  const take = apduBuffer()
  const dataOf = (bytes: number, fill: number): Uint8Array => {
    const data = new Uint8Array(bytes).fill(fill)
    return decodeCommandBy(take, encodeCommand(commandApdu({ cla: 0x80, ins: 0x10, data }))).data
  }
  const [short, long] = [dataOf(64, 1), dataOf(65, 2)]
  expect([short[0], long[0]]).toEqual([1, 2])
  dataOf(64, 3)
  dataOf(65, 4)
  expect([short[0], long[0]]).toEqual([3, 2])
})
