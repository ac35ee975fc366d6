// Every declared format of src against hostile bytes: whatever comes, a layout gives a value that encodes to these very
// bytes, or throws a DecodeError. Nothing else is thrown, and no two encodings stand for one value.

import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from './decode-error.ts'
import type { FieldRow, Layout } from './layout.ts'
import { spansOf } from './spans.ts'

const SOURCE = resolve(import.meta.dirname, '..')

function sourceFiles(): readonly string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('testing'),
  )
}

function sourceOf(file: string): string {
  return readFileSync(resolve(SOURCE, file), 'utf8')
}

/** Files without one are not run: a program of a worker thread is none to import. */
async function exportedLayouts(): Promise<readonly Layout<unknown>[]> {
  const files = sourceFiles().filter((file) => /^export const \w+Layout\b/m.test(sourceOf(file)))
  const modules = await Promise.all(files.map((file) => import(resolve(SOURCE, file)) as Promise<object>))
  return [...new Set(modules.flatMap((module) => Object.values(module)).filter(isLayout))]
}

function isLayout(value: unknown): value is Layout<unknown> {
  return typeof value === 'object' && value !== null && 'rows' in value && 'take' in value && 'decode' in value
}

const layouts = await exportedLayouts()
const byName = new Map(layouts.map((layout) => [layout.name, layout]))

/** Bytes of the shape that a row's `wire` describes, so that mutations start from what a decoder accepts. */
function shapedRow({ wire, meaning }: FieldRow): fc.Arbitrary<number[]> {
  const [, type] = /^"tick", type (\d+), version 1$/.exec(meaning) ?? []
  return type === undefined ? shaped(wire) : fc.constant([0x74, 0x69, 0x63, 0x6b, Number(type), 1])
}

function shaped(wire: string): fc.Arbitrary<number[]> {
  const [, maybe] = /^u8 0\/1, then (.+)$/.exec(wire) ?? []
  if (maybe !== undefined) {
    return fc.oneof(
      fc.constant<number[]>([0]),
      shaped(maybe).map((value) => [1, ...value]),
    )
  }
  const [, each] = /^u16 count \+ up to \d+ × (.+)$/.exec(wire) ?? []
  if (each !== undefined) return fc.array(shaped(each), { maxLength: 3 }).map((all) => [0, all.length, ...all.flat()])
  const [tag, inside] = foreignTag(wire)
  if (tag !== undefined) {
    const value = inside === undefined ? fc.array(fc.nat(255), { maxLength: 6 }) : shapedAll(inside.split(', '))
    return value.map((content) => [tag, content.length, ...content])
  }
  const [, short] = /^u8 length \+ up to (\d+) B$/.exec(wire) ?? []
  if (short !== undefined) return fc.array(fc.nat(255), { maxLength: 20 }).map((value) => [value.length, ...value])
  if (/^up to \d+ B to the end$/.test(wire)) return fc.array(fc.nat(255), { maxLength: 20 })
  const [, most, text] = /^u16 length \+ up to (\d+) B( UTF-8)?$/.exec(wire) ?? []
  if (most !== undefined) {
    const unit = text === undefined ? fc.nat(255) : fc.integer({ min: 0x20, max: 0x7e })
    return fc.array(unit, { maxLength: Math.min(Number(most), 40) }).map((value) => [0, value.length, ...value])
  }
  return byName.has(wire) ? shapedLayout(byName.get(wire)!) : plain(wire)
}

/** BER-TLV as the standards of other cards write it: `53`, or `7C{82, 81}` for what is inside. */
function foreignTag(wire: string): readonly [tag?: number, inside?: string] {
  const [, tag, inside] = /^([0-9A-F]{2})(?:\{(.+)\})?$/.exec(wire) ?? []
  if (tag === undefined) return []
  return inside === undefined ? [parseInt(tag, 16)] : [parseInt(tag, 16), inside]
}

function shapedAll(wires: readonly string[]): fc.Arbitrary<number[]> {
  return fc.tuple(...wires.map(shaped)).map((parts) => parts.flat())
}

/** Bytes of layouts that stay inside their file, all their fields being zero or empty. */
const INNER_BYTES: Readonly<Record<string, number>> = { SellerPart: 46 }

