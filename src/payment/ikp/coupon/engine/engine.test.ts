import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { DecodeError } from '../../../../bytes/decode-error.ts'
import { commitToChain, spendFromSecret, type ChainCommitment } from '../../../../chain/chain.ts'
import { couponIndex } from '../../../../chain/coupon-index.ts'
import { typescriptKernel } from '../../../../chain/kernel/typescript.ts'
import { webAssemblyKernel } from '../../../../chain/kernel/webassembly.ts'
import { kernelChain } from '../../../../chain/kernel/kernel.ts'
import { BYTES_PER_CHAIN } from './chain-table.ts'
import { createEngine, restoreEngine, type SellerEngine } from './engine.ts'
import { FRAME_BYTES, paymentFrameLayout } from './frame.ts'
import { VERDICTS, type PaymentVerdict } from './verdict.ts'

const f = kernelChain(typescriptKernel('indexed'))
const EXPIRES = 1_800_000_000_000
const NOW = 1_700_000_000_000
const VALUE = 3n
const LENGTH = 40

interface Known {
  readonly chain: ChainCommitment
  readonly secret: Uint8Array
  readonly slot: number
}

function newEngine(capacity = 8): SellerEngine {
  return createEngine({ kernel: webAssemblyKernel('indexed'), capacity, longestSkip: 20 })
}

function open(engine: SellerEngine, name: number): Known {
  const secret = new Uint8Array(16).fill(name + 100)
  const chain = commitToChain(f, new Uint8Array(16).fill(name), secret, LENGTH)
  const opened = engine.open({ chain, value: VALUE, expires: EXPIRES })
  if (!opened.ok) throw new Error(opened.refused)
  return { chain, secret, slot: opened.value }
}

interface Payment {
  readonly known: Known
  readonly spent: number
  readonly units: number
  /** Spoils the coupon. */
  readonly forged?: boolean
}

function frameOf({ known, spent, forged = false }: Payment): Uint8Array {
  const coupon = spendFromSecret(f, known.chain, known.secret, spent).value
  if (forged) coupon[15]! ^= 1
  return paymentFrameLayout.encode({ slot: known.slot, index: couponIndex(LENGTH, spent), coupon })
}

function take(engine: SellerEngine, payments: readonly Payment[], now = NOW): PaymentVerdict[] {
  const frames = new Uint8Array(payments.length * FRAME_BYTES)
  for (const [at, payment] of payments.entries()) frames.set(frameOf(payment), at * FRAME_BYTES)
  const prices = Float64Array.from(payments, ({ units }) => units * Number(VALUE))
  return Array.from(engine.take({ frames, prices, now }).verdicts, (code) => VERDICTS[code]!)
}

