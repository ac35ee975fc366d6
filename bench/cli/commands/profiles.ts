// `tickbench profiles`: the modelled cards and where their figures come from.

import type { Command } from 'commander'
import type { CardProfile } from '../../../card-applets/time/card-profile.ts'
import { CARD_PROFILES } from '../../../card-applets/time/card-profiles.ts'
import { durationAt } from '../../../card-applets/time/figures.ts'
import { ABSENT, formatNs } from '../../report/format.ts'
import { EXIT } from '../exit.ts'
import type { Shell } from '../shell.ts'

export function addProfiles(program: Command, { terminal, end }: Shell): void {
  program
    .command('profiles')
    .summary('the modelled cards and where their figures come from')
    .description(
      'Figures are modelled card time, for `compare --card-profile NAME[:WIRE]`; a card without a figure is not guessed.',
    )
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .action(({ json }: { readonly json: boolean }) => {
      terminal.out(json ? `${JSON.stringify(documentOf())}\n` : profileText())
      end(EXIT.done)
    })
}

const COLUMNS = [
  ['sha256', 44, 'SHA-256 44 B'],
  ['writeAtomic', 16, 'write 16 B'],
  ['ecdsaP256Sign', 32, 'P-256 sign'],
  ['rsa2048Sign', 32, 'RSA-2048 sign'],
] as const

function profileText(): string {
  const head = ['profile'.padEnd(24), ...COLUMNS.map(([, , title]) => title.padStart(14)), '  wires'].join('')
  const rows = CARD_PROFILES.map((profile) => [
    profile.name.padEnd(24),
    ...COLUMNS.map(([operation, bytes]) => figureOf(profile, operation, bytes).padStart(14)),
    `  ${Object.keys(profile.wires).join(', ')}`,
  ])
  const sources = [...new Set(CARD_PROFILES.map(({ source }) => source))]
  return [head, ...rows.map((row) => row.join('')), '', ...sources.map((source) => `source  ${source}`), ''].join('\n')
}

/** Between measured lengths the model interpolates, and says so where it is used. */
function figureOf({ figures }: CardProfile, operation: (typeof COLUMNS)[number][0], bytes: number): string {
  const duration = durationAt(figures[operation] ?? [], bytes)
  return duration === undefined ? ABSENT : formatNs(duration.ns)
}

function documentOf(): unknown {
  return { schema: 'tickbench.profiles/1', profiles: CARD_PROFILES }
}