/** Small numbers, so that words, times and amounts are in range. */
function plain(wire: string): fc.Arbitrary<number[]> {
  const small = fc.integer({ min: 0, max: 3 })
  const [, size] = /^(\d+) B$/.exec(wire) ?? []
  if (size !== undefined) return fc.array(fc.nat(255), { minLength: Number(size), maxLength: Number(size) })
  if (wire === '3 B ASCII') return fc.constant([0x45, 0x55, 0x52])
  if (wire === 'u8 0/1') return fc.constantFrom<number[][]>([0], [1])
  const numbers: Readonly<Record<string, number>> = { u8: 1, u16: 2, u32: 4, u64: 8 }
  const bytes = numbers[wire]
  if (bytes !== undefined) return small.map((value) => [...Array.from({ length: bytes - 1 }, () => 0), value])
  return fc.constant(Array.from({ length: INNER_BYTES[wire] ?? 0 }, () => 0))
}

function shapedLayout({ rows }: Layout<unknown>): fc.Arbitrary<number[]> {
  return fc.tuple(...rows.map(shapedRow)).map((parts) => parts.flat())
}

/** One change: a byte set, cut out or put in, or the end cut off. */
function hostile(layout: Layout<unknown>): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    how: fc.constantFrom('nothing', 'set', 'cut', 'insert', 'end'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
  })
  return fc.tuple(shapedLayout(layout), change).map(([bytes, { how, at, byte }]) => {
    const place = Math.min(Math.floor(at * bytes.length), Math.max(bytes.length - 1, 0))
    if (how === 'set') return Uint8Array.from(bytes.toSpliced(place, 1, byte))
    if (how === 'cut') return Uint8Array.from(bytes.toSpliced(place, 1))
    if (how === 'insert') return Uint8Array.from(bytes.toSpliced(place, 0, byte))
    return Uint8Array.from(how === 'end' ? bytes.slice(0, place) : bytes)
  })
}

function decodedOrNot(layout: Layout<unknown>, bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: layout.decode(bytes) }
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError)
    return undefined
  }
}

it('there are layouts of every scheme', () => {
  expect(layouts.length).toBeGreaterThan(100)
})

/** As the sources say, so that layouts which stay inside their file are there too. */
function declaredTypes(): readonly string[] {
  const declaration = /taggedLayout<[^(]*>\(\s*'\w+',\s*(0x[0-9a-f]{2}),/g
  return sourceFiles().flatMap((file) => [...sourceOf(file).matchAll(declaration)].map(([, type = '']) => type))
}

it('no two structures that are signed, MACed or hashed have one type: none can stand in place of another', () => {
  const types = declaredTypes()
  expect(types.length).toBeGreaterThan(50)
  expect(types.filter((type, at) => types.indexOf(type) !== at)).toEqual([])
})

describe.each(layouts.map((layout) => [layout.name, layout] as const))('%s', (_name, layout) => {
  it('gives a value that encodes to the same bytes, or a DecodeError', () => {
    const isForeign = layout.rows.some(({ wire }) => foreignTag(wire).length > 0) // BER has several forms for a length
    let taken = 0
    fc.assert(
      fc.property(hostile(layout), (bytes) => {
        const decoded = decodedOrNot(layout, bytes)
        if (decoded === undefined) return
        taken += 1
        if (isForeign) return
        expect(layout.encode(decoded.value)).toEqual(bytes)
      }),
      { numRuns: 150 },
    )
    expect(taken).toBeGreaterThan(0) // or all of this would show nothing
  })
})

it.each(layouts.map((layout) => [layout.name, layout] as const))(
  'the spans of %s cover each byte once',
  (_, layout) => {
    fc.assert(
      fc.property(shapedLayout(layout), (bytes) => {
        const encoded = Uint8Array.from(bytes)
        if (decodedOrNot(layout, encoded) === undefined) return
        const spans = spansOf(layout, encoded)
        expect(spans.map(({ from }) => from)).toEqual(spans.map((_span, at) => spans[at - 1]?.to ?? 0))
        expect(spans.at(-1)?.to ?? 0).toBe(encoded.length)
      }),
      { numRuns: 20 },
    )
  },
)

/** Fields that sound secret and are shown: keys that verify, keys that are sealed, what one PIN allows. */
const SHOWN = [
  'publicKey',
  'signatureKey',
  'sealedKey',
  'sellerKey',
  'encryptionKey',
  'keyVersion',
  'withoutPin',
  'pinTries',
]

it('no field that is called a key, a PIN, a PUK, a secret or a master is shown by an oversight', () => {
  const soundsSecret = /key|pin(?!g)|puk|secret|master(?!s)/i
  const open = layouts.flatMap(({ name, rows }) =>
    rows
      .filter((row) => soundsSecret.test(row.name) && row.secret !== true && row.inner?.secret !== true)
      .filter((row) => !SHOWN.includes(row.name) && row.form?.kind !== 'nested')
      .map((row) => `${name}.${row.name}`),
  )
  expect(open).toEqual([])
})