describe('one batch', () => {
  it('takes several payments on one chain in their order', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    const payments = [
      { known, spent: 2, units: 2 },
      { known, spent: 3, units: 1 },
      { known, spent: 3, units: 1 },
      { known, spent: 10, units: 7 },
      { known, spent: 9, units: 1 },
    ]
    expect(take(engine, payments)).toEqual(['accepted', 'accepted', 'repeated', 'accepted', 'nothingNew'])
    expect(engine.entry(known.slot)?.best).toEqual(spendFromSecret(f, known.chain, known.secret, 10))
  })

  it('judges the second payment by what became of the first', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    const forgedFirst = [
      { known, spent: 1, units: 1, forged: true },
      { known, spent: 2, units: 1 },
      { known, spent: 2, units: 2 },
    ]
    expect(take(engine, forgedFirst)).toEqual(['valueNotOnChain', 'wrongPrice', 'accepted'])
  })

  it('keeps chains apart, whoever pays beside them', () => {
    const engine = newEngine()
    const [a, b, c] = [open(engine, 1), open(engine, 2), open(engine, 3)]
    const payments = [
      { known: a, spent: 1, units: 1 },
      { known: b, spent: 9, units: 9, forged: true },
      { known: c, spent: 5, units: 5 },
      { known: { ...a, slot: b.slot }, spent: 4, units: 4 },
    ]
    expect(take(engine, payments)).toEqual(['accepted', 'valueNotOnChain', 'accepted', 'valueNotOnChain'])
    expect([a, b, c].map(({ slot }) => engine.entry(slot)?.best.spent)).toEqual([1, 0, 5])
  })

  it('takes frames from any place in memory', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    for (let offset = 0; offset < 4; offset += 1) {
      const memory = new Uint8Array(FRAME_BYTES + 8)
      memory.set(frameOf({ known, spent: offset + 1, units: 1 }), offset)
      const frames = memory.subarray(offset, offset + FRAME_BYTES)
      expect(Array.from(engine.take({ frames, prices: Float64Array.of(3), now: NOW }).verdicts)).toEqual([0])
    }
  })

  it('takes frames from a Buffer, whose slice is no copy', () => {
    const engine = newEngine()
    const memory = Buffer.concat([Buffer.alloc(1), frameOf({ known: open(engine, 1), spent: 1, units: 1 })])
    const frames = memory.subarray(1)
    expect(frames.byteOffset % 4).not.toBe(0)
    expect(Array.from(engine.take({ frames, prices: Float64Array.of(3), now: NOW }).verdicts)).toEqual([0])
  })

  it('counts the steps that hashing took, and none for what a cheap check refuses', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    const frames = Uint8Array.of(
      ...frameOf({ known, spent: 7, units: 7 }),
      ...frameOf({ known, spent: 30, units: 23 }),
      ...frameOf({ known, spent: 9, units: 2, forged: true }),
    )
    expect(engine.take({ frames, prices: Float64Array.of(21, 69, 6), now: NOW }).steps).toBe(9)
  })

  it.each([8, 2 ** 28, 2 ** 29 + 2 ** 28, 2 ** 31, 2 ** 32 - 1])('knows no chain by slot %d', (slot) => {
    const engine = newEngine()
    const known = { ...open(engine, 1), slot }
    expect(take(engine, [{ known, spent: 1, units: 1 }])).toEqual(['anotherChain'])
  })

  it('refuses half a frame as malformed, and prices that do not belong to the frames as a fault', () => {
    const engine = newEngine()
    const frames = new Uint8Array(FRAME_BYTES + 1)
    expect(() => engine.take({ frames, prices: new Float64Array(1), now: NOW })).toThrow(DecodeError)
    expect(() => engine.take({ frames: frames.subarray(1), prices: new Float64Array(2), now: NOW })).toThrow(RangeError)
  })

  it('fills more than one batch of the kernel', () => {
    const engine = newEngine(1100)
    const chains = Array.from({ length: 1100 }, (_, name) => open(engine, name % 150))
    const verdicts = take(
      engine,
      chains.map((known, at) => ({ known, spent: 1, units: 1, forged: at % 3 === 0 })),
    )
    expect(verdicts).toEqual(chains.map((_, at) => (at % 3 === 0 ? 'valueNotOnChain' : 'accepted')))
  })
})

describe('a chain from its opening to its end', () => {
  it('is refused after its expiry and after its closing, and unknown before and after', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    const pay = (now = NOW): PaymentVerdict[] => take(engine, [{ known, spent: 1, units: 1 }], now)
    expect(take(engine, [{ known: { ...known, slot: 7 }, spent: 1, units: 1 }])).toEqual(['anotherChain'])
    expect(take(engine, [{ known: { ...known, slot: 0xffffffff }, spent: 1, units: 1 }])).toEqual(['anotherChain'])
    expect(pay(EXPIRES)).toEqual(['chainExpired'])
    expect(pay(EXPIRES - 1)).toEqual(['accepted'])
    expect(engine.forget(known.slot)).toEqual({ ok: false, refused: 'stillOpen' })
    engine.close(known.slot)
    expect(pay()).toEqual(['chainClosed'])
    engine.forget(known.slot)
    expect([pay(), engine.entry(known.slot), engine.openChains]).toEqual([['anotherChain'], undefined, 0])
  })

  it('clears what was shown, once: late and repeated replies add nothing', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    expect(engine.clear(known.slot)).toEqual({ ok: false, refused: 'nothingNew' })
    take(engine, [{ known, spent: 5, units: 5 }])
    expect(engine.clear(known.slot)).toEqual({ ok: true, value: spendFromSecret(f, known.chain, known.secret, 5) })
    expect(engine.confirmCleared(known.slot, 6)).toEqual({ ok: false, refused: 'neverShown' })
    const added = [3, 5, 4, 5].map((spent) => engine.confirmCleared(known.slot, spent))
    expect(added).toEqual([3, 2, 0, 0].map((value) => ({ ok: true, value })))
    expect(engine.entry(known.slot)?.cleared).toBe(5)
  })

  it('waits from the first coupon after a claim', () => {
    const engine = newEngine()
    const known = open(engine, 1)
    const waiting = (): number | undefined => engine.entry(known.slot)?.waitingSince
    take(engine, [{ known, spent: 1, units: 1 }], NOW + 1)
    take(engine, [{ known, spent: 2, units: 1 }], NOW + 2)
    expect(waiting()).toBe(NOW + 1)
    engine.clear(known.slot)
    expect(waiting()).toBeUndefined()
    take(engine, [{ known, spent: 3, units: 1 }], NOW + 3)
    expect(waiting()).toBe(NOW + 3)
  })

  it('gives slots out again, and a coupon of the chain before does not fit the one after', () => {
    const engine = newEngine(2)
    const [first] = [open(engine, 1), open(engine, 2)]
    const chain = commitToChain(f, new Uint8Array(16), new Uint8Array(16), 3)
    expect(engine.open({ chain, value: 1n, expires: EXPIRES })).toEqual({ ok: false, refused: 'noRoom' })
    engine.close(first.slot)
    engine.forget(first.slot)
    expect(open(engine, 3).slot).toBe(first.slot)
    expect(take(engine, [{ known: first, spent: 1, units: 1 }])).toEqual(['valueNotOnChain'])
  })

  it('refuses what it cannot count exactly, and throws for what is no chain', () => {
    const engine = newEngine()
    const chain = commitToChain(f, new Uint8Array(16), new Uint8Array(16), 3)
    const good = { chain, value: 1n, expires: EXPIRES }
    expect(engine.open({ ...good, value: 2n ** 53n })).toEqual({ ok: false, refused: 'valueTooLarge' })
    for (const bad of [
      { ...good, value: 0n },
      { ...good, expires: Number.NaN },
      { ...good, chain: { ...chain, length: 0 } },
      { ...good, chain: { ...chain, id: new Uint8Array(15) } },
      { ...good, chain: { ...chain, anchor: new Uint8Array(32) } },
    ]) {
      expect(() => engine.open(bad)).toThrow(RangeError)
    }
    expect(engine.openChains).toBe(0)
  })

  it('answers for slots where no chain is', () => {
    const engine = newEngine()
    const refused = { ok: false, refused: 'anotherChain' }
    for (const slot of [0, 8, -1, 2 ** 40]) {
      expect([engine.clear(slot), engine.confirmCleared(slot, 0), engine.close(slot), engine.forget(slot)]).toEqual([
        refused,
        refused,
        refused,
        refused,
      ])
    }
  })
})

