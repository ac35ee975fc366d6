// The words that the schemes themselves bring to the command line: their options, and what does not go together.

import { InvalidArgumentError, Option, type Command } from 'commander'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import type { OptionValues, SchemeOption } from '../scheme/contract/option.ts'
import type { ClearTerms } from '../scheme/contract/policy.ts'
import { namesOf, SCHEME_OPTIONS } from '../scheme/named.ts'
import { SCHEMES } from '../scheme/schemes.ts'
import { UserError } from './exit.ts'

export function addSchemeOptions(command: Command): Command {
  for (const option of SCHEME_OPTIONS) {
    const [owner = '', ...others] = ownersOf(option.name)
    const about = others.length === 0 ? `${owner}: ${option.about}` : option.about
    const added = new Option(`--${option.name} ${option.argument}`, about).argParser(parserOf(option))
    command.addOption(added.default(option.fallback, option.fallbackWords))
  }
  return command
}

/** The schemes that have it. */
function ownersOf(option: string): readonly string[] {
  return namesOf(({ options }) => options.some(({ name }) => name === option))
}

function parserOf<Value>(option: SchemeOption<Value>): (text: string) => Value {
  return (text) => {
    try {
      return option.parse(text)
    } catch (error) {
      throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error
    }
  }
}

/** Those that were given, by their names. */
export function schemeOptionsOf(given: object): OptionValues {
  const values = SCHEME_OPTIONS.map((option) => {
    const attribute = new Option(`--${option.name} <value>`).attributeName()
    return [option, Reflect.get(given, attribute)] as const
  })
  return Object.fromEntries(
    values.flatMap(([option, value]) => (value === option.fallback ? [] : [[option.name, value]])),
  )
}

export interface ChosenSchemes {
  readonly names: readonly string[]
  readonly options: OptionValues
  readonly clear: ClearTerms
  readonly suite: SuiteName
}

/** What does not go together, before the log is read. Throws `UserError`. */
export function checkSchemes({ names, options, clear, suite }: ChosenSchemes): void {
  const chosen = SCHEMES.filter(({ name }) => names.includes(name))
  for (const name of Object.keys(options)) {
    if (chosen.some((scheme) => scheme.options.some((option) => option.name === name))) continue
    const owners = ownersOf(name)
    throw new UserError(`--${name} is for ${owners.join(', ')}: add --scheme ${owners[0] ?? ''}`)
  }
  for (const scheme of chosen) {
    const refused = scheme.refuse?.({ clear, options, suite })
    if (refused !== undefined) throw new UserError(refused)
  }
}
