// `tickbench profiles`: the modelled cards and where their figures come from.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { assumptionsOf } from '../../../card-applets/time/assumptions.ts'
import type { CardProfile } from '../../../card-applets/time/card-profile.ts'
import { CARD_PROFILES, findCardProfile } from '../../../card-applets/time/card-profiles.ts'
import { dispatchOn } from '../../../card-applets/time/dispatch.ts'
import { durationAt } from '../../../card-applets/time/durations.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { parseContribution, type Contribution } from '../../profile/contribution.ts'
import { checkName } from '../../profile/profile-file.ts'
import { profileOf } from '../../profile/profile-of.ts'
import { profileFolder, storedProfiles, storeProfile } from '../../profile/profile-store.ts'
import { counted } from '../../../src/bytes/counted.ts'
import { ABSENT, formatNs } from '../../words/format.ts'
import type { Look } from '../../words/look.ts'
import { tableLines } from '../../words/table.ts'
import { EXIT, UserError } from '../exit.ts'
import type { Shell } from '../shell.ts'

const EXAMPLES = `
Examples:
  tickbench profiles                                     all of them
  tickbench bench card --reader pcsc: --contribute       measures your card and writes tickbench-card.json
  tickbench profiles add tickbench-card.json --name mine then: tickbench compare --card-profile mine
What writes to a card, as ticks do, is measured with --yes-change-this-card only; compare needs it.`

export function declareProfiles(command: Command, { terminal, end }: Shell): void {
  command
    .description(
      'Figures are modelled card time, for `--card-profile NAME[:WIRE]`; a card without a figure is not guessed.',
    )
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .addHelpText('after', EXAMPLES)
    .action(({ json }: { readonly json: boolean }) => {
      const { profiles, broken } = storedProfiles()
      const all = [...CARD_PROFILES, ...profiles]
      if (json)
        terminal.document(`${JSON.stringify({ schema: 'tickbench.profiles/1', profiles: all.map(withAssumptions) })}\n`)
      else terminal.out(profileText(all, terminal.look))
      for (const line of broken) terminal.err(`tickbench: left out: ${line}\n`)
      end(EXIT.done)
    })
  command
    .command('add')
    .summary('turns a run of `bench card` into a profile')
    .description(
      `Turns a run of \`bench card\`, or what --contribute wrote, into a profile, kept in ${profileFolder()}`,
    )
    .argument('<FILE>', 'a run')
    .option('--name <name>', 'what it is called; the name of the file unless given')
    .action((file: string, { name }: { readonly name?: string }) => {
      terminal.out(addProfile(file, name))
      end(EXIT.done)
    })
}

function addProfile(file: string, given: string | undefined): string {
  const name = nameFor(given ?? basename(file, '.json').toLowerCase())
  const made = profileOf(readContribution(file).document, name)
  if (!made.ok) throw new UserError(`${file} makes no profile: ${made.refused}`)
  try {
    const where = storeProfile(made.value)
    const count = Object.values(made.value.figures).reduce((sum, figures) => sum + figures.length, 0)
    return `${counted(count, 'figure')} and a wire in ${where}\nUse it with --card-profile ${name}\n`
  } catch (cause) {
    throw new UserError(`${name} cannot be kept in ${profileFolder()}: ${textOf(cause)}`, EXIT.usage, { cause })
  }
}

function textOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'EEXIST' ? 'there is one of that name; give another with --name, or delete its file' : String(cause)
}

function nameFor(name: string): string {
  if (findCardProfile(name) !== undefined) throw new UserError(`${name} is a profile already: give another --name`)
  try {
    return checkName(name)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new UserError(`"${name}" cannot be a profile's name (${cause.reason}): give another --name`, EXIT.usage, {
      cause,
    })
  }
}

function readContribution(file: string): Contribution {
  try {
    return parseContribution(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof DecodeError ? `is no run (${cause.message})` : 'cannot be read'
    throw new UserError(`${file} ${why}: give a file that bench card --contribute or --out wrote`, EXIT.usage, {
      cause,
    })
  }
}

const COLUMNS = [
  ['sha256', 44, 'SHA-256 44 B'],
  ['writeAtomic', 16, 'write 16 B'],
  ['ecdsaP256Sign', 32, 'P-256 sign'],
  ['rsa2048Sign', 32, 'RSA-2048 sign'],
] as const

function profileText(profiles: readonly CardProfile[], { width }: Look): string {
  const heads = ['profile', ...COLUMNS.map(([, , title]) => title), 'dispatch', { head: 'wires', wraps: true }]
  const rows = profiles.map((profile) => [
    profile.name,
    ...COLUMNS.map(([operation, bytes]) => figureOf(profile, operation, bytes)),
    dispatchText(profile),
    Object.keys(profile.wires).join(', '),
  ])
  const sources = [...new Set(profiles.map(({ source }) => source))].map((source) => `source    ${source}`)
  return [...tableLines(heads, rows, width), '', ...LEGEND, ...sources, ''].join('\n')
}

const LEGEND = [
  'figures   of the chip alone: hashes by whole blocks, writes on a line between measured lengths',
  'dispatch  and bytecode of each command on the first wire, at most; ~ where something else stands in for a measurement that is missing: --json says what, and on what else modelled time rests',
]

function dispatchText({ wires }: CardProfile): string {
  const [wire] = Object.values(wires)
  if (wire === undefined || wire.kind === 'none') return ABSENT
  const { ns, basis } = dispatchOn(wire)
  return `${formatNs(ns)}${basis === 'emptyCommand' ? '' : '~'}`
}

/** With what modelled time on each of its wires rests on. */
function withAssumptions(profile: CardProfile) {
  const lines = Object.entries(profile.wires).map(([name, wire]) => [name, assumptionsOf({ profile, wire })] as const)
  return { ...profile, assumptions: Object.fromEntries(lines) }
}

function figureOf(profile: CardProfile, operation: (typeof COLUMNS)[number][0], bytes: number): string {
  const duration = durationAt(profile, operation, bytes)
  return duration === undefined ? ABSENT : formatNs(duration.ns)
}
