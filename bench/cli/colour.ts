// Whether colours are wanted: `--color` first, then the customs of FORCE_COLOR and NO_COLOR (any value but an empty one),
// else on a terminal that knows them.

export type ColourChoice = 'auto' | 'always' | 'never'

export const COLOUR_CHOICES: readonly ColourChoice[] = ['auto', 'always', 'never']

/** Read before the words of the command line are understood, since errors of theirs have colours, too. */
export function colourChoiceIn(args: readonly string[]): ColourChoice {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  const at = own.findLastIndex((word) => /^--color(=|$)/.test(word))
  const given = own[at]?.split('=')[1] ?? own[at + 1]
  return at < 0 ? 'auto' : (COLOUR_CHOICES.find((choice) => choice === given) ?? 'auto')
}

export interface ColourPlace {
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export function wantsColour(choice: ColourChoice, { isTerminal, env }: ColourPlace): boolean {
  if (choice !== 'auto') return choice === 'always'
  const { FORCE_COLOR: forced, NO_COLOR: refused = '', TERM: kind } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return refused === '' && isTerminal && kind !== 'dumb'
}
