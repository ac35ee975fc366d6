// What an operation costs by the blocks of its input, fitted from a card's own rows (MODEL.md, "Blocks"): a hash of 44
// bytes is one block, as one of 32 is, and no line is drawn across the border to the second.

import type { CardOperation } from './card-profile.ts'
import { FIGURE_QUALITIES, worse, type Figure, type FigureQuality } from './figures.ts'

/** Undefined for what is no matter of blocks: random numbers, whose generator is not known, and memory. */
export function blocksOf(operation: CardOperation, bytes: number): number | undefined {
  switch (operation) {
    case 'sha1':
    case 'sha256':
    // The rows of signatures hash the message by SHA-1 on the card.
    case 'ecdsaP256Sign':
    case 'ecdsaP256Verify':
    case 'rsa1024Sign':
    case 'rsa1024Verify':
    case 'rsa2048Sign':
    case 'rsa2048Verify':
      return Math.floor((bytes + HASH_PADDING + HASH_BLOCK - 1) / HASH_BLOCK)
    case 'retailMac3Des':
      return Math.floor(bytes / DES_BLOCK) + 1
    case 'aesCbcMac':
    case 'aesCbcEncrypt':
      return Math.max(1, Math.ceil(bytes / AES_BLOCK))
    case 'random':
    case 'writeAtomic':
    case 'writeNonAtomic':
      return undefined
  }
}

/** SHA-1 and SHA-256 append one byte and the length in eight (FIPS 180-4, 5.1.1). */
const HASH_PADDING = 9
const HASH_BLOCK = 64
/** Padding method 2 of ISO/IEC 9797-1 appends a byte at least: the only one that Java Card has for the retail MAC. */
const DES_BLOCK = 8
/** CBC-MAC without padding, and CMAC, which fills up its last block. */
const AES_BLOCK = 16

/** What so many blocks take. */
export interface BlockTime {
  readonly blocks: number
  readonly ns: number
  readonly quality: FigureQuality
  /** Its rows say that more blocks take less time: their mean stands for all of them. */
  readonly contradicted: boolean
}

/** Never falling with the blocks. Only for operations by blocks and figures with lengths, which rise. */
export function timesByBlocks(operation: CardOperation, figures: readonly Figure[]): readonly BlockTime[] {
  const pools: Pool[] = []
  for (const time of slowestOfEach(operation, figures)) {
    let pool: Pool = { times: [time], ns: time.ns, weight: WEIGHTS[time.quality] }
    for (let before = pools.at(-1); before !== undefined && before.ns > pool.ns; before = pools.at(-1)) {
      pool = joined(before, pool)
      pools.pop()
    }
    pools.push(pool)
  }
  return pools.flatMap(({ times, ns }) => {
    const quality = times.map((time) => time.quality).reduce(worse)
    const contradicted = contradictionIn(times) !== undefined
    return times.map(({ blocks }) => ({ blocks, ns: Math.round(ns), quality, contradicted }))
  })
}

/** Two rows that cannot both be right. */
export interface Contradiction {
  readonly operation: CardOperation
  readonly shorter: Figure
  readonly longer: Figure
}

/** The worst of each operation: more blocks, or bytes where it has no blocks, in less time, by more than a measurement's own noise. */
export function contradictionsIn(
  figures: Readonly<Partial<Record<CardOperation, readonly Figure[]>>>,
): readonly Contradiction[] {
  return Object.entries(figures).flatMap(([name, rows]) => {
    const operation = name as CardOperation
    const byBytes = rows.flatMap((row) => (row.bytes === undefined ? [] : [{ ...row, blocks: row.bytes }]))
    const found = contradictionIn(blocksOf(operation, 0) === undefined ? byBytes : slowestOfEach(operation, rows))
    return found === undefined ? [] : [{ operation, ...found }]
  })
}

interface Row extends Figure {
  readonly blocks: number
}

/** One row for each number of blocks: of those of the best quality the slowest. */
function slowestOfEach(operation: CardOperation, figures: readonly Figure[]): readonly Row[] {
  const rows = new Map<number, Row>()
  for (const figure of figures) {
    const blocks = figure.bytes === undefined ? undefined : blocksOf(operation, figure.bytes)
    if (blocks === undefined) continue
    const known = rows.get(blocks)
    if (known === undefined || isBetter(figure, known)) rows.set(blocks, { ...figure, blocks })
  }
  return [...rows.values()]
}

function isBetter(one: Figure, other: Figure): boolean {
  const [a, b] = [one, other].map(({ quality }) => FIGURE_QUALITIES.indexOf(quality))
  return a === b ? one.ns > other.ns : (a ?? 0) < (b ?? 0)
}

interface Pool {
  readonly times: readonly Row[]
  readonly ns: number
  readonly weight: number
}

/** A row of wide spread hardly moves a good one. */
const WEIGHTS: Readonly<Record<FigureQuality, number>> = { ok: 10, approx: 1, assumed: 1 }

/** Isotonic regression by pooling adjacent violators (Ayer et al. 1955): of all rising curves the nearest by squares. */
function joined(before: Pool, after: Pool): Pool {
  const weight = before.weight + after.weight
  const ns = (before.ns * before.weight + after.ns * after.weight) / weight
  return { times: [...before.times, ...after.times], ns, weight }
}

/** Of 2 % or less nothing is said: two runs of one card differ by that. */
const NOISE = 0.02

/** Whether one of the others is longer and takes less time, or shorter and takes more. */
export function isContradicted(row: Figure, rows: readonly Figure[]): boolean {
  const { bytes = 0 } = row
  return rows.some((other) => {
    const [shorter, longer] = (other.bytes ?? 0) < bytes ? [other, row] : [row, other]
    return fallOf({ shorter, longer }) > NOISE
  })
}

/** The share of its time that a longer input saves. */
function fallOf({ shorter, longer }: { readonly shorter: Figure; readonly longer: Figure }): number {
  return 1 - longer.ns / shorter.ns
}

function contradictionIn(rows: readonly Row[]): Omit<Contradiction, 'operation'> | undefined {
  const pairs = rows.flatMap((longer, at) => rows.slice(0, at).map((shorter) => ({ shorter, longer })))
  const [worst] = pairs.filter((pair) => fallOf(pair) > NOISE).toSorted((a, b) => fallOf(b) - fallOf(a))
  return worst
}
