import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import * as ctaphid from './ctaphid.ts'
import { CTAPHID, CTAPHID_ERROR, HidAssembly, type Assembled, type HidMessage, type Report } from './ctaphid.ts'
import { encodeLedger, LEDGER_CHANNEL, LedgerAssembly } from './ledger.ts'

type Continuation = Report & { readonly kind: 'continuation' }
type Init = Report & { readonly kind: 'init' }

function assemble(reports: readonly Uint8Array[]): Assembled {
  const [first, ...rest] = reports.map(ctaphid.decodeReport)
  const assembly = new HidAssembly(first as Init)
  return rest.reduce<Assembled>((_, next) => assembly.add(next as Continuation), assembly.state())
}

const ping = (length: number): HidMessage => ({
  channel: 0x01020304,
  command: CTAPHID.ping,
  data: new Uint8Array(length).map((_, at) => at & 0xff),
})

describe('CTAPHID messages', () => {
  it('are whole again on the other side', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffffff }),
        fc.nat({ max: 0x7f }),
        fc.uint8Array({ maxLength: 400 }),
        (channel, command, data) => {
          const message = { channel, command, data }
          expect(assemble(ctaphid.encodeHidMessage(message))).toEqual({ kind: 'message', message })
        },
      ),
    )
  })

  it.each([
    [0, 1],
    [57, 1],
    [58, 2],
    [57 + 59, 2],
    [57 + 59 + 1, 3],
    [1024, 18],
    [7609, 129],
  ])('of %d bytes take %d reports of 64 bytes', (length, count) => {
    const reports = ctaphid.encodeHidMessage(ping(length))
    expect(reports).toHaveLength(count)
    expect(reports.every((report) => report.length === 64)).toBe(true)
    expect(assemble(reports)).toEqual({ kind: 'message', message: ping(length) })
  })

  it('have at most 7,609 bytes', () => {
    expect(() => ctaphid.encodeHidMessage(ping(7610))).toThrow(RangeError)
    const [first] = ctaphid.encodeHidMessage(ping(60))
    first!.set([0xff, 0xff], 5)
    expect(assemble([first!])).toEqual({ kind: 'wrong', error: CTAPHID_ERROR.length })
  })

  it('end with an error where a report is missing or twice there', () => {
    const reports = ctaphid.encodeHidMessage(ping(200))
    for (const order of [
      [0, 2],
      [0, 1, 1],
    ]) {
      const state = assemble(order.map((at) => reports[at]!))
      expect(state).toEqual({ kind: 'wrong', error: CTAPHID_ERROR.sequence })
    }
  })

  it('come in reports of 64 bytes and no others', () => {
    for (const length of [0, 63, 65]) expect(() => ctaphid.decodeReport(new Uint8Array(length))).toThrow(DecodeError)
  })

  it('begin with the answer to INIT, which later versions may lengthen', () => {
    const answer = {
      nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      channel: 0xfedcba98,
      versions: [2, 5, 1, 2],
      capabilities: 5,
    } as const
    const encoded = ctaphid.encodeInitAnswer(answer)
    expect(ctaphid.decodeInitAnswer(encoded)).toEqual(answer)
    expect(ctaphid.decodeInitAnswer(Uint8Array.of(...encoded, 9))).toEqual(answer)
    expect(() => ctaphid.decodeInitAnswer(encoded.subarray(1))).toThrow(DecodeError)
  })
})

function join(packets: readonly Uint8Array[]): Uint8Array | undefined {
  const assembly = new LedgerAssembly(LEDGER_CHANNEL)
  return packets.map((packet) => assembly.add(packet)).at(-1)
}

describe('Ledger packets', () => {
  it('carry an APDU to the other side', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (apdu) => {
        const packets = encodeLedger(LEDGER_CHANNEL, apdu)
        expect(packets).toHaveLength(Math.ceil((apdu.length + 2) / 59))
        expect(join(packets)).toEqual(apdu)
      }),
    )
  })

  it.each([
    ['channel', 0],
    ['tag', 2],
    ['sequence', 4],
  ])('with another %s are refused by its name', (name, at) => {
    const [packet] = encodeLedger(LEDGER_CHANNEL, Uint8Array.of(0xe0))
    packet![at]! ^= 0x40
    expect(() => join([packet!])).toThrow(
      expect.objectContaining({ name: 'DecodeError', path: `LedgerPacket.${name}` }),
    )
  })
})
