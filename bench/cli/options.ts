// Parsers of option values, and options that several verbs have. Each refuses with one line that says what would be right.

import { InvalidArgumentError, Option } from 'commander'

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`give a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/** One of a closed list of words. */
export function oneOfWords<const Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text)
    if (word === undefined) throw new InvalidArgumentError(`give one of ${words.join(', ')}.`)
    return word
  }
}

/** The same for an option that may be given several times; the first use replaces the default. */
export function someOfWords<const Word extends string>(
  words: readonly Word[],
): (text: string, before: readonly Word[] | undefined) => readonly Word[] {
  const one = oneOfWords(words)
  const given = new Set<Word>()
  return (text) => [...given.add(one(text))]
}

/** T=0 carries no extended lengths, and answers beside data come by GET RESPONSE (ISO 7816-3, 12.2.1). */
export function protocolOption(what: string): Option {
  return new Option('--protocol <name>', `${what}: T=0 or T=1`).argParser(oneOfWords(['T=0', 'T=1']))
}
