// How long an operation takes on so many bytes, read from a card's rows (MODEL.md): by blocks where it has blocks, by
// bytes where it has none; below the shortest as much as the shortest took, beyond the longest nothing. The doubt travels
// with the number.

import { blocksOf, isContradicted, timesByBlocks } from './blocks.ts'
import type { CardOperation, CardProfile } from './card-profile.ts'
import { worse, type Figure, type FigureQuality } from './figures.ts'

/**
 * What had to be done to the rows to answer for this length. `interpolated`: between two measured numbers of blocks, or of
 * bytes; `ceiling`: the shortest measured one was taken; `composed`: piece by piece; `contradicted`: rows of
 * which the longer took less time, pooled where there are blocks.
 */
export type Reading = 'measured' | 'interpolated' | 'ceiling' | 'composed' | 'contradicted'

export interface Duration {
  readonly ns: number
  readonly quality: FigureQuality
  readonly reading: Reading
}

/** Undefined where nothing was measured, or only for shorter inputs. */
export function durationAt(
  { figures }: Pick<CardProfile, 'figures'>,
  operation: CardOperation,
  bytes: number,
): Duration | undefined {
  const rows = figures[operation] ?? []
  const [first] = rows
  if (first === undefined) return undefined
  if (first.bytes === undefined) return { ns: first.ns, quality: first.quality, reading: 'measured' }
  const blocks = blocksOf(operation, bytes)
  if (blocks === undefined)
    return composedAt(
      rows.map((row) => pointOf(row, rows)),
      bytes,
    )
  const points = timesByBlocks(operation, rows).map((time): Point => {
    return { at: time.blocks, ns: time.ns, quality: time.quality, contradicted: time.contradicted }
  })
  return onCurve(points, blocks)
}

interface Point {
  /** Blocks or bytes. */
  readonly at: number
  readonly ns: number
  readonly quality: FigureQuality
  readonly contradicted: boolean
}

/** Pages make memory uneven, so its rows are not smoothed; that they contradict each other is told. */
function pointOf(row: Figure, rows: readonly Figure[]): Point {
  const { bytes = 0, ns, quality } = row
  return { at: bytes, ns, quality, contradicted: isContradicted(row, rows) }
}

function onCurve(points: readonly Point[], at: number): Duration | undefined {
  const next = points.findIndex((point) => point.at >= at)
  const [below, above] = [points[next - 1], points[next]]
  if (above === undefined) return undefined
  if (above.at === at) return readAs('measured', above)
  if (below === undefined) return readAs('ceiling', above)
  const share = (at - below.at) / (above.at - below.at)
  const between = {
    ns: Math.round(below.ns + share * (above.ns - below.ns)),
    quality: worse(below.quality, above.quality),
    contradicted: below.contradicted || above.contradicted,
  }
  return readAs('interpolated', between)
}

function readAs(reading: Reading, { ns, quality, contradicted }: Omit<Point, 'at'>): Duration {
  return { ns, quality, reading: contradicted ? 'contradicted' : reading }
}

/**
 * For what a card can do piece by piece, such as memory writes: beyond the longest measured length as many of the longest
 * as are needed, and the rest.
 */
function composedAt(points: readonly Point[], bytes: number): Duration | undefined {
  const longest = points.at(-1)
  if (longest === undefined || bytes <= longest.at) return onCurve(points, bytes)
  const whole = Math.floor(bytes / longest.at)
  const left = bytes % longest.at
  const rest = left === 0 ? undefined : onCurve(points, left)
  return {
    ns: whole * longest.ns + (rest?.ns ?? 0),
    quality: worse(longest.quality, rest?.quality ?? 'ok'),
    reading: 'composed',
  }
}
