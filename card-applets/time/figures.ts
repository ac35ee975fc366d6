// Measured durations by input length, and what may be read from them: between two measured lengths by a straight line,
// below the shortest as much as the shortest took, beyond the longest nothing. The doubt travels with the number.

/** `approx`: the measurement's own spread is large against it. `assumed`: nobody measured it, the profile says so. */
export const FIGURE_QUALITIES = ['ok', 'approx', 'assumed'] as const
export type FigureQuality = (typeof FIGURE_QUALITIES)[number]

export interface Figure {
  /** Bytes of input; undefined for an operation whose length is fixed or does not matter. */
  readonly bytes: number | undefined
  readonly ns: number
  readonly quality: FigureQuality
}

/** What had to be done to a figure to answer for this length. `ceiling`: the shortest measured one was taken. */
export type Reading = 'measured' | 'interpolated' | 'ceiling' | 'composed'

export interface Duration {
  readonly ns: number
  readonly quality: FigureQuality
  readonly reading: Reading
}

/**
 * Parses the compact form of the data files: `16:2.15 32:2.56~`, bytes and milliseconds, `~` for approx; a figure
 * without a length stands alone, e.g. `55.8`. Throws `RangeError` for anything else and for lengths that do not rise.
 */
export function parseFigures(text: string): readonly Figure[] {
  const figures = text.split(' ').map((word) => {
    const match = /^(?:(\d+):)?(\d+(?:\.\d+)?)(~?)$/.exec(word)
    if (match === null) throw new RangeError(`"${word}" is not a figure`)
    const [, bytes, milliseconds = '', approx] = match
    const ns = Math.round(Number(milliseconds) * NS_PER_MS)
    return { bytes: bytes === undefined ? undefined : Number(bytes), ns, quality: approx === '~' ? 'approx' : 'ok' }
  }) satisfies readonly Figure[]
  const rising = figures.every(({ bytes }, at) => at === 0 || (bytes ?? 0) > (figures[at - 1]?.bytes ?? Infinity))
  if (!rising) throw new RangeError(`lengths do not rise in "${text}"`)
  return figures
}

/** Undefined where nothing was measured, or only for shorter inputs. */
export function durationAt(figures: readonly Figure[], bytes: number): Duration | undefined {
  const at = figures.findIndex((figure) => figure.bytes === undefined || figure.bytes >= bytes)
  const above = figures[at]
  if (above === undefined) return undefined
  if (above.bytes === undefined || above.bytes === bytes) return { ...above, reading: 'measured' }
  const below = figures[at - 1]
  if (below?.bytes === undefined) return { ns: above.ns, quality: above.quality, reading: 'ceiling' }
  const share = (bytes - below.bytes) / (above.bytes - below.bytes)
  return {
    ns: Math.round(below.ns + share * (above.ns - below.ns)),
    quality: worse(below.quality, above.quality),
    reading: 'interpolated',
  }
}

/**
 * The same for operations that a card can do piece by piece, such as memory writes: beyond the longest measured length
 * as many of the longest as are needed, and the rest.
 */
export function composedDurationAt(figures: readonly Figure[], bytes: number): Duration | undefined {
  const longest = figures.at(-1)
  if (longest?.bytes === undefined || bytes <= longest.bytes) return durationAt(figures, bytes)
  const whole = Math.floor(bytes / longest.bytes)
  const left = bytes % longest.bytes
  const rest = left === 0 ? undefined : durationAt(figures, left)
  return {
    ns: whole * longest.ns + (rest?.ns ?? 0),
    quality: worse(longest.quality, rest?.quality ?? 'ok'),
    reading: 'composed',
  }
}

function worse(a: FigureQuality, b: FigureQuality): FigureQuality {
  return FIGURE_QUALITIES.indexOf(a) > FIGURE_QUALITIES.indexOf(b) ? a : b
}

const NS_PER_MS = 1_000_000
