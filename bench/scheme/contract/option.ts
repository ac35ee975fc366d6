// A scheme's own word on the command line, declared where the scheme is: the command line, its help and the schemes read
// the same declaration.

export interface SchemeOption<Value> {
  /** Without dashes. */
  readonly name: string
  /** As the help shows what comes after it, e.g. `<when>`. */
  readonly argument: string
  readonly about: string
  /** Throws `RangeError` whose message says what may be given. */
  parse(text: string): Value
  readonly fallback: Value
  /** How the help names the fallback. */
  readonly fallbackWords?: string
}

/** Plain data by name, since it crosses to other processes. */
export type OptionValues = Readonly<Record<string, unknown>>

/** What was given for the option, else its fallback. */
export function valueOf<Value>(option: SchemeOption<Value>, values: OptionValues = {}): Value {
  return option.name in values ? (values[option.name] as Value) : option.fallback
}

/** Values as a program gives them: a text is read as on the command line. Throws `RangeError`, for unknown names too. */
export function readOptions(known: readonly SchemeOption<unknown>[], given: OptionValues): OptionValues {
  const read = Object.entries(given).map(([name, value]) => {
    const option = known.find((each) => each.name === name)
    if (option === undefined) throw new RangeError(`there is no option ${name} of these schemes`)
    return [name, typeof value === 'string' ? option.parse(value) : value]
  })
  return Object.fromEntries(read)
}

/** An option of a closed list of words. */
export function wordOption<Word extends string>(
  words: readonly Word[],
  { fallback, ...option }: Omit<SchemeOption<Word>, 'parse'>,
): SchemeOption<Word> {
  return {
    ...option,
    about: `${option.about}: ${words.join(', ')}`,
    fallback,
    parse(text) {
      const found = words.find((word) => word === text)
      if (found === undefined) throw new RangeError(`give one of ${words.join(', ')}.`)
      return found
    },
  }
}