describe('snapshots', () => {
  const options = { kernel: webAssemblyKernel('indexed'), capacity: 8, longestSkip: 20 }

  it('hold everything, and nothing that happens later', () => {
    const engine = newEngine()
    const [a, b, c] = [open(engine, 1), open(engine, 2), open(engine, 3)]
    take(engine, [{ known: b, spent: 4, units: 4 }])
    engine.clear(b.slot)
    engine.confirmCleared(b.slot, 4)
    engine.close(a.slot)
    engine.forget(a.slot)
    engine.close(c.slot)
    const before = [a, b, c].map(({ slot }) => engine.entry(slot))
    const snapshot = engine.snapshot()
    take(engine, [{ known: b, spent: 9, units: 5 }])
    const restored = restoreEngine(options, snapshot)
    expect([a, b, c].map(({ slot }) => restored.entry(slot))).toEqual(before)
    expect(restored.openChains).toBe(2)
    expect(take(restored, [{ known: b, spent: 9, units: 5 }])).toEqual(['accepted'])
    expect(open(restored, 4).slot).toBe(a.slot)
  })

  it('are as long as the chains in them', () => {
    const engine = newEngine(100)
    open(engine, 1)
    open(engine, 2)
    expect(engine.snapshot().length).toBe(12 + 2 * BYTES_PER_CHAIN)
  })

  it('decode to what gives the same bytes again, or throw a DecodeError, whatever the bytes', () => {
    const engine = newEngine()
    take(engine, [{ known: open(engine, 1), spent: 4, units: 4 }])
    open(engine, 2)
    const good = engine.snapshot()
    const edits = fc.array(fc.tuple(fc.nat(good.length), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(edits, fc.integer({ min: -2, max: 2 }), (changes, more) => {
        const bytes = new Uint8Array(good.length + Math.max(more, -good.length))
        bytes.set(good.subarray(0, bytes.length))
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        try {
          const again = restoreEngine(options, bytes).snapshot()
          expect(again).toEqual(bytes.subarray(0, again.length))
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('do not fit an engine that is too small', () => {
    const engine = newEngine()
    for (const name of [1, 2, 3]) open(engine, name)
    expect(() => restoreEngine({ ...options, capacity: 2 }, engine.snapshot())).toThrow(DecodeError)
  })
})

it('keeps a million chains in under 100 MB', () => {
  // Beside the table: four bytes for the stack of free slots.
  expect(BYTES_PER_CHAIN + 4).toBeLessThan(100)
})

it('wants a kernel of the indexed step', () => {
  expect(() => createEngine({ kernel: typescriptKernel('plain'), capacity: 1 })).toThrow(RangeError)
})
