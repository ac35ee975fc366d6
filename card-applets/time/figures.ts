// Measured durations by input length as data files and profiles hold them. What may be read from them for another length
// is the business of durations.ts.

/** `approx`: the measurement's own spread is large against it. `assumed`: nobody measured it, the profile says so. */
export const FIGURE_QUALITIES = ['ok', 'approx', 'assumed'] as const
export type FigureQuality = (typeof FIGURE_QUALITIES)[number]

export interface Figure {
  /** Bytes of input; undefined for an operation whose length is fixed or does not matter. */
  readonly bytes: number | undefined
  readonly ns: number
  readonly quality: FigureQuality
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

export function worse(a: FigureQuality, b: FigureQuality): FigureQuality {
  return FIGURE_QUALITIES.indexOf(a) > FIGURE_QUALITIES.indexOf(b) ? a : b
}

const NS_PER_MS = 1_000_000
