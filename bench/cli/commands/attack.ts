// `tickbench attack [NAME]`: lists and runs the attack scripts: who gains, who loses, which check stops it.

import type { Command } from 'commander'
import type { Attack, AttackRow } from '../../attack/attack.ts'
import { runAttack } from '../../attack/run.ts'
import { ATTACKS } from '../../attack/attacks.ts'
import type { Look } from '../../words/look.ts'
import type { Paint } from '../../words/paint.ts'
import { wrapProse } from '../../words/prose.ts'
import { tableLines, words } from '../../words/table.ts'
import { EXIT, UserError } from '../exit.ts'
import type { Shell } from '../shell.ts'
import { addTraceOptions, traced, type TraceOptions } from '../trace-option.ts'

interface AttackOptions extends TraceOptions {
  readonly list: boolean
  readonly json: boolean
}

interface AttackRun {
  readonly attack: Attack
  readonly rows: readonly AttackRow[]
}

const EXAMPLES = `
Examples:
  tickbench attack --list          every script with its source
  tickbench attack forged-clear    one script under each of its settings
  tickbench attack stolen-coupon --trace   message by message
  tickbench attack --json          all of them, for machines`

export function declareAttack(command: Command, shell: Shell): void {
  const { terminal, end } = shell
  addTraceOptions(command)
    .description('Plays a protocol with one party cheating, under the settings that stop it and those that do not.')
    .argument('[NAME...]', 'the scripts to run; all of them unless given')
    .option('--list', 'only list the scripts', false)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], options: AttackOptions) => {
      const { list, json } = options
      const chosen = chosenAttacks(names)
      const runs = await traced(options, shell, 'session', async (lane) => {
        const all: AttackRun[] = []
        for (const attack of chosen) all.push({ attack, rows: list ? [] : await runAttack(attack, lane) })
        return all
      })
      if (json) terminal.document(`${JSON.stringify(documentOf(runs))}\n`)
      else terminal.out(runs.map((each) => runText(each, terminal.look)).join('\n'))
      end(EXIT.done)
    })
}

function chosenAttacks(names: readonly string[]): readonly Attack[] {
  if (names.length === 0) return ATTACKS
  return names.map((name) => {
    const attack = ATTACKS.find((candidate) => candidate.name === name)
    if (attack === undefined) {
      throw new UserError(`no attack is called ${name}: give one of ${ATTACKS.map((known) => known.name).join(', ')}`)
    }
    return attack
  })
}

function runText({ attack, rows }: AttackRun, look: Look): string {
  const { paint, width } = look
  const head = `${paint.strong(attack.name)}: ${attack.title} (${attack.source})`
  const table = tableLines(
    COLUMNS,
    rows.map((row) => cellsOf(row, paint)),
    width,
  )
  return [...wrapProse(head, { width, hanging: '  ' }), ...table, ''].join('\n')
}

const COLUMNS = [words(''), '', words(''), words('')]

function cellsOf({ setting, outcome, gains, because }: AttackRow, paint: Paint): readonly string[] {
  const won = Object.entries(gains)
    .filter(([, units]) => units !== 0n)
    .map(([role, units]) => `${role} ${units > 0n ? '+' : ''}${units}`)
  const painted = outcome === 'stopped' ? paint.good(outcome) : paint.bad(outcome)
  return [`  ${setting}`, painted, won.join(', ') || 'nobody gains', because]
}

/** Amounts as decimal strings, as everywhere in JSON. */
function documentOf(runs: readonly AttackRun[]): unknown {
  const attacks = runs.map(({ attack: { name, title, source }, rows }) => ({
    name,
    title,
    source,
    rows: rows.map((row) => ({
      ...row,
      gains: Object.fromEntries(Object.entries(row.gains).map(([role, units]) => [role, units.toString()])),
    })),
  }))
  return { schema: 'tickbench.attack/1', attacks }
}
