import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { explainSlowWire, SlowWireWatch } from './slow-wire.ts'
import {
  decodeVpcdMessage,
  encodeVpcdControl,
  encodeVpcdFrame,
  VPCD_CONTROL,
  VpcdSplitter,
  type VpcdControl,
} from './vpcd.ts'

describe('vpcd frames', () => {
  it('come out of the stream as they went in, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.infiniteStream(fc.nat({ max: 90 })),
        (sent, cuts) => {
          const stream = concat(...sent.map(encodeVpcdFrame))
          const splitter = new VpcdSplitter()
          const found: Uint8Array[] = []
          for (let at = 0; at < stream.length;) {
            const end = Math.min(stream.length, at + 1 + (cuts.next().value ?? 0))
            found.push(...splitter.push(stream.subarray(at, end)))
            at = end
          }
          expect(found).toEqual(sent)
        },
      ),
    )
  })

  it('have room for 65,535 bytes and no more', () => {
    expect(new VpcdSplitter().push(encodeVpcdFrame(new Uint8Array(65_535)))[0]).toHaveLength(65_535)
    expect(() => encodeVpcdFrame(new Uint8Array(65_536))).toThrow(RangeError)
  })

  it.each(Object.keys(VPCD_CONTROL) as VpcdControl[])('carry the control %s in one byte', (control) => {
    const [frame] = new VpcdSplitter().push(encodeVpcdControl(control))
    expect(decodeVpcdMessage(frame!)).toEqual({ kind: 'control', control })
  })

  it('carry commands from two bytes on, and nothing else', () => {
    expect(decodeVpcdMessage(Uint8Array.of(0, 0xa4))).toEqual({ kind: 'command', bytes: Uint8Array.of(0, 0xa4) })
    expect(() => decodeVpcdMessage(Uint8Array.of(3))).toThrow(DecodeError)
    expect(() => decodeVpcdMessage(new Uint8Array(0))).toThrow(DecodeError)
  })
})

/** Feeds frames whose bodies come `waitMs` after their lengths. */
function watched(waitMs: number, frames: number): SlowWireWatch {
  let now = 0n
  const watch = new SlowWireWatch(() => now)
  for (let at = 0; at < frames; at++) {
    watch.sawChunk(true, 0)
    now += BigInt(waitMs) * 1_000_000n
    watch.sawChunk(false, 1)
    now += 1_000_000_000n
  }
  return watch
}

describe('the watch for a slow wire', () => {
  it('says so when bodies come 44 ms after their lengths', () => {
    const slow = watched(44, 5).verdict()
    expect(slow).toEqual({ frames: 5, slowFrames: 5, waitMs: 44 })
    expect(explainSlowWire(slow!)).toMatch(/44 ms[^]*quickack/)
  })

  it('says nothing of frames that are only cut, or before it is sure', () => {
    expect(watched(1, 50).verdict()).toBeUndefined()
    expect(watched(44, 2).verdict()).toBeUndefined()
  })

  it('does not count the time between frames', () => {
    const watch = watched(0, 50)
    expect(watch.verdict()).toBeUndefined()
  })
})
